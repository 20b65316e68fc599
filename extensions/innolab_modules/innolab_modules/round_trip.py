"""Holding a notebook's cells against what is read back from the activity.md that was made of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from innolab_modules.cells import MARKDOWN_ROLES, Role, SourceCell, read_cells
from innolab_modules.compiling import nbgrader_metadata
from innolab_modules.saying import Said, say

Difference = tuple[int | None, Said]
"""The place of the cell in the notebook, and what would change."""


@dataclass(frozen=True)
class BroughtCell:
    """A cell of a notebook and what it is to be."""

    place: int
    """Counted from 1."""
    kind: str
    name: str
    role: Role
    step: str | None
    source: str
    points: int | None
    nbgrader: dict[str, Any]
    """What nbgrader's toolbar wrote."""

    @property
    def is_code(self) -> bool:
        """Whether it is a code cell."""
        return self.kind == "code"

    @property
    def innolab(self) -> dict[str, Any]:
        """Its metadata in activity.md."""
        step = {"step": self.step} if self.step else {}
        return step | {"role": self.role.value} | ({"points": self.points} if self.points is not None else {})


def differences(cells: list[BroughtCell], text: str) -> list[Difference]:
    """Everything that reading the text back would change or refuse."""
    back, problems = read_cells(text, "activity.md", None)
    found: list[Difference] = [
        (before.place, told)
        for before, after in zip(cells, back, strict=False)
        for told in (*_changed(before, after), *_lost(before, after))
    ]
    if len(back) != len(cells) and not found:
        told = say(
            "it would have {back} cells instead of {before}: look for +++ or ``` in the texts",
            back=len(back),
            before=len(cells),
        )
        found.append((None, told))
    return found or [(None, problem.said) for problem in problems]


def _changed(before: BroughtCell, after: SourceCell) -> Iterator[Said]:
    if after.source != before.source:
        line = _first_other_line(before.source, after.source)
        yield say("its text would change at line {line}: spaces at the ends, +++ or ``` may be the cause", line=line)
    wanted = "markdown" if before.role in MARKDOWN_ROLES else "code"
    if before.kind != wanted:
        yield say('a cell that is "{role}" is a {wanted} cell', role=before.role, wanted=wanted)
    if (after.name, after.role, after.step, after.points) != (before.name, before.role, before.step, before.points):
        yield say("its name, role, step or points would change")


def _lost(before: BroughtCell, after: SourceCell) -> Iterator[Said]:
    made = nbgrader_metadata(after) or {}
    for key in ("grade", "solution", "points"):
        if before.nbgrader.get(key) and made.get(key) != before.nbgrader[key]:
            yield say('nbgrader\'s "{key}" would be lost', key=key)


def _first_other_line(before: str, after: str) -> int:
    pairs = zip_longest(before.split("\n"), after.split("\n"))
    return next(number for number, (one, other) in enumerate(pairs, 1) if one != other)
