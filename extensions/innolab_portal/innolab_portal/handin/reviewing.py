"""The class's table of points for a lesson: who waits for a person first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from innolab_portal.handin import queries, scores, works
from innolab_portal.handin.models import CellResult, HandIn, Result
from innolab_portal.lessons import queries as lessons
from innolab_portal.lessons.board import Pupil
from innolab_portal.lessons.models import Lesson
from innolab_portal.library.texts import in_language

State = Literal["waits", "grading", "reviewed", "returned", "nothing"]
_ORDER: dict[State, int] = {"waits": 0, "grading": 1, "reviewed": 2, "returned": 3, "nothing": 4}


@dataclass(frozen=True, slots=True)
class Column:
    """A graded cell."""

    grade_id: str
    step: str
    number: int
    title: str
    max_points: float
    written: bool


@dataclass(frozen=True, slots=True)
class Stop:
    """A step on the teacher's way through the answers."""

    id: str
    column: Column
    left: int
    """How many pupils' answers wait."""


@dataclass(frozen=True, slots=True)
class Row:
    """A pupil's points."""

    pupil: Pupil
    hand_in: HandIn | None
    cells: tuple[works.Graded | None, ...]
    state: State
    points: float

    @property
    def failed(self) -> bool:
        """Grading failed by our fault."""
        return self.hand_in is not None and self.hand_in.result.status == Result.Status.FAILED


@dataclass(frozen=True, slots=True)
class Review:
    """A lesson's whole review."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def max_points(self) -> float:
        """Points there are."""
        return sum(column.max_points for column in self.columns)

    @property
    def handed_in(self) -> int:
        """How many pupils handed in."""
        return len(self.rows) - self.count("nothing")

    @property
    def done(self) -> int:
        """How many are reviewed or returned."""
        return self.count("reviewed") + self.count("returned")

    def count(self, *states: State) -> int:
        """How many rows are in the states."""
        return sum(row.state in states for row in self.rows)

    @property
    def grading(self) -> int:
        """How many are being graded."""
        return self.count("grading")

    @property
    def waiting(self) -> list[Row]:
        """Who waits for the teacher."""
        return [row for row in self.rows if row.state == "waits"]

    @property
    def stops(self) -> list[Stop]:
        """The steps worth points, in order."""
        heads = {column.step: column for column in reversed(self.columns)}
        return [Stop(step, heads[step], self._left(step)) for step in dict.fromkeys(c.step for c in self.columns)]

    def _left(self, step: str) -> int:
        """How many pupils' answers to a step wait for the teacher."""
        at = [number for number, column in enumerate(self.columns) if column.step == step]
        judged = (row.cells for row in self.rows if row.cells and row.state != "grading")
        return sum(any((one := cells[number]) and one.waits for number in at) for cells in judged)

    @property
    def to_return(self) -> list[Row]:
        """Who can be returned."""
        return [row for row in self.rows if row.state == "reviewed"]

    @property
    def first_to_see(self) -> Row | None:
        """With whom to begin pupil by pupil: who waits, else who has anything to see."""
        return next((row for row in self.rows if row.state not in {"grading", "nothing"}), None)

    def beside(self, username: str) -> tuple[Row | None, Row | None]:
        """Who stands before and after the pupil, of those with something to see."""
        rows = [row for row in self.rows if row.hand_in]
        at = next((number for number, row in enumerate(rows) if row.pupil.username == username), 0)
        return (rows[at - 1] if at else None), (rows[at + 1] if at + 1 < len(rows) else None)

    def next_after(self, username: str) -> Row | None:
        """The next pupil who waits for the teacher, going round after `username`."""
        order = [row.pupil.username for row in self.rows]
        at = order.index(username) + 1 if username in order else 0
        return next((row for row in (*self.rows[at:], *self.rows[:at]) if row.state == "waits"), None)


def review(lesson: Lesson, *, animals: bool) -> Review:
    """The lesson's review, in a constant number of queries."""
    columns = columns_of(lesson)
    newest = {hand_in.pupil_id: hand_in for hand_in in queries.newest_hand_ins(lesson)}
    pupils = lessons.pupils_of(lesson, animals=animals)
    rows = [_row(pupil, newest.get(pupil.id), columns) for pupil in pupils]
    return Review(tuple(columns), tuple(sorted(rows, key=lambda row: _ORDER[row.state])))


def columns_of(lesson: Lesson) -> list[Column]:
    """The activity's graded cells with their steps."""
    steps = {
        step["id"]: (number, in_language(step["title"]))
        for number, step in enumerate(lessons.steps_of(lesson.activity), start=1)
    }
    return [
        Column(
            cell.name, cell.step, *steps.get(cell.step, (0, cell.name)), cell.max_points, cell.graded and cell.solution
        )
        for cell in works.graded_cells(lesson.activity)
    ]


def state_of(result: Result) -> State:
    """Where a pupil's work stands for the teacher."""
    if result.status in (Result.Status.QUEUED, Result.Status.RUNNING):
        return "grading"
    if not scores.reviewed(result):
        return "waits"
    return "reviewed" if scores.untold(result) else "returned"


def _row(pupil: Pupil, hand_in: HandIn | None, columns: Sequence[Column]) -> Row:
    if hand_in is None:
        return Row(pupil, None, (), "nothing", 0.0)
    found: dict[str, CellResult] = {cell.grade_id: cell for cell in hand_in.result.cells.all()}
    own = hand_in.lesson.activity.own
    cells = tuple(_graded(found.get(column.grade_id), column, own=own) for column in columns)
    return Row(pupil, hand_in, cells, state_of(hand_in.result), scores.total(found.values()))


def _graded(cell: CellResult | None, column: Column, *, own: bool) -> works.Graded | None:
    return works.Graded(cell, scores.verdict(cell), column.written, own) if cell else None
