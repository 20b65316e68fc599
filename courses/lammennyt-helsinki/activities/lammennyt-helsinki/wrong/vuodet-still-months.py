# cell: vuodet-koodi
# brings: year_mean_is_months

import pandas as pd

weather = pd.read_csv("kaisaniemi.csv")

year_mean = weather.groupby("month")["temp_c"].mean()
coldest_year = year_mean.idxmin()
warmest_year = year_mean.idxmax()
