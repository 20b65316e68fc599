# cell: tasoita-koodi
# brings: innolab_check.wrong_kind

import pandas as pd

weather = pd.read_csv("kaisaniemi.csv")
year_mean = weather.groupby("year")["temp_c"].mean()

years = 30
smooth = year_mean.rolling(years)
