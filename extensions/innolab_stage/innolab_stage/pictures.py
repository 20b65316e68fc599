"""What the turtle drew in the pupil's last cell, to be looked at and compared by check cells."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise

from innolab_stage.recording import Event, Recording, aside, now

Point = tuple[float, float]
MOST_SAMPLES = 100_000
"""Points that stand for a drawing. A longer one is looked at more coarsely, so that a check never takes long."""


@dataclass(frozen=True)
class Segment:
    """A straight line that can be seen."""

    start: Point
    end: Point
    color: str
    width: float

    @property
    def length(self) -> float:
        """In steps."""
        return math.dist(self.start, self.end)


@dataclass(frozen=True)
class Picture:
    """The lines on the stage, in the order they were drawn, and where the turtle ended."""

    segments: tuple[Segment, ...]
    end: Point
    heading: float
    moves: int
    """How often it moved; a circle is one move."""
    turns: int
    """How often it turned."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was drawn."""
        return not any(segment.length > 0 for segment in self.segments)

    @property
    def length(self) -> float:
        """All lines together, in steps."""
        return sum(segment.length for segment in self.segments)

    @property
    def colors(self) -> tuple[str, ...]:
        """The colours of the lines, each once, in the order they came."""
        return tuple(dict.fromkeys(segment.color for segment in self.segments))

    @property
    def is_closed(self) -> bool:
        """Whether the line comes back to where it began."""
        return bool(self.segments) and math.dist(self.segments[0].start, self.segments[-1].end) < 1

    @property
    def middle(self) -> Point:
        """The middle of the box around all lines."""
        points = [point for segment in self.segments for point in (segment.start, segment.end)] or [(0.0, 0.0)]
        across, up = [x for x, _ in points], [y for _, y in points]
        return (min(across) + max(across)) / 2, (min(up) + max(up)) / 2

    def moved(self, across: float, up: float) -> Picture:
        """The same picture at another place."""
        return self._changed(lambda x, y: (x + across, y + up))

    def mirrored(self) -> Picture:
        """Mirrored at the upright line through its middle: `same_drawing(p, p.mirrored())` is mirror symmetry."""
        twice = 2 * self.middle[0]
        return self._changed(lambda x, y: (twice - x, y))

    def rotated(self, degrees: float, around: Point | None = None) -> Picture:
        """Turned to the left around a point, else around its middle."""
        x0, y0 = around or self.middle
        cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        return self._changed(lambda x, y: (x0 + (x - x0) * cos - (y - y0) * sin, y0 + (x - x0) * sin + (y - y0) * cos))

    def _changed(self, place: Callable[[float, float], Point]) -> Picture:
        segments = tuple(Segment(place(*s.start), place(*s.end), s.color, s.width) for s in self.segments)
        return Picture(segments, place(*self.end), self.heading, self.moves, self.turns)


class Sketch:
    """What was drawn inside `sketch()`; a Picture once that has ended."""

    picture: Picture


def picture() -> Picture:
    """What the pupil's last cell drew."""
    return _picture(now())


@contextmanager
def sketch() -> Iterator[Sketch]:
    """Draw unseen, on a stage of its own: `with sketch() as square: ...`, then compare with `square`."""
    found = Sketch()
    with aside() as recording:
        yield found
    found.picture = _picture(recording)


def same_drawing(
    mine: Picture | Sketch, target: Picture | Sketch, within: float = 3, *, anywhere: bool = False
) -> bool:
    """Whether two drawings look alike: each line of one runs within so many steps of the other's lines.

    The order, the direction, the number of strokes and lines drawn twice make no difference; colours and widths don't.

    Args:
        mine: the pupil's picture.
        target: what it should look like.
        within: how many steps lines may be apart.
        anywhere: whether it may stand at another place of the stage.
    """
    one, other = _as_picture(mine), _as_picture(target)
    if one.is_empty or other.is_empty:
        return one.is_empty and other.is_empty
    if anywhere:
        (x1, y1), (x2, y2) = one.middle, other.middle
        one = one.moved(x2 - x1, y2 - y1)
    longest = max(one.length, other.length)
    spacing = max(within / 2, longest / MOST_SAMPLES)
    reach = within + spacing / 2
    ours, theirs = _samples(one, spacing), _samples(other, spacing)
    return _covers(ours, theirs, reach) and _covers(theirs, ours, reach)


def _as_picture(drawing: Picture | Sketch) -> Picture:
    return drawing.picture if isinstance(drawing, Sketch) else drawing


def _samples(picture: Picture, spacing: float) -> list[Point]:
    points = []
    for (x1, y1), (x2, y2), length in ((s.start, s.end, s.length) for s in picture.segments):
        count = max(1, math.ceil(length / spacing))
        points += [(x1 + (x2 - x1) * part / count, y1 + (y2 - y1) * part / count) for part in range(count + 1)]
    return points


def _covers(points: list[Point], others: list[Point], reach: float) -> bool:
    """Whether each of `others` has a point within reach: the plane is cut into squares so that few are compared."""
    squares: dict[tuple[int, int], list[Point]] = {}
    for x, y in points:
        squares.setdefault((int(x // reach), int(y // reach)), []).append((x, y))
    around = [(across, up) for across in (-1, 0, 1) for up in (-1, 0, 1)]
    for x, y in others:
        column, row = int(x // reach), int(y // reach)
        near = (point for across, up in around for point in squares.get((column + across, row + up), ()))
        if not any(math.dist(point, (x, y)) <= reach for point in near):
            return False
    return True


def _picture(recording: Recording) -> Picture:
    pens = [dict(start) for start in recording.starts]
    segments: list[tuple[int, Segment]] = []
    for event in recording.events:
        who = event.get("who", 0)
        if who < len(pens):
            segments = _after(event, who, pens[who], segments)
    last: Event = pens[0] if pens else {"at": (0.0, 0.0), "heading": 0.0}
    done = [event["do"] for event in recording.events]
    return Picture(
        tuple(segment for _, segment in segments),
        (last["at"][0], last["at"][1]),
        last["heading"] % 360,
        done.count("move"),
        done.count("turn"),
    )


def _after(event: Event, who: int, pen: Event, drawn: list[tuple[int, Segment]]) -> list[tuple[int, Segment]]:
    """The lines after a move; the pen follows."""
    match event["do"]:
        case "move":
            way = [pen["at"], *event["to"]]
            if event["draw"]:
                drawn += [(who, Segment((*a,), (*b,), pen["color"], pen["width"])) for a, b in pairwise(way)]
            pen["at"] = way[-1]
            pen["heading"] = event.get("heading", pen["heading"])
        case "turn":
            pen["heading"] += event["by"]
        case "pen":
            pen |= {key: event[key] for key in ("down", "color", "width") if key in event}
        case "clear":
            drawn = [each for each in drawn if each[0] != who]
    return drawn
