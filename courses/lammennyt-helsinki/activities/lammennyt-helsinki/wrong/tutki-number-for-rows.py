# cell: tutki-koodi
# brings: innolab_check.wrong_kind

import pandas as pd

weather = pd.read_csv("kaisaniemi.csv")

coldest = weather["temp_c"].min()
warmest = weather["temp_c"].max()
july = 7
