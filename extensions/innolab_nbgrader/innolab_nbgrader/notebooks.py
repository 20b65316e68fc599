"""Running a whole notebook that we trust, such as an activity's solution, and looking at what came of it.

`run_notebook` is the one place that knows how: here by the kernel and the run that grading uses.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from innolab_nbgrader import kernel
from innolab_nbgrader.graded import Notebook
from innolab_nbgrader.running import Halt, run
from innolab_nbgrader.stages import as_json, as_notebook

CHECK = "application/vnd.innolab.check+json"
CELL_SECONDS = 30.0
NOTEBOOK_SECONDS = 120.0


@dataclass(frozen=True)
class Ran:
    """A notebook that was run: its cells by id, and those that were stopped."""

    cells: dict[str, dict[str, Any]]
    halts: dict[str, Halt]

    def outputs(self, cell: str) -> list[dict[str, Any]]:
        """What a cell displayed, printed or raised."""
        found: list[dict[str, Any]] = self.cells[cell].get("outputs", [])
        return found

    def error(self, cell: str) -> str | None:
        """The name of the error that a cell ended with."""
        return next((str(out["ename"]) for out in self.outputs(cell) if out["output_type"] == "error"), None)

    def told(self, cell: str) -> dict[str, Any]:
        """What the check of a cell told: its verdict, key and words; empty if it told nothing."""
        found = [out["data"][CHECK] for out in self.outputs(cell) if CHECK in out.get("data", {})]
        return found[-1] if found else {}


def run_notebook(
    notebook: Notebook,
    folder: Path,
    *,
    cell_seconds: float = CELL_SECONDS,
    notebook_seconds: float = NOTEBOOK_SECONDS,
) -> Ran:
    """Run all cells in the folder with the notebook's files, going on after errors."""
    node: NotebookNode = as_notebook(notebook)
    with tempfile.TemporaryDirectory(prefix="run-") as sockets:

        def launch() -> Any:
            return kernel.launch(folder, Path(sockets))

        ran, halts = run(node, launch, launch(), cell_seconds=cell_seconds, notebook_seconds=notebook_seconds)
    return Ran({cell["id"]: cell for cell in as_json(ran)["cells"]}, halts)
