# cell: lue-koodi
# brings: rows_of_one_year

import pandas as pd

weather = pd.read_csv("kaisaniemi.csv")

first_year = weather.head(12)
rows = len(first_year)
