# cell: laske-koodi
# brings: total_zero

total = 0
