"""Points and verdicts that count, out of what grading and the teacher said: pure functions of rows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict

from innolab_portal.handin.models import CellResult, Result

Verdict = CellResult.Verdict


class CellFeedback(TypedDict):
    """What a pupil is told of one graded cell."""

    grade_id: str
    step: str
    verdict: str
    points: float | None
    max_points: float
    comment: str


class Feedback(TypedDict):
    """What a pupil is given back."""

    comment: str
    points: float
    max_points: float
    cells: list[CellFeedback]


def verdict(cell: CellResult) -> Verdict:
    """The verdict that counts: where a teacher gave points, the points say it."""
    if cell.manual_points is None:
        return Verdict(cell.verdict)
    return Verdict.PASSED if cell.manual_points >= cell.max_points else Verdict.NOT_PASSED


def total(cells: Iterable[CellResult]) -> float:
    """The points so far; what waits for a person counts when it is judged."""
    return sum(cell.points or 0.0 for cell in cells)


def waiting(cells: Iterable[CellResult]) -> int:
    """How many cells wait for a person."""
    return sum(cell.points is None for cell in cells)


def snapshot(result: Result) -> Feedback:
    """What the pupil would be given now."""
    cells = list(result.cells.all())
    return {
        "comment": result.comment,
        "points": total(cells),
        "max_points": sum(cell.max_points for cell in cells),
        "cells": [
            {
                "grade_id": cell.grade_id,
                "step": cell.step,
                "verdict": verdict(cell).value,
                "points": cell.points,
                "max_points": cell.max_points,
                "comment": cell.comment,
            }
            for cell in cells
        ],
    }


def reviewed(result: Result) -> bool:
    """Whether grading is over and nothing waits for a person."""
    over = result.status in (Result.Status.GRADED, Result.Status.FAILED)
    cells = list(result.cells.all())
    return over and bool(cells) and not waiting(cells)


def untold(result: Result) -> bool:
    """Whether the pupil has yet to be told something: never returned, or changed since."""
    return result.returned != snapshot(result)
