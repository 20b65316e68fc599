# cell: tasoita-koodi
# brings: smooth_short

import pandas as pd

weather = pd.read_csv("kaisaniemi.csv")
year_mean = weather.groupby("year")["temp_c"].mean()

years = 3
smooth = year_mean.rolling(years).mean()
