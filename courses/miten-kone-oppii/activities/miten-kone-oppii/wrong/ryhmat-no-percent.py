# cell: ryhmat-koodi
# brings: percent_zero

train = read("train", "A")
test_a = read("test", "A")
test_b = read("test", "B")
percent = 0
right_a = score(test_a, train)
right_b = score(test_b, train)
