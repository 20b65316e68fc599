# cell: kolmio-koodi
# brings: kolmio_ninety

for i in range(3):
    forward(100)
    right(90)
