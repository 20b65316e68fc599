"""activity.md (Jupytext MyST) as named cells, with everything about them that can be wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import jupytext.myst

from innolab_modules.answers import Choice, Number, Table, read_form, wrong_with_source
from innolab_modules.manifest import ActivityManifest, Kind
from innolab_modules.problems import Problem, advice
from innolab_modules.saying import Said, say

NAME = re.compile(r"^(?=.{1,60}$)[a-z0-9]+(-[a-z0-9]+)*$")
MARKS = ("SOLUTION", "HIDDEN TESTS")
SOLUTION = re.compile(r"^[ \t]*### BEGIN SOLUTION\s*$.*?^[ \t]*### END SOLUTION[ \t]*\n?", re.MULTILINE | re.DOTALL)
IMAGE = re.compile(r"!\[([^\]]*)\]\(|<img\b([^>]*)>", re.IGNORECASE)

NO_ALT_TEXT = say("a picture has no alt text")


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
    answer: Choice | Number | Table | None = None
    """The form in which a pupil answers instead of writing code."""

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
        return [], [Problem(shown, None, say("this is not Jupytext MyST Markdown: {cause}", cause=str(error)))]
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
        said = say('this cell has no name: give it one, as in +++ {{"name": "read-why", ...}}')
        return None, [Problem(shown, line, said)]
    problems = [Problem(shown, line, in_cell(name, what)) for what in _name_and_keys(name, meta)]
    own = meta.get("innolab", {})
    role = own.get("role", "text" if raw.cell_type == "markdown" else "code")
    if role not in list(Role):
        what = say('unknown role "{role}". {advice}', role=role, advice=advice(role, Role))
        return None, [*problems, Problem(shown, line, in_cell(name, what))]
    form, wrong = read_form(own["answer"]) if "answer" in own else (None, [])
    cell = SourceCell(name, line, raw.cell_type, Role(role), own.get("step"), own.get("points"), raw.source, form)
    wrong += [*_role(cell), *_marks(cell), *_images(cell), *_form(cell)]
    return cell, problems + [Problem(shown, line, in_cell(name, what)) for what in wrong]


def in_cell(name: str, what: Said) -> Said:
    """What is said of a cell, with its name."""
    return say('cell "{cell}": {what}', cell=name, what=what)


def _name_and_keys(name: str, meta: dict[str, Any]) -> list[Said]:
    found = []
    if not NAME.match(name):
        found.append(say("use small letters a-z, digits and single hyphens in a name, at most 60"))
    found += [_unknown_key(key, key, ("name", "innolab")) for key in meta if key not in ("name", "innolab", "nbgrader")]
    if "nbgrader" in meta:
        found.append(say("leave out nbgrader's metadata: it is made from the role and the points"))
    known = ("step", "role", "points", "answer")
    found += [_unknown_key(f"innolab.{key}", key, known) for key in meta.get("innolab", {}) if key not in known]
    return found


def _unknown_key(shown: str, key: str, known: tuple[str, ...]) -> Said:
    return say('unknown key "{key}". {advice}', key=shown, advice=advice(key, known))


def _role(cell: SourceCell) -> list[Said]:
    found = []
    wanted = "markdown" if cell.role in MARKDOWN_ROLES else "code"
    if cell.kind != wanted:
        found.append(
            say(
                'role "{role}" is for {wanted} cells, this is a {kind} cell',
                role=cell.role,
                wanted=wanted,
                kind=cell.kind,
            )
        )
    if cell.role in GRADED_ROLES and not (type(cell.points) is int and cell.points >= 0):
        found.append(say('role "{role}" needs "points", a whole number', role=cell.role))
    if cell.role not in GRADED_ROLES and cell.points is not None:
        found.append(say('"points" belong to checks and answers, not to role "{role}"', role=cell.role))
    return found


def _form(cell: SourceCell) -> list[Said]:
    if cell.answer is None:
        return []
    if cell.role is not Role.CODE:
        return [say('"answer" belongs to cells with role "code"')]
    return wrong_with_source(cell.answer, cell.starter, cell.source)


def _marks(cell: SourceCell) -> list[Said]:
    """nbgrader's marks must come in pairs, solutions in what pupils write, hidden tests in checks."""
    found = []
    for mark in MARKS:
        turns = re.findall(rf"^\s*### (BEGIN|END) {mark}\s*$", cell.source, re.MULTILINE)
        if turns != ["BEGIN", "END"] * (len(turns) // 2):
            found.append(
                say('"### BEGIN {mark}" and "### END {mark}" must stand on lines of their own, in pairs', mark=mark)
            )
    if "BEGIN HIDDEN TESTS" in cell.source and cell.role is not Role.CHECK:
        found.append(say('hidden tests belong in cells with role "check"'))
    if "BEGIN SOLUTION" in cell.source and cell.role not in (Role.CODE, Role.ANSWER):
        found.append(say('a solution belongs in cells with role "code" or "answer"'))
    if cell.role is Role.ANSWER and "### BEGIN SOLUTION" not in cell.source:
        found.append(
            say("put a model answer between ### BEGIN SOLUTION and ### END SOLUTION: pupils start from what is outside")
        )
    return found


def _images(cell: SourceCell) -> list[Said]:
    return [NO_ALT_TEXT] * len(missing_alt_texts(cell.source)) if cell.kind == "markdown" else []


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
            said = say('two cells are named "{cell}": names must differ', cell=cell.name)
            problems.append(Problem(shown, cell.line, said))
        seen.add(cell.name)
    if manifest is not None and manifest.kind is Kind.GUIDED:
        problems += _steps(cells, shown, manifest)
    return problems


def _steps(cells: list[SourceCell], shown: str, manifest: ActivityManifest) -> list[Problem]:
    known = [step.id for step in manifest.steps]
    problems = []
    for cell in cells:
        if cell.step is None and cell.role is not Role.SETUP:
            what = say('say which step it belongs to ("innolab.step")')
            problems.append(Problem(shown, cell.line, in_cell(cell.name, what)))
        elif cell.step is not None and cell.step not in known:
            what = say('unknown step "{step}". {advice}', step=cell.step, advice=advice(cell.step, known))
            problems.append(Problem(shown, cell.line, in_cell(cell.name, what)))
    order = [cell.step for cell in cells if cell.step in known]
    if order != sorted(order, key=known.index):
        problems.append(Problem(shown, None, say("the cells stand in another order than the steps in activity.toml")))
    for step in manifest.steps:
        inside = [cell for cell in cells if cell.step == step.id]
        if not any(cell.role is Role.TEXT for cell in inside):
            said = say('step "{step}" has no text that says why and what to do', step=step.id)
            problems.append(Problem(shown, None, said))
        if any(cell.role is Role.CHECK for cell in inside) and not any(_is_coded(cell) for cell in inside):
            said = say('step "{step}" has a check but no code cell with a solution', step=step.id)
            problems.append(Problem(shown, None, said))
    return problems


def _is_coded(cell: SourceCell) -> bool:
    return cell.is_solution and cell.role is Role.CODE
