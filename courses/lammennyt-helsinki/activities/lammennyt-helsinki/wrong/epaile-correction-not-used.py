# cell: epaile-koodi
# brings: corrected_unused

import pandas as pd

weather = pd.read_csv("kaisaniemi.csv")
year_mean = weather.groupby("year")["temp_c"].mean()

old = year_mean.loc[1850:1880].mean()
new = year_mean.loc[1991:2020].mean()
measured = new - old

correction = 1.0
corrected = new - old
