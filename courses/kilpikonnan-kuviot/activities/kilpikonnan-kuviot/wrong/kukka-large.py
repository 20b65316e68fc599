# cell: kukka-koodi
# brings: kukka_petal

for i in range(6):
    for i in range(4):
        forward(80)
        right(90)
    right(60)
