# cell: korjaa-koodi
# brings: more_too_many

more = 20
train = read("train", "A") + read("train", "B")[:more]
right_a = score(read("test", "A"), train)
right_b = score(read("test", "B"), train)
