# cell: tasoita-koodi
# brings: smooth_long

import pandas as pd

weather = pd.read_csv("kaisaniemi.csv")
year_mean = weather.groupby("year")["temp_c"].mean()

years = 100
smooth = year_mean.rolling(years).mean()
