# cell: kuva-koodi
# brings: dark_zero

train = read("train", "A")

picture = train[1]
squares = picture["squares"]
dark = 0
