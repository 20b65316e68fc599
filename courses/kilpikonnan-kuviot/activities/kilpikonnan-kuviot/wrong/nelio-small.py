# cell: nelio-koodi
# brings: nelio_size

for i in range(4):
    forward(50)
    right(90)
