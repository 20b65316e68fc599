# cell: tutki-koodi
# brings: july_is_january

import pandas as pd

weather = pd.read_csv("kaisaniemi.csv")

coldest = weather["temp_c"].min()
warmest = weather["temp_c"].max()
july = weather[weather["month"] == 1]
