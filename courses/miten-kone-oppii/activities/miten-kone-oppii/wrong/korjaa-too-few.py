# cell: korjaa-koodi
# brings: more_too_few

more = 4
train = read("train", "A") + read("train", "B")[:more]
right_a = score(read("test", "A"), train)
right_b = score(read("test", "B"), train)
