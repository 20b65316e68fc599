# cell: lahin-koodi
# brings: nearest_is_farthest

train = read("train", "A")
picture = read("test", "A")[0]


def far(other):
    return squares_apart(picture["squares"], other["squares"])


nearest = max(train, key=far)
guess = nearest["digit"]
