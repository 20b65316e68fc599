"""What lessons shows of hand-ins without knowing the hand-in app, which stands above it.

`handin` brings its answers with `provide(...)` in its AppConfig.ready(); until then there are none. The pages of
lessons (the board, a teacher's classes, a pupil's day) decide how a mark looks.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True)
class Mark:
    """A pupil's latest hand-in in a lesson, as much of it as a lesson's pages show."""

    handed_in_at: dt.datetime
    late: bool = False
    status: Literal["queued", "running", "graded", "failed"] = "queued"
    points: float | None = None
    """Points so far; None before grading."""
    max_points: float = 0
    to_review: bool = False
    """A person still has to give points, or grading failed."""
    returned: bool = False


class HandIns(Protocol):
    """Whoever knows the hand-ins. Both answer in a constant number of queries, however many lessons are asked."""

    def marks(self, lesson_ids: Collection[str], pupil_id: int | None = None) -> Mapping[tuple[str, int], Mark]:
        """The latest hand-in by (lesson id, pupil's pk); of one pupil only when asked so."""
        ...

    def to_review(self, lesson_ids: Collection[str]) -> Mapping[str, int]:
        """How many pupils' work waits for the teacher, by lesson id; lessons with none may be left out."""
        ...


class NoHandIns:
    """No hand-in app: nobody has handed in anything."""

    def marks(self, lesson_ids: Collection[str], pupil_id: int | None = None) -> Mapping[tuple[str, int], Mark]:  # noqa: ARG002
        """None."""
        return {}

    def to_review(self, lesson_ids: Collection[str]) -> Mapping[str, int]:  # noqa: ARG002
        """None."""
        return {}


_providers: list[HandIns] = [NoHandIns()]


def provide(hand_ins: HandIns) -> None:
    """Let `hand_ins` answer from now on (called once, when the apps are ready)."""
    _providers.append(hand_ins)


def hand_ins() -> HandIns:
    """Whoever answers."""
    return _providers[-1]
