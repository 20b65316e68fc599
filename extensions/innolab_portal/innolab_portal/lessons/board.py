"""The board of a lesson: every pupil's way through the steps, as data. Pure functions, no database.

What the board says of a pupil is decided here; how it looks, in templates/lessons/_board.html.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from innolab_portal.lessons.marks import Mark
from innolab_portal.lessons.models import Hand, Progress

AWAY_AFTER = dt.timedelta(seconds=60)
"""A pupil's open page asks every few seconds how the lesson stands; silent for longer, nobody is at it."""
STUCK_AFTER_MINUTES = 8
"""So long in the same step without getting on is stuck. Printed on the page where it is used."""

Look = Literal["new", "begun", "trying", "stuck", "unjudged", "away", "done"]
"""How a stop looks. `begun` is a step without a check tried yet, or left unfinished; `trying` has tries behind it."""
Condition = Literal["", "not_started", "away", "stuck", "unjudged", "handed_in"]
HELP_ORDER = {"stuck": 1, "unjudged": 2}
"""Who is helped next after hands that are up: the stuck, then who waits to be judged."""


@dataclass(frozen=True, slots=True)
class Pupil:
    """A pupil as the board shows one: by name, or by animal."""

    id: int
    username: str
    shown: str
    animal: str


@dataclass(frozen=True, slots=True)
class Stop:
    """One step of one pupil."""

    number: int
    look: Look
    here: bool = False
    """The pupil is at this step and has not done it: a pill with tries and minutes."""
    tries: int = 0
    hints: int = 0
    minutes: int = 0
    to_here: bool = False
    """The line has come here, travelled."""
    from_here: bool = False
    """The line goes on from here, travelled."""


@dataclass(frozen=True, slots=True)
class HandUp:
    """A hand that is up."""

    minutes: int
    step: int
    """The number of the step the pupil asked from; 0 outside the steps."""
    seen: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One pupil's line of stops."""

    pupil: Pupil
    stops: tuple[Stop, ...]
    condition: Condition
    mark: Mark | None
    hand: HandUp | None = None

    @property
    def here(self) -> Stop | None:
        """The stop with the pill."""
        return next((stop for stop in self.stops if stop.here), None)

    @property
    def done(self) -> int:
        """How many steps are done."""
        return sum(stop.look == "done" for stop in self.stops)

    @property
    def needs_help(self) -> bool:
        """Whether the teacher should go there next."""
        return self.hand is not None or self.condition in HELP_ORDER

    @property
    def urgency(self) -> tuple[int, int]:
        """Hands first, unanswered before answered, then the stuck; of each kind the longest first."""
        if self.hand:
            return (-1 if not self.hand.seen else 0, -self.hand.minutes)
        return (HELP_ORDER[self.condition], -(self.here.minutes if self.here else 0))


@dataclass(frozen=True, slots=True)
class Head:
    """A step as the head of its column."""

    number: int
    title: str
    done: int


@dataclass(frozen=True, slots=True)
class Board:
    """The whole class on its way."""

    heads: tuple[Head, ...]
    rows: tuple[Row, ...]

    @property
    def started(self) -> int:
        """How many pupils have begun."""
        return sum(row.condition != "not_started" for row in self.rows)

    @property
    def handed_in(self) -> int:
        """How many pupils have handed in."""
        return sum(row.mark is not None for row in self.rows)

    @property
    def to_review(self) -> int:
        """How many hand-ins wait for the teacher."""
        return sum(row.mark is not None and row.mark.to_review for row in self.rows)

    @property
    def help(self) -> list[Row]:
        """Who needs the teacher, the most urgent first."""
        return sorted((row for row in self.rows if row.needs_help), key=lambda row: row.urgency)

    @property
    def here(self) -> int:
        """How many pupils have begun and are at it now."""
        return sum(row.condition not in {"not_started", "away"} for row in self.rows)

    @property
    def steps_done(self) -> int:
        """How many steps the class has done together."""
        return sum(row.done for row in self.rows)


def build(
    *,
    titles: Mapping[str, str],
    pupils: Sequence[Pupil],
    progress: Mapping[int, Progress],
    hands: Mapping[int, Hand],
    marks: Mapping[int, Mark],
    now: dt.datetime,
    running: bool,
) -> Board:
    """The board: `titles` by step id in order, the rest by the pupil's pk. Nobody is stuck or away once it is over."""
    steps = list(titles)
    rows = tuple(
        replace(
            _row(pupil, progress.get(pupil.id), marks.get(pupil.id), steps, now=now, running=running),
            hand=_hand_up(hands.get(pupil.id), steps, now) if running else None,
        )
        for pupil in pupils
    )
    heads = tuple(
        Head(number, title, sum(row.stops[number - 1].look == "done" for row in rows))
        for number, title in enumerate(titles.values(), start=1)
    )
    return Board(heads, rows)


def in_alphabet(pupils: Sequence[Pupil]) -> list[Pupil]:
    """By what is shown, å ä ö last: the order must not give away who is behind an animal."""
    return sorted(pupils, key=lambda pupil: (alphabet(pupil.shown), pupil.username))


def alphabet(words: str) -> str:
    """A key that sorts as Finnish and Swedish do, å ä ö last, in whatever locale the machine has."""
    return words.casefold().translate(_AFTER_Z)


def short_names(full_names: Mapping[int, str]) -> dict[int, str]:
    """First name and as much of the last name as tells the pupils of a class apart."""
    split = {key: ([*name.split(" ", 1), ""])[:2] for key, name in full_names.items()}
    short: dict[int, str] = {}
    for key, (first, last) in split.items():
        others = [other for k, (f, other) in split.items() if k != key and f == first and other != last]
        length = next((n for n in range(1, len(last)) if all(o[:n] != last[:n] for o in others)), len(last))
        short[key] = f"{first} {last[:length]}{'.' if length < len(last) else ''}".strip()
    return short


_AFTER_Z = str.maketrans({"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}", "é": "e", "ü": "u"})


def stops_of(
    steps: Sequence[str], progress: Progress | None, now: dt.datetime, *, live: bool = False, away: bool = False
) -> tuple[Stop, ...]:
    """One pupil's way through the steps; only a live lesson knows stuck pupils, and away ones."""
    if progress is None:
        return tuple(Stop(number, "new") for number in range(1, len(steps) + 1))
    looks = [_look(progress, step, now, live=live, away=away) for step in steps]
    return tuple(_stop(progress, step, number, looks, now) for number, step in enumerate(steps, start=1))


def _row(
    pupil: Pupil, progress: Progress | None, mark: Mark | None, steps: list[str], *, now: dt.datetime, running: bool
) -> Row:
    live = running and mark is None
    away = live and progress is not None and now - progress.heard_at > AWAY_AFTER
    stops = stops_of(steps, progress, now, live=live, away=away)
    return Row(pupil, stops, _condition(stops, progress, mark, away=away), mark)


def _hand_up(hand: Hand | None, steps: list[str], now: dt.datetime) -> HandUp | None:
    if hand is None:
        return None
    number = steps.index(hand.step) + 1 if hand.step in steps else 0
    return HandUp(int((now - hand.raised_at).total_seconds() // 60), number, hand.seen_at is not None)


def _look(progress: Progress, step: str, now: dt.datetime, *, live: bool, away: bool) -> Look:
    record = progress.steps.get(step)
    if record and record["state"] == "done":
        return "done"
    here = step == progress.current_step
    if here and away:
        return "away"
    if record and record["state"] == "unjudged":
        return "unjudged"
    if here and live and _minutes(progress, step, now) >= STUCK_AFTER_MINUTES:
        return "stuck"
    if here:
        return "trying" if record and record["tries"] else "begun"
    return "begun" if record and record["state"] == "trying" else "new"


def _stop(progress: Progress, step: str, number: int, looks: list[Look], now: dt.datetime) -> Stop:
    look = looks[number - 1]
    here = step == progress.current_step and look != "done"
    record = progress.steps.get(step)
    return Stop(
        number,
        look,
        here,
        tries=record["tries"] if record else 0,
        hints=record["hints"] if record else 0,
        minutes=_minutes(progress, step, now) if here else 0,
        to_here=number > 1 and look != "new" and looks[number - 2] in _PASSED,
        from_here=number < len(looks) and look in _PASSED and looks[number] != "new",
    )


_PASSED = {"done", "unjudged"}


def _condition(stops: Sequence[Stop], progress: Progress | None, mark: Mark | None, *, away: bool) -> Condition:
    if mark is not None:
        return "handed_in"
    if progress is None:
        return "not_started" if stops else ""  # apps tell no steps
    if away:
        return "away"
    looks = {stop.look for stop in stops if stop.here}
    return "stuck" if "stuck" in looks else "unjudged" if "unjudged" in looks else ""


def _minutes(progress: Progress, step: str, now: dt.datetime) -> int:
    """Whole minutes in the step, by the last word heard: time does not run for who is away."""
    record = progress.steps.get(step)
    if not record:
        return 0
    until = min(now, progress.heard_at + AWAY_AFTER)
    return max(0, int((until - dt.datetime.fromisoformat(record["since"])).total_seconds() // 60))
