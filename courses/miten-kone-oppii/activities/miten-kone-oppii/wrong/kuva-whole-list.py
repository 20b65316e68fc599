# cell: kuva-koodi
# brings: picture_lost

train = read("train", "A")

picture = 7
squares = train[1]["squares"]
dark = squares.count("1")
