# cell: kolmio-koodi
# brings: kolmio_sixty

for i in range(3):
    forward(100)
    right(60)
