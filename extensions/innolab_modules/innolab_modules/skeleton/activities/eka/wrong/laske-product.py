# cell: laske-koodi
# brings: total_product

total = 3 * 4
