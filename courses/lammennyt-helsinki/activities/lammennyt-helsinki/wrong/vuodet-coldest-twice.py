# cell: vuodet-koodi
# brings: warmest_year_is_coldest

import pandas as pd

weather = pd.read_csv("kaisaniemi.csv")

year_mean = weather.groupby("year")["temp_c"].mean()
coldest_year = year_mean.idxmin()
warmest_year = year_mean.idxmin()
