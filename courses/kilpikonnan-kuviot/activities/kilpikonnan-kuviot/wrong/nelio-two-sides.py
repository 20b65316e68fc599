# cell: nelio-koodi
# brings: nelio_open

for i in range(2):
    forward(100)
    right(90)
