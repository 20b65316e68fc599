"""activity.md (Jupytext MyST) as named cells, with everything about them that can be wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import jupytext.myst

from innolab_modules.manifest import ActivityManifest, Kind
from innolab_modules.problems import Problem, advice

NAME = re.compile(r"^(?=.{1,60}$)[a-z0-9]+(-[a-z0-9]+)*$")
MARKS = ("SOLUTION", "HIDDEN TESTS")
SOLUTION = re.compile(r"^[ \t]*### BEGIN SOLUTION\s*$.*?^[ \t]*### END SOLUTION[ \t]*\n?", re.MULTILINE | re.DOTALL)
IMAGE = re.compile(r"!\[([^\]]*)\]\(|<img\b([^>]*)>", re.IGNORECASE)


class Role(StrEnum):
    """What a cell is for, and so how the player and nbgrader treat it."""

    TEXT = "text"
    CODE = "code"
    CHECK = "check"
    ANSWER = "answer"
    HINT = "hint"
    SETUP = "setup"


MARKDOWN_ROLES = {Role.TEXT, Role.HINT, Role.ANSWER}
GRADED_ROLES = {Role.CHECK, Role.ANSWER}
TRANSLATED_ROLES = {Role.TEXT, Role.HINT}
"""An answer's model solution is for teachers (the guide has it in words) and never reaches a pupil."""


@dataclass(frozen=True)
class SourceCell:
    """A cell as its author wrote it."""

    name: str
    """Also the notebook's cell id, the grade_id where graded, and the context of its translations."""
    line: int
    kind: str
    """nbformat's cell type: markdown or code."""
    role: Role
    step: str | None
    points: int | None
    source: str

    @property
    def is_solution(self) -> bool:
        """Whether a pupil's own work goes here and is graded."""
        return self.role is Role.ANSWER or (self.role is Role.CODE and "### BEGIN SOLUTION" in self.source)

    @property
    def starter(self) -> str:
        """What a pupil finds in the cell: the source without its solutions."""
        return SOLUTION.sub("", self.source)

    @property
    def is_translated(self) -> bool:
        """Whether its text is in the locale files."""
        return self.role in TRANSLATED_ROLES


def read_cells(text: str, shown: str, manifest: ActivityManifest | None) -> tuple[list[SourceCell], list[Problem]]:
    """The cells of an activity.md and what is wrong with them; without a manifest, steps are not looked at."""
    try:
        notebook = jupytext.myst.myst_to_notebook(text, add_source_map=True)
    except Exception as error:  # noqa: BLE001 - jupytext lets several parsers' errors through
        return [], [Problem(shown, None, f"this is not Jupytext MyST Markdown: {error}")]
    cells: list[SourceCell] = []
    problems: list[Problem] = []
    for raw, start in zip(notebook.cells, notebook.metadata["source_map"], strict=True):
        cell, found = _read_cell(raw, shown, _metadata_line(text, raw, start + 1))
        problems += found
        cells += [cell] if cell else []
    return cells, problems + _problems_between(cells, shown, manifest)


def _metadata_line(text: str, raw: Any, start: int) -> int:
    """The line where the cell's name stands, since that is where an author looks; else where the cell starts."""
    name = raw.metadata.get("name")
    mark = re.compile(r"^(\+\+\+|```)")
    if isinstance(name, str):
        mark = re.compile(rf'^(\+\+\+.*"name"\s*:\s*"{re.escape(name)}"|:?name:\s*"?{re.escape(name)}"?\s*$)')
    lines = text.splitlines()
    near = (number for number in range(max(start - 3, 1), len(lines) + 1) if mark.search(lines[number - 1]))
    return next(near, start)


def _read_cell(raw: Any, shown: str, line: int) -> tuple[SourceCell | None, list[Problem]]:
    meta = raw.metadata
    name = meta.get("name")
    if not isinstance(name, str):
        return None, [Problem(shown, line, 'this cell has no name: give it one, as in +++ {"name": "read-why", ...}')]
    problems = [Problem(shown, line, f'cell "{name}": {what}') for what in _name_and_keys(name, meta)]
    own = meta.get("innolab", {})
    role = own.get("role", "text" if raw.cell_type == "markdown" else "code")
    if role not in list(Role):
        return None, [*problems, Problem(shown, line, f'cell "{name}": unknown role "{role}". {advice(role, Role)}')]
    cell = SourceCell(name, line, raw.cell_type, Role(role), own.get("step"), own.get("points"), raw.source)
    problems += [
        Problem(shown, line, f'cell "{name}": {what}') for what in (*_role(cell), *_marks(cell), *_images(cell))
    ]
    return cell, problems


def _name_and_keys(name: str, meta: dict[str, Any]) -> list[str]:
    found = []
    if not NAME.match(name):
        found.append("use small letters a-z, digits and single hyphens in a name, at most 60")
    found += [
        f'unknown key "{key}". {advice(key, ("name", "innolab"))}'
        for key in meta
        if key not in ("name", "innolab", "nbgrader")
    ]
    if "nbgrader" in meta:
        found.append("leave out nbgrader's metadata: it is made from the role and the points")
    known = ("step", "role", "points")
    found += [
        f'unknown key "innolab.{key}". {advice(key, known)}' for key in meta.get("innolab", {}) if key not in known
    ]
    return found


def _role(cell: SourceCell) -> list[str]:
    found = []
    wanted = "markdown" if cell.role in MARKDOWN_ROLES else "code"
    if cell.kind != wanted:
        found.append(f'role "{cell.role}" is for {wanted} cells, this is a {cell.kind} cell')
    if cell.role in GRADED_ROLES and not (type(cell.points) is int and cell.points >= 0):
        found.append(f'role "{cell.role}" needs "points", a whole number')
    if cell.role not in GRADED_ROLES and cell.points is not None:
        found.append(f'"points" belong to checks and answers, not to role "{cell.role}"')
    return found


def _marks(cell: SourceCell) -> list[str]:
    """nbgrader's marks must come in pairs, solutions in what pupils write, hidden tests in checks."""
    found = []
    for mark in MARKS:
        turns = re.findall(rf"^\s*### (BEGIN|END) {mark}\s*$", cell.source, re.MULTILINE)
        if turns != ["BEGIN", "END"] * (len(turns) // 2):
            found.append(f'"### BEGIN {mark}" and "### END {mark}" must stand on lines of their own, in pairs')
    if "BEGIN HIDDEN TESTS" in cell.source and cell.role is not Role.CHECK:
        found.append('hidden tests belong in cells with role "check"')
    if "BEGIN SOLUTION" in cell.source and cell.role not in (Role.CODE, Role.ANSWER):
        found.append('a solution belongs in cells with role "code" or "answer"')
    if cell.role is Role.ANSWER and "### BEGIN SOLUTION" not in cell.source:
        found.append(
            "put a model answer between ### BEGIN SOLUTION and ### END SOLUTION: pupils start from what is outside"
        )
    return found


def _images(cell: SourceCell) -> list[str]:
    return ["a picture has no alt text"] * len(missing_alt_texts(cell.source)) if cell.kind == "markdown" else []


def missing_alt_texts(text: str) -> list[int]:
    """Where in a Markdown text pictures stand without alt text, as offsets."""
    return [
        found.start()
        for found in IMAGE.finditer(text)
        if not (re.search(r'\balt\s*=\s*"[^"]+"', found[2]) if found[2] is not None else found[1].strip())
    ]


def _problems_between(cells: list[SourceCell], shown: str, manifest: ActivityManifest | None) -> list[Problem]:
    seen: set[str] = set()
    problems = []
    for cell in cells:
        if cell.name in seen:
            problems.append(Problem(shown, cell.line, f'two cells are named "{cell.name}": names must differ'))
        seen.add(cell.name)
    if manifest is not None and manifest.kind is Kind.GUIDED:
        problems += _steps(cells, shown, manifest)
    return problems


def _steps(cells: list[SourceCell], shown: str, manifest: ActivityManifest) -> list[Problem]:
    known = [step.id for step in manifest.steps]
    problems = []
    for cell in cells:
        if cell.step is None and cell.role is not Role.SETUP:
            problems.append(
                Problem(shown, cell.line, f'cell "{cell.name}": say which step it belongs to ("innolab.step")')
            )
        elif cell.step is not None and cell.step not in known:
            problems.append(
                Problem(shown, cell.line, f'cell "{cell.name}": unknown step "{cell.step}". {advice(cell.step, known)}')
            )
    order = [cell.step for cell in cells if cell.step in known]
    if order != sorted(order, key=known.index):
        problems.append(Problem(shown, None, "the cells stand in another order than the steps in activity.toml"))
    for step in manifest.steps:
        inside = [cell for cell in cells if cell.step == step.id]
        if not any(cell.role is Role.TEXT for cell in inside):
            problems.append(Problem(shown, None, f'step "{step.id}" has no text that says why and what to do'))
        if any(cell.role is Role.CHECK for cell in inside) and not any(_is_coded(cell) for cell in inside):
            problems.append(Problem(shown, None, f'step "{step.id}" has a check but no code cell with a solution'))
    return problems


def _is_coded(cell: SourceCell) -> bool:
    return cell.is_solution and cell.role is Role.CODE
