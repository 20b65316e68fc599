# cell: kolmio-koodi
# brings: kolmio_open

for i in range(3):
    forward(100)
    left(110)
