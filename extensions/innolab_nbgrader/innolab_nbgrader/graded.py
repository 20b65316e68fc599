"""What grading gives back. Plain values: no nbgrader here, so the portal's processes stay light."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Notebook = dict[str, Any]


class Verdict(StrEnum):
    """Three values: a fault of ours is `unjudged`, never `not_passed`."""

    PASSED = "passed"
    NOT_PASSED = "not_passed"
    UNJUDGED = "unjudged"


class Reason(StrEnum):
    """Why nothing of a hand-in could be judged; the portal says it in the reader's language."""

    EMPTY_FILE = "empty_file"
    TOO_LARGE = "too_large"
    NOT_A_NOTEBOOK = "not_a_notebook"
    OTHER_NOTEBOOK = "other_notebook"
    GRADER_FAILED = "grader_failed"


class NotNow(Exception):  # noqa: N818 - says what it is
    """What runs notebooks is away: the same hand-in can be graded in a moment."""


@dataclass(frozen=True)
class GradedCell:
    """The result of one graded cell; `auto_points` is None where only a person can give points."""

    grade_id: str
    step: str
    verdict: Verdict
    auto_points: float | None
    max_points: float


@dataclass(frozen=True)
class GradedHandIn:
    """A graded hand-in: points by cell, the notebook as it ran without hidden tests, and what had to be repaired.

    `repaired` holds `<what> <cell>` with the words of `rebuild.Repair`. With a `reason` every cell is unjudged;
    `detail` is for the operator's log.
    """

    cells: list[GradedCell]
    notebook: Notebook = field(repr=False)
    repaired: list[str]
    reason: Reason | None = None
    detail: str = ""


def graded_cells_of(source: Notebook) -> list[GradedCell]:
    """The graded cells of a source notebook, nothing judged yet."""
    return [_unjudged(cell) for cell in source["cells"] if _is_graded(cell)]


def unjudged(source: Notebook, reason: Reason, detail: str = "", notebook: Notebook | None = None) -> GradedHandIn:
    """A hand-in of which nothing could be judged: a person must look."""
    return GradedHandIn(graded_cells_of(source), notebook or _nothing_of(source), [], reason, detail)


def _nothing_of(source: Notebook) -> Notebook:
    """A notebook without cells that still says which activity it is of."""
    innolab = {key: value for key, value in source["metadata"].get("innolab", {}).items() if key != "locale"}
    return {"cells": [], "metadata": {"innolab": innolab}, "nbformat": 4, "nbformat_minor": 5}


def _is_graded(cell: Notebook) -> bool:
    marks = cell["metadata"].get("nbgrader", {})
    return bool(marks.get("grade") or marks.get("task"))


def _unjudged(cell: Notebook) -> GradedCell:
    marks = cell["metadata"]["nbgrader"]
    step = cell["metadata"].get("innolab", {}).get("step", "")
    return GradedCell(marks["grade_id"], step, Verdict.UNJUDGED, None, float(marks.get("points", 0)))
