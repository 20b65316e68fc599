"""A teacher's own nbgrader notebook as the pupil's page opens it: cells in steps, each cell with a role.

nbgrader knows nothing of steps, so each heading begins one. Only metadata is added, which autograding ignores.
"""

from __future__ import annotations

import copy
import re

from innolab_nbgrader.graded import Notebook

_HEADING = re.compile(r"\s{0,3}#{1,3}\s+(.+)")
_CELL_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
WITH_CELL_IDS = 5
"""The first minor version of notebook format 4 whose cells have ids."""


def with_steps(notebook: Notebook, title: str) -> Notebook:
    """The notebook with steps, roles and cell ids; what has steps already stays as it is."""
    cells = notebook["cells"]
    if any("innolab" in cell["metadata"] for cell in cells):
        return notebook
    made = copy.deepcopy(notebook)
    made["nbformat_minor"] = max(WITH_CELL_IDS, made.get("nbformat_minor", 0))
    step = 0
    taken: set[str] = set()
    for number, cell in enumerate(made["cells"]):
        heading = _heading(cell)
        about = {"role": _role(cell)}
        if heading or not step:
            step += 1
            about["title"] = heading or title
        cell["metadata"]["innolab"] = {"step": f"step-{step}", **about}
        cell["id"] = _cell_id(cell, number, taken)
    return made


def _heading(cell: Notebook) -> str:
    found = _HEADING.match(_source(cell)) if cell["cell_type"] == "markdown" and not _graders(cell) else None
    return found[1].strip(" #\n") if found else ""


def _role(cell: Notebook) -> str:
    """Who does what with the cell; what nbgrader locks is not the pupil's."""
    graders = _graders(cell)
    locked = graders.get("locked") or (graders.get("grade") and not graders.get("solution"))
    if cell["cell_type"] != "code":
        return "answer" if graders.get("solution") else "text"
    if graders.get("solution") or not locked:
        return "code"
    return "check" if graders.get("grade") else "setup"


def _cell_id(cell: Notebook, number: int, taken: set[str]) -> str:
    """An id of its own, the same each time: the cell's, else nbgrader's name for it, else its place."""
    for wanted in (cell.get("id"), _graders(cell).get("grade_id"), f"cell-{number}"):
        if isinstance(wanted, str) and _CELL_ID.fullmatch(wanted) and wanted not in taken:
            taken.add(wanted)
            return wanted
    return _cell_id({**cell, "id": f"cell-{number}-{len(taken)}"}, number, taken)


def _graders(cell: Notebook) -> Notebook:
    graders: Notebook = cell["metadata"].get("nbgrader", {})
    return graders


def _source(cell: Notebook) -> str:
    source = cell["source"]
    return "".join(source) if isinstance(source, list) else str(source)
