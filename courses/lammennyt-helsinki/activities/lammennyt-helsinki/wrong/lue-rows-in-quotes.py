# cell: lue-koodi
# brings: innolab_check.number_as_text

import pandas as pd

weather = pd.read_csv("kaisaniemi.csv")

first_year = weather.head(12)
rows = "len(weather)"
