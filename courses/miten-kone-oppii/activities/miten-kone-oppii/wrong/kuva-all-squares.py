# cell: kuva-koodi
# brings: dark_wrong

train = read("train", "A")

picture = train[1]
squares = picture["squares"]
dark = len(squares)
