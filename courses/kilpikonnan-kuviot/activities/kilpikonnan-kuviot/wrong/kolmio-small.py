# cell: kolmio-koodi
# brings: kolmio_size

for i in range(3):
    forward(50)
    right(120)
