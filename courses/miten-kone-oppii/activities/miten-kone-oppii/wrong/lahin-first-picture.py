# cell: lahin-koodi
# brings: nearest_wrong

train = read("train", "A")
picture = read("test", "A")[0]


def far(other):
    return squares_apart(picture["squares"], other["squares"])


nearest = train[1]
guess = nearest["digit"]
