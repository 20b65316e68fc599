"""The class as a tram on its way, for the big screen: where all are together, nobody's own place. Pure functions."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from innolab_portal.lessons.board import Board, Pupil

WIDTH = 1600
"""The drawing's width in its own units; the stops stand in the middle of equal parts of it."""
ROW = 8
SEATS = 2 * ROW
CAR = 300
GAP = 12
MANY_TRIES = 3
"""So many checks before a step passed are worth a word of praise."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A step on the line."""

    number: int
    title: str
    x: int
    behind: bool
    """The class has come past it."""
    next: bool


@dataclass(frozen=True, slots=True)
class Seat:
    """A window with an animal."""

    animal: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Car:
    """A part of the tram."""

    x: int
    seats: tuple[Seat, ...]


@dataclass(frozen=True, slots=True)
class Praise:
    """Somebody who tried again and got there."""

    animal: str
    tries: int


@dataclass(frozen=True, slots=True)
class Tram:
    """All of the picture."""

    stops: tuple[Stop, ...]
    cars: tuple[Car, ...]
    front: int
    """Where the tram's front is."""
    done: int
    """Steps done together."""
    praise: Praise | None

    @property
    def rear(self) -> int:
        """Where its rear is: the cars are drawn from there."""
        return self.front - len(self.cars) * (CAR + GAP) + GAP

    @property
    def next(self) -> Stop | None:
        """The stop it comes to; None at the terminus."""
        return next((stop for stop in self.stops if stop.next), None)


def build(board: Board, *, seed: str, minute: int) -> Tram:
    """The tram of a board.

    Args:
        board: where the pupils are.
        seed: the lesson: animals sit at random, the same all through it.
        minute: of the clock; each minute another one is praised.
    """
    aboard = [row.pupil for row in board.rows if row.condition != "not_started"]
    aboard.sort(key=lambda pupil: hashlib.sha256(f"{seed} {pupil.username}".encode()).digest())
    way = board.steps_done / len(aboard) if aboard else 0.0
    part = WIDTH / max(1, len(board.heads))
    stops = tuple(
        Stop(
            head.number,
            head.title,
            round((head.number - 0.5) * part),
            head.number <= way,
            head.number - 1 <= way < head.number,
        )
        for head in board.heads
    )
    return Tram(stops, _cars(aboard), round(way * part), board.steps_done, _praise(board, minute))


def _cars(aboard: list[Pupil]) -> tuple[Car, ...]:
    loads = [aboard[first : first + SEATS] for first in range(0, len(aboard), SEATS)] or [[]]
    return tuple(
        Car(number * (CAR + GAP), tuple(_seat(pupil, *divmod(place, ROW)) for place, pupil in enumerate(load)))
        for number, load in enumerate(loads)
    )


def _seat(pupil: Pupil, row: int, place: int) -> Seat:
    return Seat(pupil.animal, 15 + place * 34, 34 + row * 46)


def _praise(board: Board, minute: int) -> Praise | None:
    found = [
        Praise(row.pupil.animal, stop.tries)
        for row in board.rows
        for stop in row.stops
        if stop.look == "done" and stop.tries >= MANY_TRIES
    ]
    return found[minute % len(found)] if found else None
