"""Running a rebuilt notebook, by nbgrader's Execute. A cell that can't be stopped costs itself, not those after it."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable
from enum import StrEnum
from typing import Any

from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell
from nbgrader.preprocessors import Execute

from innolab_nbgrader import kernel

MAX_RESTARTS = 2
# What the player does when it starts a kernel: the checks' messages are in a file beside the notebook.
START = """\
try:
    import innolab_check
    innolab_check.start(language="fi", messages="messages.json")
except (ImportError, OSError):
    pass
"""


class Halt(StrEnum):
    """Why a cell did not come to its end."""

    STUCK = "stuck"
    """It ran too long and would not be interrupted."""
    KERNEL_DIED = "kernel_died"
    OUT_OF_TIME = "out_of_time"
    """The whole notebook's time was up, or the attempts at it were."""
    LOST = "lost"
    """It may have ended, but its outputs did not come: a fault of ours, as on a machine with too much to do."""


class _Run(Execute):  # type: ignore[misc]
    """One pass over the cells; says which cell halted it."""

    def __init__(self, cell_seconds: float, deadline: float, skipped: set[str]) -> None:
        super().__init__(timeout_func=self._seconds_for, startup_timeout=60, iopub_timeout=10, record_timing=False)
        self.cell_seconds = cell_seconds
        self.deadline = deadline
        self.skipped = skipped
        self.halts: dict[str, Halt] = {}
        self.halted_at: str | None = None

    def _seconds_for(self, _cell: NotebookNode) -> float:
        return max(0.1, min(self.cell_seconds, self.deadline - time.monotonic()))

    def preprocess_cell(self, cell: NotebookNode, resources: Any, index: int) -> tuple[NotebookNode, Any]:
        """Run one cell, unless something before it stopped the run."""
        if cell.id in self.skipped or cell.cell_type != "code":
            return cell, resources
        if self.halted_at is not None or time.monotonic() > self.deadline:
            self.halts[cell.id] = Halt.OUT_OF_TIME
            return cell, resources
        start = time.monotonic()
        try:
            cell, resources = super().preprocess_cell(cell, resources, index)
        except DeadKernelError:
            self._halt(cell, Halt.KERNEL_DIED)
        except CellTimeoutError:
            ran_too_long = time.monotonic() - start >= self.cell_seconds
            self._halt(cell, Halt.STUCK if ran_too_long else Halt.LOST)
        if time.monotonic() > self.deadline:
            self.halts[cell.id] = Halt.OUT_OF_TIME
        return cell, resources

    def _halt(self, cell: NotebookNode, why: Halt) -> None:
        self.halted_at = cell.id
        self.halts[cell.id] = why
        cell.outputs = [NotebookNode(output_type="error", ename=why.value, evalue="", traceback=[])]


def run(
    notebook: NotebookNode,
    launch: Callable[[], AsyncKernelManager],
    first: AsyncKernelManager,
    *,
    cell_seconds: float,
    notebook_seconds: float,
) -> tuple[NotebookNode, dict[str, Halt]]:
    """Run all cells; after one that halted its kernel, all the others again in a new kernel."""
    deadline = time.monotonic() + notebook_seconds
    left_out: dict[str, NotebookNode] = {}
    why: dict[str, Halt] = {}
    for attempt in range(MAX_RESTARTS + 1):
        one = _Run(cell_seconds, deadline, set(left_out))
        ran = _attempt(one, notebook, first if attempt == 0 else launch())
        if one.halted_at is None:
            break
        if one.halts[one.halted_at] is not Halt.LOST:
            why[one.halted_at] = one.halts[one.halted_at]
            left_out |= {cell.id: cell for cell in ran.cells if cell.id == one.halted_at}
    ran.cells = [left_out.get(cell.id, cell) for cell in ran.cells]
    return ran, one.halts | why


def _attempt(one: _Run, notebook: NotebookNode, manager: AsyncKernelManager) -> NotebookNode:
    started = copy.deepcopy(notebook)
    started.cells.insert(0, new_code_cell(START))
    ran: NotebookNode
    try:
        ran, _ = one.preprocess(started, {"metadata": {}}, km=manager)
    finally:
        kernel.stop(manager)
    del ran.cells[0]
    return ran
