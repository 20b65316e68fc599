"""Draws picture.svg: the yearly means of Kaisaniemi 1845-2023 as the sky over Helsinki.

Run it in this folder after the data has changed:  python picture.py
"""

import csv
from collections import defaultdict
from pathlib import Path

WIDTH, HEIGHT, GROUND = 1440, 480, 420
NIGHT, LIGHT, TRAM, YELLOW = "#00005e", "#ffe977", "#008741", "#ffc61e"
COLD_TO_WARM = (
    "#08306b #08519c #2171b5 #4292c6 #6baed6 #9ecae1 #c6dbef #deebf7 "
    "#fee0d2 #fcbba1 #fc9272 #fb6a4a #ef3b2c #cb181d #a50f15 #67000d"
).split()


def yearly_means(path):
    """Mean of the twelve months of each year."""
    months = defaultdict(list)
    with open(path, encoding="utf-8") as stream:
        for row in csv.DictReader(stream):
            months[int(row["year"])].append(float(row["temp_c"]))
    return {year: sum(values) / len(values) for year, values in months.items()}


def colour(value, coldest, warmest):
    """One of sixteen colours, in equal steps from the coldest to the warmest year."""
    place = (value - coldest) / (warmest - coldest)
    return COLD_TO_WARM[min(int(place * len(COLD_TO_WARM)), len(COLD_TO_WARM) - 1)]


def sky(means):
    """A stripe for each year, with half a unit of overlap so that no gap shows between them."""
    step, low, high = WIDTH / len(means), min(means.values()), max(means.values())
    for number, year in enumerate(sorted(means)):
        x = number * step
        yield f'<path d="M{x:.2f} 0h{step + 0.5:.2f}v{HEIGHT}h-{step + 0.5:.2f}z" fill="{colour(means[year], low, high)}"/>'


def rect(x, y, width, height, fill=NIGHT):
    return f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="{fill}"/>'


def shape(points, fill=NIGHT):
    return f'<path d="{points}" fill="{fill}"/>'


def windows(x, y, columns, rows, dark=()):
    """Lit windows in rows; `dark` are the numbers of those where nobody is at home."""
    for row in range(rows):
        for column in range(columns):
            if row * columns + column not in dark:
                yield rect(x + column * 20, y + row * 24, 9, 12, LIGHT)


def house(x, width, top, columns, rows, gable=0, dark=()):
    """A block of flats with a gable or a flat roof."""
    yield rect(x, top, width, GROUND - top)
    if gable:
        yield shape(f"M{x - 4} {top}L{x + width / 2} {top - gable}L{x + width + 4} {top}z")
    yield from windows(x + (width - columns * 20 + 11) / 2, top + 18, columns, rows, dark)


def kallio_church():
    """The granite tower of Kallio."""
    yield shape("M46 420V246h68v174z")
    yield shape("M54 246V160h52v86z")
    yield shape("M48 160l10-30h44l10 30z")
    yield shape("M62 130v-20h36v20zM58 110L80 62l22 48z")
    yield rect(78, 40, 4, 30)
    yield rect(72, 48, 16, 4)
    yield rect(70, 182, 8, 34, LIGHT)
    yield rect(84, 182, 8, 34, LIGHT)


def cathedral():
    """The Cathedral on its steps: five domes, six columns."""
    yield rect(310, 392, 250, 28)
    yield rect(330, 376, 210, 20)
    yield rect(350, 288, 170, 92)
    yield shape("M342 290l93-34 93 34z")
    for x in (368, 392, 416, 440, 464, 488):
        yield rect(x + 4, 304, 8, 70, LIGHT)
    for x in (366, 504):
        yield rect(x - 16, 236, 32, 54)
        yield shape(f"M{x - 18} 238q0-32 18-34q18 2 18 34z")
        yield rect(x - 1.5, 188, 3, 20)
        yield rect(x - 5, 193, 10, 3)
    yield rect(402, 214, 66, 46)
    for x in (410, 424, 438, 452):
        yield rect(x, 224, 7, 22, LIGHT)
    yield shape("M398 216q0-66 37-74q37 8 37 74z")
    yield rect(429, 116, 12, 30)
    yield rect(433.5, 90, 3, 30)
    yield rect(427, 98, 16, 3.5)


def wheel(cx=868, cy=286, r=64):
    """The Ferris wheel on the shore."""
    yield f'<g fill="none" stroke="{NIGHT}"><circle cx="{cx}" cy="{cy}" r="{r}" stroke-width="6"/>'
    spokes = ((0, 1), (0.707, 0.707), (1, 0), (0.707, -0.707))
    lines = "".join(f"M{cx - r * x:.0f} {cy - r * y:.0f}L{cx + r * x:.0f} {cy + r * y:.0f}" for x, y in spokes)
    yield f'<path d="{lines}" stroke-width="2.5"/><path d="M{cx} {cy}L{cx - 40} 420M{cx} {cy}L{cx + 40} 420" stroke-width="8"/></g>'
    for x, y in (*spokes, *((-x, -y) for x, y in spokes)):
        yield f'<circle cx="{cx + r * x:.0f}" cy="{cy + r * y:.0f}" r="9" fill="{NIGHT}"/>'


def power_station():
    """The old power station by the water."""
    yield shape("M1006 420V330q72-18 146 0v90z")
    yield shape("M1030 336l4-214h22l4 214z")
    yield rect(1028, 116, 34, 8)
    yield from (rect(1076 + 15 * n, 352, 8, 26, LIGHT) for n in range(5))


def olympic_tower():
    """The slender tower of the Olympic Stadium, with the stand below."""
    yield rect(1318, 104, 18, 316)
    yield shape("M1310 420v-46q-60 6-100 46z")
    yield rect(1314, 98, 26, 8)
    yield from (rect(1324, y, 6, 10, LIGHT) for y in range(124, 372, 26))


def link_tower():
    """A link tower further away."""
    yield rect(1229, 60, 6, 80)
    yield shape("M1220 420l7-284h10l7 284z")
    yield rect(1206, 168, 52, 14)
    yield rect(1212, 184, 40, 10)


def tram(x=600):
    """The green and yellow tram on the street in front."""
    yield f'<g transform="translate({x} 362)">'
    yield rect(104, -14, 60, 4)
    yield shape("M128 -10l-12 14h8l10-12 10 12h8l-12-14z")
    yield shape("M14 4h224q22 0 26 26l4 34q0 6-6 6H6q-6 0-6-6V18Q0 4 14 4z", TRAM)
    yield rect(0, 44, 268, 8, YELLOW)
    yield from (f'<rect x="{12 + n * 46}" y="14" width="38" height="24" rx="4" fill="#f0f0ff"/>' for n in range(5))
    yield '<path d="M242 14q12 2 14 24h-14z" fill="#f0f0ff"/>'
    for wheel_x in (38, 72, 196, 230):
        yield f'<circle cx="{wheel_x}" cy="70" r="9" fill="{NIGHT}"/><circle cx="{wheel_x}" cy="70" r="3.5" fill="#cccccc"/>'
    yield "</g>"


def picture():
    """The whole drawing."""
    means = yearly_means(Path(__file__).with_name("data") / "kaisaniemi.csv")
    yield f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="xMidYMax slice">'
    yield from sky(means)
    yield from kallio_church()
    yield from house(0, 60, 324, 2, 2, dark=(1,))
    yield from house(100, 44, 348, 2, 2)
    yield from house(146, 72, 292, 3, 4, gable=28, dark=(4, 9))
    yield from house(218, 60, 316, 2, 3, dark=(3,))
    yield from house(278, 50, 330, 2, 3, gable=22)
    yield from cathedral()
    yield from house(572, 66, 318, 3, 3, dark=(0, 5))
    yield from house(642, 56, 282, 2, 4, gable=26, dark=(2,))
    yield from house(702, 84, 330, 4, 3, dark=(1, 6))
    yield from wheel()
    yield from house(936, 60, 340, 2, 2)
    yield from power_station()
    yield from house(1160, 44, 318, 2, 3, dark=(1,))
    yield from link_tower()
    yield from olympic_tower()
    yield from house(1258, 52, 352, 2, 2, dark=(0,))
    yield from house(1350, 50, 334, 2, 3, gable=20, dark=(2,))
    yield from house(1400, 44, 300, 2, 4, dark=(5,))
    yield rect(0, GROUND, WIDTH, HEIGHT - GROUND)
    yield rect(0, 442, WIDTH, 3, "#4a4aa8")
    yield from tram()
    yield "</svg>"


if __name__ == "__main__":
    Path(__file__).with_name("picture.svg").write_text("\n".join(picture()) + "\n", encoding="utf-8")
