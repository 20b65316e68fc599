"""Draws data/digits.csv: ones and sevens of 8 x 8 squares in two hands, as no person but this program writes them.

Hand A writes 1 as a bare line and 7 without a bar; hand B gives 1 a long upstroke and 7 a bar. Each picture is drawn with its own
small slant, place and length, all from one seed, so that the file comes out the same each time.

Run it in this folder:  python digits.py
"""

import csv
import random
from pathlib import Path

SIZE = 8
HOW_MANY = {"train": 20, "test": 10}
"""Of each digit in each hand."""
SEED = 3


def line(picture, start, end):
    """Darken the squares from one point (x, y) to another."""
    (x0, y0), (x1, y1) = start, end
    steps = 4 * SIZE
    for step in range(steps + 1):
        x = round(x0 + (x1 - x0) * step / steps)
        y = round(y0 + (y1 - y0) * step / steps)
        if 0 <= x < SIZE and 0 <= y < SIZE:
            picture[y][x] = 1


def one(hand, chance):
    """A 1: a line down; in hand B with an upstroke before it."""
    picture = [[0] * SIZE for _ in range(SIZE)]
    top, bottom = chance.choice([0, 0, 1]), chance.choice([6, 7, 7])
    # In the middle of its square; the upstroke moves the line to the right.
    x = chance.choice([3, 4]) if hand == "A" else chance.choice([5, 6])
    line(picture, (x + chance.choice([0, 0, 1]), top), (x, bottom))
    if hand == "B":
        line(picture, (x, top), (x - chance.choice([3, 4]), top + chance.choice([1, 2, 2])))
    return picture


def seven(hand, chance):
    """A 7: a line across, one down; in hand B with a bar in the middle."""
    picture = [[0] * SIZE for _ in range(SIZE)]
    top, bottom = chance.choice([0, 0, 1]), chance.choice([6, 7, 7])
    left, right = chance.choice([1, 2]), chance.choice([5, 6])
    foot = right - chance.choice([0, 1, 1, 2])
    line(picture, (left, top), (right, top))
    line(picture, (right, top), (foot, bottom))
    if hand == "B":
        middle, across = (top + bottom + 1) // 2, round((right + foot) / 2)
        line(picture, (across - 2, middle), (across + 1, middle))
    return picture


def rows(chance):
    """Use, hand, digit and squares of each picture: first those to learn from, then those to test with."""
    return [
        [use, hand, digit, "".join(str(square) for row in draw(hand, chance) for square in row)]
        for use, many in HOW_MANY.items()
        for hand in "AB"
        for _number in range(many)
        for digit, draw in ((1, one), (7, seven))
    ]


def main():
    """Write the file."""
    with (Path(__file__).parent / "data" / "digits.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["use", "hand", "digit", "squares"])
        writer.writerows(rows(random.Random(SEED)))


if __name__ == "__main__":
    main()
