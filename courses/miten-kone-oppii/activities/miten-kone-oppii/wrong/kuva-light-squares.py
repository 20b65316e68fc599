# cell: kuva-koodi
# brings: dark_is_light

train = read("train", "A")

picture = train[1]
squares = picture["squares"]
dark = squares.count("0")
