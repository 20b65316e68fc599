# cell: tutki-koodi
# brings: warmest_is_coldest_month

import pandas as pd

weather = pd.read_csv("kaisaniemi.csv")

coldest = weather["temp_c"].min()
warmest = weather["temp_c"].min()
july = weather[weather["month"] == 7]
