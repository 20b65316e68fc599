"""nbgrader's gradebook, through the one room of ours that imports nbgrader. Only graders load this module."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from innolab_nbgrader import gradebook
from innolab_nbgrader.graded import GradedCell, GradedHandIn, Verdict

from innolab_portal.handin.projection import Projected


class NbgraderGradebook:
    """A class's gradebook.db."""

    def project(self, path: Path, course_id: str, result: Projected) -> None:
        """Bring one result in."""
        entry = _entry(result)
        gradebook.project(
            path,
            course_id,
            entry.assignment,
            entry.pupil,
            entry.graded,
            entry.manual,
            received_at=entry.received_at,
        )

    def rebuild(self, path: Path, course_id: str, results: Iterable[Projected]) -> None:
        """Make it anew."""
        gradebook.rebuild(path, course_id, [_entry(result) for result in results])


def _entry(result: Projected) -> gradebook.Entry:
    hand_in = result.hand_in
    cells = [
        GradedCell(cell.grade_id, cell.step, Verdict(cell.verdict), cell.auto_points, cell.max_points)
        for cell in hand_in.result.cells.all()
    ]
    return gradebook.Entry(
        hand_in.lesson.assignment,
        hand_in.pupil.username,
        GradedHandIn(cells, result.notebook, list(hand_in.result.repaired)),
        result.manual,
        hand_in.handed_in_at,
    )
