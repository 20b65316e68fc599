"""What a plot shows, in words: every figure a pupil draws gets a text alternative, in each language."""

from __future__ import annotations

import math
import sys
from typing import Any

from innolab_check.texts import LANGUAGES, Texts, say

MOST = 4
"""How many lines, bars or rows of points are described; a longer text nobody listens to."""


def describe_figures(ip: Any) -> None:
    """From now on let figures carry a description. Twice is once; without matplotlib there is nothing to do."""
    figure = getattr(sys.modules.get("matplotlib.figure"), "Figure", None)
    formatter = ip.display_formatter.formatters.get("image/png") if ip.display_formatter else None
    if figure is None or formatter is None:
        return
    try:
        stock = formatter.lookup_by_type(figure)
    except KeyError:
        return
    if not getattr(stock, "innolab", False):
        formatter.for_type(figure, _described(stock))


def _described(stock: Any) -> Any:
    """The stock drawing of a figure, with the description as its metadata."""

    def draw(figure: Any) -> Any:
        drawn = stock(figure)
        if drawn is None:
            return None
        data, metadata = drawn if isinstance(drawn, tuple) else (drawn, {})
        try:
            return data, {**metadata, "alt": describe(figure)}
        except Exception:  # noqa: BLE001 - a picture without a description is better than none
            return drawn

    draw.innolab = True  # type: ignore[attr-defined]
    return draw


def describe(figure: Any) -> Texts:
    """A matplotlib figure in words."""
    sentences = [sentence for axes in figure.axes for sentence in _axes(axes)]
    return {code: " ".join(sentence[code] for sentence in sentences) for code in LANGUAGES}


def _axes(axes: Any) -> list[Texts]:
    name = axes.get_title() or axes.get_ylabel()
    parts = [say("plot.named", {"name": name}) if name else say("plot.plain")]
    parts += [line for line in (_line(line.get_xdata(), line.get_ydata()) for line in axes.lines[:MOST]) if line]
    for collection in axes.collections[:MOST]:
        parts += _segments(collection) if hasattr(collection, "get_segments") else _points(collection)
    return parts + _bars(axes)


def _pairs(x: Any, y: Any) -> list[tuple[float, float]]:
    """The points that have both values; pandas masks those that are missing."""
    columns = [row.filled(math.nan) if hasattr(row, "filled") else row for row in (x, y)]
    pairs = [(float(a), float(b)) for a, b in zip(*columns, strict=False)]
    return [(a, b) for a, b in pairs if math.isfinite(a) and math.isfinite(b)]


def _line(x: Any, y: Any) -> Texts | None:
    """Where a line begins and ends, and its lowest and highest point."""
    points = _pairs(x, y)
    if not points:
        return None
    low, high = min(points, key=lambda p: p[1]), max(points, key=lambda p: p[1])
    named = {"first": points[0], "low": low, "high": high, "last": points[-1]}
    params = {f"{name}_{axis}": value for name, point in named.items() for axis, value in zip("xy", point, strict=True)}
    return say("plot.line", params)


def _segments(collection: Any) -> list[Texts]:
    """Straight pieces, as plt.hlines draws them."""
    pieces = [(piece[0], piece[-1]) for piece in collection.get_segments()[:MOST]]
    return [say("plot.piece", {"x0": a[0], "y0": a[1], "x1": b[0], "y1": b[1]}) for a, b in pieces]


def _points(collection: Any) -> list[Texts]:
    """How many points there are and how far they reach."""
    points = _pairs(*zip(*collection.get_offsets(), strict=True)) if len(collection.get_offsets()) else []
    if not points:
        return []
    x, y = [p[0] for p in points], [p[1] for p in points]
    reach = {"count": len(points), "x0": min(x), "x1": max(x), "y0": min(y), "y1": max(y)}
    return [say("plot.points", reach)]


def _bars(axes: Any) -> list[Texts]:
    """Each bar by the words under it."""
    bars = [bar for container in axes.containers for bar in getattr(container, "patches", ())]
    names = [tick.get_text() for tick in axes.get_xticklabels()]
    heights = [float(bar.get_height()) for bar in bars]
    if not bars or len(bars) > 3 * MOST:
        return [say("plot.bars", {"count": len(bars), "low": min(heights), "high": max(heights)})] if bars else []
    labels = names if len(names) == len(bars) else [str(number + 1) for number in range(len(bars))]
    return [say("plot.bar", {"name": name, "height": height}) for name, height in zip(labels, heights, strict=True)]
