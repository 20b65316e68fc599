# cell: vuodet-koodi
# brings: year_mean_not_mean

import pandas as pd

weather = pd.read_csv("kaisaniemi.csv")

year_mean = weather.groupby("year")["temp_c"].max()
coldest_year = year_mean.idxmin()
warmest_year = year_mean.idxmax()
