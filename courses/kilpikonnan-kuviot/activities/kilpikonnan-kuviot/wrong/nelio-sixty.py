# cell: nelio-koodi
# brings: nelio_corner

for i in range(4):
    forward(100)
    right(60)
