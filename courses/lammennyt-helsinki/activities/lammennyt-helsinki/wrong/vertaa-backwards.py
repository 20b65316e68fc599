# cell: vertaa-koodi
# brings: difference_backwards

import pandas as pd

weather = pd.read_csv("kaisaniemi.csv")
year_mean = weather.groupby("year")["temp_c"].mean()

before = year_mean.loc[1961:1990].mean()
after = year_mean.loc[1991:2020].mean()
difference = before - after
