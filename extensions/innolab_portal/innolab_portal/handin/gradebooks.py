"""The one module of the portal that imports nbgrader, through our own room; only graders load it."""

from __future__ import annotations

from pathlib import Path

from innolab_nbgrader import gradebook
from innolab_nbgrader.graded import GradedCell, GradedHandIn, Verdict

from innolab_portal.handin.projection import Projected


def write(path: Path, projected: Projected) -> None:
    """Bring one result into the gradebook at the path."""
    cells = [
        GradedCell(cell.grade_id, cell.step, Verdict(cell.verdict), cell.auto_points, cell.max_points)
        for cell in projected.hand_in.result.cells.all()
    ]
    gradebook.project(
        path,
        projected.school_class.key,
        projected.assignment,
        projected.pupil,
        GradedHandIn(cells, projected.notebook, []),
        projected.manual,
    )
