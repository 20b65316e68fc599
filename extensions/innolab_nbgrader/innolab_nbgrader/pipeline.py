"""nbgrader's Autograde, step by step, for one notebook in memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from nbgrader.preprocessors import LimitOutput
from nbgrader.utils import is_grade, is_task

from innolab_nbgrader.graded import GradedCell, GradedHandIn, Verdict
from innolab_nbgrader.marks import hide_after_cuts, with_signs
from innolab_nbgrader.rebuild import Rebuilt
from innolab_nbgrader.running import Timeouts, run
from innolab_nbgrader.scoring import score, without_hidden_tests
from innolab_nbgrader.stages import as_json, as_notebook, run_stages

# Of nbgrader's two lists for autograding, what our rebuilding does (DeduplicateIds, OverwriteKernelspec,
# OverwriteCells; ClearOutput and CheckCellMetadata, since all but sources is the master's, which was checked), what
# prefork does (Execute) and what writes to a gradebook (SaveAutoGrades, AssignLatePenalties) is left out.
AFTER = (LimitOutput,)


def judge(rebuilt: Rebuilt, files: Mapping[str, bytes], *, zygote: str, timeouts: Timeouts) -> GradedHandIn:
    """Run the rebuilt notebook and give its points; raises as `running.run` does."""
    notebook = as_notebook(rebuilt.notebook)
    ran, halts = run(with_signs(notebook), files, zygote=zygote, timeouts=timeouts)
    for cell, given in zip(ran.cells, notebook.cells, strict=True):
        cell.source = given.source
    hide_after_cuts(ran)
    ran = run_stages(ran, AFTER)
    cells = [score(cell, halts) for cell in ran.cells if is_grade(cell) or is_task(cell)]
    cells = [_left_to_a_person(cell) if cell.grade_id in rebuilt.doubtful else cell for cell in cells]
    return GradedHandIn(cells, as_json(without_hidden_tests(ran)), rebuilt.repaired)


def _left_to_a_person(cell: GradedCell) -> GradedCell:
    """The cell as it is if it passed; what did not pass may have been run without its answer."""
    return cell if cell.verdict is Verdict.PASSED else replace(cell, verdict=Verdict.UNJUDGED, auto_points=None)
