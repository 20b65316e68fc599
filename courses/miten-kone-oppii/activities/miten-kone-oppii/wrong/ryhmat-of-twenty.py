# cell: ryhmat-koodi
# brings: percent_of_twenty

train = read("train", "A")
test_a = read("test", "A")
test_b = read("test", "B")
percent = (score(test_a, train) + score(test_b, train)) / 20 * 100
right_a = score(test_a, train)
right_b = score(test_b, train)
