# cell: korjaa-koodi
# brings: more_zero

more = 0
train = read("train", "A") + read("train", "B")[:more]
right_a = score(read("test", "A"), train)
right_b = score(read("test", "B"), train)
