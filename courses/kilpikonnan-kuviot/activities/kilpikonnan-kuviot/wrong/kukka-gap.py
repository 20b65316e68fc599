# cell: kukka-koodi
# brings: kukka_gap

for i in range(6):
    for i in range(4):
        forward(60)
        right(90)
    right(45)
