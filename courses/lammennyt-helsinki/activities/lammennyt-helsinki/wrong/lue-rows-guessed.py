# cell: lue-koodi
# brings: rows_wrong

import pandas as pd

weather = pd.read_csv("kaisaniemi.csv")

first_year = weather.head(12)
rows = 179
