# cell: korjaa-koodi
# brings: train_without_a

more = 9
train = read("train", "B")[:more]
right_a = score(read("test", "A"), train)
right_b = score(read("test", "B"), train)
