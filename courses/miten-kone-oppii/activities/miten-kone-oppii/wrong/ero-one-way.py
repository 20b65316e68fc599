# cell: ero-koodi
# brings: difference_one_way


def difference(a, b):
    count = 0
    for x, y in zip(a, b):
        if x > y:
            count = count + 1
    return count
