# cell: kuva-koodi
# brings: picture_is_one

train = read("train", "A")

picture = train[0]
squares = picture["squares"]
dark = squares.count("1")
