# cell: ero-koodi
# brings: difference_returns_nothing


def difference(a, b):
    count = 0
    for x, y in zip(a, b):
        if x != y:
            count = count + 1
