# cell: lue-koodi
# brings: first_year_size

import pandas as pd

weather = pd.read_csv("kaisaniemi.csv")

first_year = weather.head(3)
rows = len(weather)
first_year
