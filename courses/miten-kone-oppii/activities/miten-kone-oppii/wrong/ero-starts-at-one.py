# cell: ero-koodi
# brings: difference_of_same


def difference(a, b):
    count = 1
    for x, y in zip(a, b):
        if x != y:
            count = count + 1
    return count
