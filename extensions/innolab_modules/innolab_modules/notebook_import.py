"""Bringing in a notebook that was written in JupyterLab with nbgrader's toolbar.

What the toolbar says becomes the role of a cell; a cell that begins with a heading begins a step, and the heading is
its title. The tags `hint` and `setup` make those. What comes out is read back and compared: what would be lost or
changed is refused, cell by cell. Outputs are left out, since the code makes them again.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from innolab_modules.cells import MARKDOWN_ROLES, Role, SourceCell, read_cells
from innolab_modules.compiling import nbgrader_metadata
from innolab_modules.myst_writing import Step, activity_text, activity_toml
from innolab_modules.problems import ModuleError, Problem
from innolab_modules.toolbar import role_by_toolbar

HEADING = re.compile(r"\A(#{1,6}) +(.+?) *\n*(?:\n|\Z)")
TITLE_LEVEL = 1
HARMLESS = {"collapsed", "deletable", "editable", "execution", "innolab", "jupyter", "name", "nbgrader", "scrolled",
            "tags", "trusted", "vscode"}  # fmt: skip
TAGS = {"hint": Role.HINT, "setup": Role.SETUP}
LONGEST = 50


@dataclass
class Imported:
    """An activity made from a notebook."""

    title: str
    text: str = ""
    """Its activity.md."""
    steps: list[Step] = field(default_factory=list)
    outputs: int = 0
    """How many outputs were left out."""
    renamed: dict[str, str] = field(default_factory=dict)
    """nbgrader ids that are no slugs, and what became of them."""
    home: Path | None = None
    """Where it was written, if it was."""


@dataclass(frozen=True)
class _Cell:
    """A cell as it was, and as it will be."""

    place: int
    raw: NotebookNode
    name: str
    role: Role
    step: str | None
    source: str
    points: int | None = None

    @property
    def innolab(self) -> dict[str, Any]:
        step = {"step": self.step} if self.step else {}
        return step | {"role": self.role.value} | ({"points": self.points} if self.points is not None else {})


def bring_in(notebook: Path, module: Path, activity: str | None = None) -> Imported:
    """Make an activity of the module from a notebook. ModuleError if something would be lost; then nothing is made."""
    imported = import_notebook(notebook)
    home = module / "activities" / (activity or _slug(imported.title))
    if home.exists():
        raise ModuleError(
            [Problem(notebook.name, None, f"{home} is there already: choose another name for the activity")]
        )
    home.mkdir(parents=True)
    imported.home = home
    (home / "activity.md").write_text(imported.text, encoding="utf-8")
    (home / "activity.toml").write_text(activity_toml(imported.title, imported.steps), encoding="utf-8")
    return imported


def import_notebook(path: Path) -> Imported:
    """The notebook as an activity. ModuleError lists what can't be brought in, and why."""
    reader = _Reader(path.name)
    notebook = reader.open(path)
    cells = reader.cells(notebook)
    if not reader.problems:
        parts = ((cell.raw.cell_type, cell.name, cell.source, cell.innolab) for cell in cells)
        reader.imported.text = activity_text(parts)
        reader.compare(cells)
    if reader.problems:
        raise ModuleError(reader.problems)
    return reader.imported


class _Reader:
    """Goes through a notebook, keeping what is wrong with it."""

    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.problems: list[Problem] = []
        self.imported = Imported(title=Path(shown).stem)
        self.names: set[str] = set()
        self.step: Step | None = None

    def refuse(self, place: int, message: str) -> None:
        """A cell can't be brought in as it is."""
        self.problems.append(Problem(self.shown, None, f"cell {place}: {message}"))

    def open(self, path: Path) -> NotebookNode:
        """The notebook; ModuleError if it is none that Python runs."""
        try:
            notebook: NotebookNode = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
        except (OSError, ValueError, KeyError, AttributeError) as error:  # nbformat's own error is a ValueError
            raise ModuleError([Problem(self.shown, None, f"this is not a notebook: {error}")]) from error
        language = notebook.metadata.get("kernelspec", {}).get("language", "python")
        if language != "python":
            raise ModuleError([Problem(self.shown, None, f'it is written in "{language}": activities are in Python')])
        return notebook

    def cells(self, notebook: NotebookNode) -> list[_Cell]:
        """All cells with their roles and steps."""
        found: list[_Cell] = []
        for place, raw in enumerate(notebook.cells, 1):
            self._look_for_loss(place, raw)
            role = self._role(place, raw, started=any(cell.role is not Role.SETUP for cell in found if _is_code(cell)))
            if role is not None:
                source = self._start_step(raw) if role is Role.TEXT else raw.source
                found += [self._cell(place, raw, role, source)] if source.strip() or role is not Role.TEXT else []
        return found

    def _look_for_loss(self, place: int, raw: NotebookNode) -> None:
        if raw.get("attachments"):
            self.refuse(place, "the picture in it would be lost: save it as a file, and name the file in the text")
        for key in sorted(set(raw.metadata) - HARMLESS):
            self.refuse(place, f'its metadata "{key}" would be lost: take it away')
        for tag in raw.metadata.get("tags", []):
            if tag not in TAGS:
                self.refuse(place, f'its tag "{tag}" would be lost: take it away (known here: {", ".join(TAGS)})')
        self.imported.outputs += len(raw.get("outputs", []))

    def _role(self, place: int, raw: NotebookNode, *, started: bool) -> Role | None:
        """What the cell is for: by our own metadata, by a tag, else by nbgrader's toolbar."""
        own = raw.metadata.get("innolab", {}).get("role")
        tagged = [TAGS[tag] for tag in raw.metadata.get("tags", []) if tag in TAGS]
        if own in list(Role):
            return Role(own)
        if tagged:
            return tagged[0]
        marks = raw.metadata.get("nbgrader", {})
        found = role_by_toolbar(raw.cell_type, raw.source, marks, pupils_code_before=started)
        if isinstance(found, Role):
            return found
        self.refuse(place, found)
        return None

    def _start_step(self, raw: NotebookNode) -> str:
        """The text without the heading that begins a step; the heading becomes its title."""
        own = raw.metadata.get("innolab", {}).get("step")
        if own:
            self._enter(own, own)
            return str(raw.source)
        heading = HEADING.match(raw.source)
        if heading is None:
            return str(raw.source)
        rest = raw.source[heading.end() :].lstrip("\n")
        if len(heading[1]) == TITLE_LEVEL and not self.imported.steps:
            self.imported.title = heading[2]
        else:
            self._enter(self._free(_slug(heading[2]), {step.id for step in self.imported.steps}), heading[2])
        return str(rest)

    def _enter(self, name: str, title: str) -> Step:
        known = next((step for step in self.imported.steps if step.id == name), None)
        self.step = known or Step(name, title)
        if known is None:
            self.imported.steps.append(self.step)
        return self.step

    def _cell(self, place: int, raw: NotebookNode, role: Role, source: str) -> _Cell:
        step = None
        if role is not Role.SETUP:
            step = (self.step or self._enter(_slug(self.imported.title), self.imported.title)).id
        marks = raw.metadata.get("nbgrader", {})
        points = raw.metadata.get("innolab", {}).get("points", marks.get("points") if marks.get("grade") else None)
        if points is not None and points != int(points):
            self.refuse(place, f"points are whole numbers, not {points}")
        given = str(marks.get("grade_id") or raw.metadata.get("name") or "")
        name = self._free(_slug(given or f"{step or 'alku'}-{role.value}"), self.names)
        if given and name != given:
            self.imported.renamed[given] = name
        self.names.add(name)
        return _Cell(place, raw, name, role, step, source, None if points is None else int(points))

    def _free(self, name: str, taken: Iterable[str]) -> str:
        number, free = 1, name
        while free in taken:
            number += 1
            free = f"{name}-{number}"
        return free

    def compare(self, cells: list[_Cell]) -> None:
        """Read back what was written, and hold it against what was there."""
        back, problems = read_cells(self.imported.text, "activity.md", None)
        for cell, after in zip(cells, back, strict=False):
            for told in _differences(cell, after):
                self.refuse(cell.place, told)
        if len(back) != len(cells) and not self.problems:
            told = f"it would have {len(back)} cells instead of {len(cells)}: look for +++ or ``` in the texts"
            self.problems.append(Problem(self.shown, None, told))
        if not self.problems:
            self.problems += [Problem(self.shown, None, problem.message) for problem in problems]


def _is_code(cell: _Cell) -> bool:
    return bool(cell.raw.cell_type == "code")


def _differences(cell: _Cell, after: SourceCell) -> list[str]:
    """What reading back would change."""
    found = []
    if after.source != cell.source:
        line = next(
            (
                n
                for n, (a, b) in enumerate(zip(cell.source.split("\n"), after.source.split("\n"), strict=False), 1)
                if a != b
            ),
            min(cell.source.count("\n"), after.source.count("\n")) + 1,
        )
        found.append(f"its text would change at line {line}: spaces at the ends, +++ or ``` may be the cause")
    wanted = "markdown" if cell.role in MARKDOWN_ROLES else "code"
    if cell.raw.cell_type != wanted:
        found.append(f'a cell that is "{cell.role}" is a {wanted} cell')
    if (after.name, after.role, after.step, after.points) != (cell.name, cell.role, cell.step, cell.points):
        found.append("its name, role, step or points would change")
    marks = cell.raw.metadata.get("nbgrader")
    made = nbgrader_metadata(after) or {}
    if marks:
        lost = [key for key in ("grade", "solution", "points") if marks.get(key) and made.get(key) != marks[key]]
        found += [f'nbgrader\'s "{key}" would be lost' for key in lost]
    return found


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST].strip("-") or "osa"
