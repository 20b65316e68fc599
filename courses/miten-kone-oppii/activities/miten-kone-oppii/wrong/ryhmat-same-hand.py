# cell: ryhmat-koodi
# brings: groups_same

train = read("train", "A")
test_a = read("test", "A")
test_b = read("test", "A")
percent = (score(test_a, train) + score(test_b, train)) / 40 * 100
right_a = score(test_a, train)
right_b = score(test_b, train)
