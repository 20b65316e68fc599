# cell: tutki-koodi
# brings: warmest_is_rain

import pandas as pd

weather = pd.read_csv("kaisaniemi.csv")

coldest = weather["temp_c"].min()
warmest = weather["rain_mm"].max()
july = weather[weather["month"] == 7]
