"""What happens on the stage while one cell runs, move by move, as plain data."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from innolab_check import pupil
from innolab_check.plain_words import SaidError
from innolab_check.texts import shown
from innolab_check.values import as_number

TEXTS = Path(__file__).with_name("texts.json")
MOST_MOVES = 5_000
"""A drawing of a lesson has some hundreds; a loop without end must not fill the notebook."""
FARTHEST = 1_000_000
"""Steps from the middle. Beyond it nothing could be seen, and numbers would lose their decimals."""
Event = dict[str, Any]


class StageError(SaidError):
    """The turtle or the robot can't do that; said in plain words."""


class Recording:
    """The moves of one run, and how the stage stood before them."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.turtles: list[Any] = []
        self.starts: list[dict[str, Any]] = []
        """For each turtle, where and how it was when it first did something in this recording."""
        self.nameless: Any = None
        """The turtle that `forward(50)` without a name means."""
        self.robot: Any = None
        self.is_shown = False

    def add(self, do: str, **about: Any) -> None:
        """Note a move, with the lines of the cell that asked for it (the innermost first)."""
        if len(self.events) >= MOST_MOVES:
            raise StageError("stage_endless", most=MOST_MOVES)
        self.events.append({"do": do, **about, "lines": lines_now()})

    def number_of(self, turtle: Any, start: dict[str, Any]) -> int:
        """The turtle's place in the recording; at its first move it enters with its state."""
        if turtle not in self.turtles:
            self.turtles.append(turtle)
            self.starts.append(start)
        return self.turtles.index(turtle)


class _Stage:
    """The recording that moves go to: the pupil's last cell's, but for the time of a sketch."""

    def __init__(self) -> None:
        self.now = Recording()


_stage = _Stage()


def now() -> Recording:
    """Where moves go at this moment."""
    return _stage.now


def begin() -> None:
    """An empty stage for a cell of the pupil."""
    _stage.now = Recording()


@contextmanager
def aside() -> Iterator[Recording]:
    """Moves made inside go to a recording of their own, unseen."""
    before, _stage.now = _stage.now, Recording()
    try:
        yield _stage.now
    finally:
        _stage.now = before


def lines_now() -> list[int]:
    """The lines of the running cell that led to this moment, the innermost first; empty outside a notebook."""
    shell = pupil.shell()
    if shell is None:
        return []
    frame: FrameType | None = sys._getframe(1)
    found = []
    while frame is not None:
        if frame.f_globals is shell.user_ns:
            found.append(frame)
        frame = frame.f_back
    # A function of an earlier cell has the same globals but stands in another text.
    return [each.f_lineno for each in found if each.f_code.co_filename == found[-1].f_code.co_filename]


def number(value: object, what: str) -> float:
    """A number that a move was given, or the sentence why it is none; `what` is the command that needs it."""
    found = as_number(value)
    if found is None:
        raise StageError("stage_number", name=what, got=shown(value))
    if not math.isfinite(found) or abs(found) > FARTHEST:
        raise StageError("stage_too_far", name=what, got=shown(value))
    return found


def short(value: float) -> float:
    """A coordinate as it is written down: no tail of rounding errors, no minus zero."""
    return round(value, 3) + 0.0
