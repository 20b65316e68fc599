"""From a notebook that ran to points and verdicts, and to a notebook that may be shown."""

from __future__ import annotations

import re

from nbformat import NotebookNode
from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme
from nbgrader.utils import determine_grade, is_solution, is_task

from innolab_nbgrader import marks
from innolab_nbgrader.graded import GradedCell, Verdict
from innolab_nbgrader.running import Halt
from innolab_nbgrader.stages import run_stages

# Errors that a test cell raises by our fault, or an author's. Any other error there comes of what the pupil's
# code is or returns: publishing a module proves that its tests pass with its solution.
OUR_FAULTS = {"CannotJudge", "ImportError", "ModuleNotFoundError", "SyntaxError", "IndentationError", "MemoryError"}
ANSI = re.compile(r"\x1b\[[0-9;]*m")
# Shorter lines of a hidden test would hit innocent outputs.
MIN_SECRET = 8


def score(cell: NotebookNode, halts: dict[str, Halt]) -> GradedCell:
    """The result of one graded cell, by nbgrader's own rule for the points."""
    points, most = _points(cell, halts)
    step = cell.metadata.get("innolab", {}).get("step", "")
    return GradedCell(cell.metadata.nbgrader.grade_id, step, _verdict(points, most), points, most)


def _points(cell: NotebookNode, halts: dict[str, Halt]) -> tuple[float | None, float]:
    most = float(cell.metadata.nbgrader.get("points", 0))
    if is_task(cell) or (not is_solution(cell) and _is_our_fault(cell, halts)):
        return None, most
    try:
        points, most = determine_grade(_as_it_ended(cell))
    except (ValueError, KeyError):
        # A test cell that gives more points than it has, or a result without text.
        return None, most
    return (None if points is None else float(points)), float(most)


def _as_it_ended(cell: NotebookNode) -> NotebookNode:
    """The cell with its errors first, and with its last result only: nbgrader goes by whichever stands first.

    A cell has one result, its last value, and none after an error; more of them are forged by what it called.
    """
    if cell.cell_type != "code":
        return cell
    results = [output for output in cell.outputs if output.output_type == "execute_result"]
    others = [output for output in cell.outputs if output.output_type != "execute_result"]
    return NotebookNode({**cell, "outputs": [*others, *results[-1:]]})


def _is_our_fault(cell: NotebookNode, halts: dict[str, Halt]) -> bool:
    if halts.get(cell.id, Halt.TOO_LONG) is not Halt.TOO_LONG:
        return True
    names = {output.ename for output in cell.get("outputs", []) if output.output_type == "error"}
    return bool(names & OUR_FAULTS)


def _verdict(points: float | None, most: float) -> Verdict:
    if points is None:
        return Verdict.UNJUDGED
    return Verdict.PASSED if points >= most else Verdict.NOT_PASSED


def without_hidden_tests(ran: NotebookNode) -> NotebookNode:
    """The notebook to show: hidden tests cut from sources, and every output that tells of them."""
    shown = run_stages(ran, (ClearHiddenTests, ClearMarkScheme))
    secrets: set[str] = set()
    for before, after in zip(ran.cells, shown.cells, strict=True):
        if before.source != after.source:
            secrets |= _secrets(before.source, after.source)
            if after.cell_type == "code":
                after.outputs = _outputs_to_show(before)
    for cell in shown.cells:
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if not _tells(output, secrets)]
    return shown


def _secrets(source: str, visible: str) -> set[str]:
    lines = {line.strip() for line in source.splitlines()} - {line.strip() for line in visible.splitlines()}
    return {line for line in lines if len(line) >= MIN_SECRET}


def _outputs_to_show(test: NotebookNode) -> list[NotebookNode]:
    """What came outside the hidden part; of what came in it, only that it failed."""
    hidden = True
    kept = []
    for output in test.outputs:
        sign = marks.sign_of(output)
        if sign is not None:
            hidden = sign
        elif output.output_type == "error":
            # A traceback quotes the lines around the failing one.
            evalue = "" if hidden else output.evalue
            kept.append(NotebookNode(output_type="error", ename=output.ename, evalue=evalue, traceback=[]))
        elif not hidden:
            kept.append(output)
    return kept


def _tells(output: NotebookNode, secrets: set[str]) -> bool:
    text = ANSI.sub("", str(output))
    return any(secret in text or repr(secret)[1:-1] in text for secret in secrets)
