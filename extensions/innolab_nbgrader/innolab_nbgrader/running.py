"""Running a notebook in a sandboxed fork of the zygote: the one way in which hand-ins and activities are run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from jupyter_prefork.notebook.allowance import Allowance
from jupyter_prefork.notebook.run import CellFacts, Ending, Judges, run_notebook
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_output
from nbgrader.utils import is_grade, is_solution

# The first cell of each run. What nbgrader tells notebooks that ask, and what the player does when it starts a
# kernel: the checks' messages are in a file beside the notebook.
START = """\
__import__("os").environ["NBGRADER_EXECUTION"] = "autograde"
try:
    import innolab_check
    innolab_check.start(language="fi", messages="messages.json")
except (ImportError, OSError):
    pass
"""
# The last cell: after it, nothing that came before can still be waiting to be heard.
END = "pass"
# What test cells use of others, as it is before the pupil's code.
GUARDED = ("innolab_check*", "innolab_stage*", "json", "math", "numpy", "pandas", "random", "statistics")
# What all cells of a notebook may print and show together; each has an equal part.
ALL_TEXT_BYTES = 8_000_000
ALL_DATA_BYTES = 40_000_000


@dataclass(frozen=True)
class Timeouts:
    """How long one cell and one whole notebook may run."""

    cell_seconds: float = 30
    notebook_seconds: float = 120

    def allowance(self, cells: int) -> Allowance:
        """The limits of a notebook of so many cells."""
        most = Allowance(cell_seconds=self.cell_seconds, notebook_seconds=self.notebook_seconds)
        return replace(
            most,
            text_bytes=min(most.text_bytes, ALL_TEXT_BYTES // cells),
            data_bytes=min(most.data_bytes, ALL_DATA_BYTES // cells),
        )


class Halt(StrEnum):
    """Why a cell did not come to its end."""

    TOO_LONG = "too_long"
    """It ran longer than a cell may, and was interrupted or ended by force."""
    KERNEL_DIED = "kernel_died"
    OUT_OF_TIME = "out_of_time"
    """The whole notebook's time was up."""


class CouldNotRun(Exception):  # noqa: N818 - says what happened
    """The run itself failed, whatever the cells would have done."""


def run(
    notebook: NotebookNode, files: Mapping[str, bytes], *, zygote: str, timeouts: Timeouts
) -> tuple[NotebookNode, dict[str, Halt]]:
    """Run all cells among these files; gives the notebook with outputs, and the cells that were halted, by id.

    Raises:
        CouldNotRun: nothing can be said about the cells.
        PreforkError: the zygote is away (ZygoteAway), or did not fork.
    """
    cells = [new_code_cell(START), *notebook.cells, new_code_cell(END)]
    done = run_notebook(
        zygote,
        {**notebook, "cells": cells},
        files=files,
        allowance=timeouts.allowance(len(cells)),
        judges=Judges([index for index, cell in enumerate(cells) if is_grade(cell) and not is_solution(cell)], GUARDED),
    )
    if done.problem or done.cells[0].ending is not Ending.ENDED:
        raise CouldNotRun(done.problem or "there was no time even for the first cell, which is ours")
    ran = NotebookNode({**done.notebook, "cells": done.notebook["cells"][1:-1]})
    facts = {index - 1: facts for index, facts in done.cells.items() if 0 < index < len(cells) - 1}
    for index, of_cell in facts.items():
        tell_error(ran.cells[index], of_cell.error)
    halts = {ran.cells[index].id: why_halted(of_cell, timeouts) for index, of_cell in facts.items()}
    return ran, {name: halt for name, halt in halts.items() if halt}


def why_halted(facts: CellFacts, timeouts: Timeouts) -> Halt | None:
    """Why this cell did not come to its end; None if it did."""
    if facts.ending is Ending.DIED:
        return Halt.KERNEL_DIED
    if facts.not_run:
        return Halt.OUT_OF_TIME
    if facts.timed_out:
        return Halt.TOO_LONG if facts.seconds >= timeouts.cell_seconds else Halt.OUT_OF_TIME
    return None


def tell_error(cell: NotebookNode, error: str) -> None:
    """An error that a cell ended with stands among its outputs, as nbgrader's Execute sees to it.

    Without, code that keeps IPython from showing errors would pass every test.
    """
    told = {output.ename for output in cell.outputs if output.output_type == "error"}
    if error and error not in told:
        cell.outputs.append(new_output("error", ename=error, evalue="", traceback=[error]))
