# cell: laske-koodi
# brings: total_wrong

total = 34
