"""Running a whole notebook of ours, such as an activity's solution, and looking at what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from innolab_nbgrader.graded import Notebook
from innolab_nbgrader.running import Halt, Timeouts, run
from innolab_nbgrader.stages import as_json, as_notebook

CHECK = "application/vnd.innolab.check+json"


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


def run_whole(notebook: Notebook, files: Mapping[str, bytes], *, zygote: str, timeouts: Timeouts | None = None) -> Ran:
    """Run all cells beside these files as grading does, going on after errors; raises as `running.run` does."""
    ran, halts = run(as_notebook(notebook), files, zygote=zygote, timeouts=timeouts or Timeouts())
    return Ran({cell["id"]: cell for cell in as_json(ran)["cells"]}, halts)
