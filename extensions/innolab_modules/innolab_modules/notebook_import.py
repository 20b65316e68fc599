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

from innolab_modules.cells import Role
from innolab_modules.myst_writing import Step, activity_text, activity_toml
from innolab_modules.problems import ModuleError, Problem
from innolab_modules.round_trip import BroughtCell, differences
from innolab_modules.saying import Said, say
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


def bring_in(notebook: Path, module: Path, activity: str | None = None) -> Imported:
    """Make an activity of the module from a notebook. ModuleError if something would be lost; then nothing is made."""
    imported = import_notebook(notebook)
    home = module / "activities" / (activity or _slug(imported.title))
    if home.exists():
        raise ModuleError(
            [
                Problem(
                    notebook.name,
                    None,
                    say("{folder} is there already: choose another name for the activity", folder=str(home)),
                )
            ]
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
        reader.imported.text = activity_text((cell.kind, cell.name, cell.source, cell.innolab) for cell in cells)
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
        self.titled = False
        """Whether a heading gave the activity its title; a second one begins a step."""

    def refuse(self, place: int, why: Said) -> None:
        """A cell can't be brought in as it is."""
        self.problems.append(Problem(self.shown, None, say("cell {number}: {what}", number=place, what=why)))

    def open(self, path: Path) -> NotebookNode:
        """The notebook; ModuleError if it is none that Python runs."""
        try:
            notebook: NotebookNode = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
        except (OSError, ValueError, KeyError, AttributeError) as error:  # nbformat's own error is a ValueError
            said = say("this is not a notebook: {cause}", cause=str(error))
            raise ModuleError([Problem(self.shown, None, said)]) from error
        language = notebook.metadata.get("kernelspec", {}).get("language", "python")
        if language != "python":
            said = say('it is written in "{language}": activities are in Python', language=str(language))
            raise ModuleError([Problem(self.shown, None, said)])
        return notebook

    def cells(self, notebook: NotebookNode) -> list[BroughtCell]:
        """All cells with their roles and steps."""
        found: list[BroughtCell] = []
        for place, raw in enumerate(notebook.cells, 1):
            self._look_for_loss(place, raw)
            role = self._role(place, raw, started=any(cell.is_code and cell.role is not Role.SETUP for cell in found))
            if role is not None:
                source = (self._start_step(raw) if role is Role.TEXT else str(raw.source)).rstrip("\n")
                found += [self._cell(place, raw, role, source)] if source.strip() or role is not Role.TEXT else []
        return found

    def _look_for_loss(self, place: int, raw: NotebookNode) -> None:
        if raw.get("attachments"):
            self.refuse(place, say("the picture in it would be lost: save it as a file, and name the file in the text"))
        for key in sorted(set(raw.metadata) - HARMLESS):
            self.refuse(place, say('its metadata "{key}" would be lost: take it away', key=key))
        if "answer" in _dict(raw.metadata.get("innolab")):
            self.refuse(place, say('its metadata "{key}" would be lost: take it away', key="innolab.answer"))
        for tag in raw.metadata.get("tags", []):
            if tag not in TAGS:
                known = ", ".join(TAGS)
                self.refuse(
                    place,
                    say('its tag "{tag}" would be lost: take it away (known here: {known})', tag=tag, known=known),
                )
        self.imported.outputs += len(raw.get("outputs", []))

    def _role(self, place: int, raw: NotebookNode, *, started: bool) -> Role | None:
        """What the cell is for: by our own metadata, by a tag, else by nbgrader's toolbar."""
        own = _dict(raw.metadata.get("innolab")).get("role")
        tagged = [TAGS[tag] for tag in raw.metadata.get("tags", []) if tag in TAGS]
        if own in list(Role):
            return Role(own)
        if tagged:
            return tagged[0]
        marks = _dict(raw.metadata.get("nbgrader"))
        found = role_by_toolbar(raw.cell_type, raw.source, marks, pupils_code_before=started)
        if isinstance(found, Role):
            return found
        self.refuse(place, found)
        return None

    def _start_step(self, raw: NotebookNode) -> str:
        """The text without the heading that begins a step; the heading becomes its title."""
        own = _dict(raw.metadata.get("innolab")).get("step")
        if own:
            self._enter(own, own)
            return str(raw.source)
        heading = HEADING.match(raw.source)
        if heading is None:
            return str(raw.source)
        rest = raw.source[heading.end() :].lstrip("\n")
        if len(heading[1]) == TITLE_LEVEL and not self.imported.steps and not self.titled:
            self.imported.title, self.titled = heading[2], True
        else:
            self._enter(self._free(_slug(heading[2]), {step.id for step in self.imported.steps}), heading[2])
        return str(rest)

    def _enter(self, name: str, title: str) -> Step:
        known = next((step for step in self.imported.steps if step.id == name), None)
        self.step = known or Step(name, title)
        if known is None:
            self.imported.steps.append(self.step)
        return self.step

    def _cell(self, place: int, raw: NotebookNode, role: Role, source: str) -> BroughtCell:
        step = None
        if role is not Role.SETUP:
            step = (self.step or self._enter(_slug(self.imported.title), self.imported.title)).id
        marks = _dict(raw.metadata.get("nbgrader"))
        points = _dict(raw.metadata.get("innolab")).get("points", marks.get("points") if marks.get("grade") else None)
        if points is not None:
            points = int(points) if isinstance(points, int | float) and points == int(points) else points
            if type(points) is not int:
                self.refuse(place, say("points are whole numbers, not {points}", points=repr(points)))
        given = str(marks.get("grade_id") or raw.metadata.get("name") or "")
        name = self._free(_slug(given or f"{step or 'alku'}-{role.value}"), self.names)
        if given and name != given:
            self.imported.renamed[given] = name
        self.names.add(name)
        return BroughtCell(place, raw.cell_type, name, role, step, source, points, marks)

    def _free(self, name: str, taken: Iterable[str]) -> str:
        number, free = 1, name
        while free in taken:
            number += 1
            free = f"{name}-{number}"
        return free

    def compare(self, cells: list[BroughtCell]) -> None:
        """Read back what was written, and hold it against what was there."""
        for place, told in differences(cells, self.imported.text):
            if place is None:
                self.problems.append(Problem(self.shown, None, told))
            else:
                self.refuse(place, told)


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST].strip("-") or "osa"
