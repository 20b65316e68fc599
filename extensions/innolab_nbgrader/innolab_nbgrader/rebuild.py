"""The notebook that is graded: the master's cells with the pupil's answers put in.

A pupil's notebook never runs as it came. Answers are found by grade_id, then by cell id, then by their place
between cells that are known; whatever else the pupil wrote runs at its place, as it does under nbgrader. Tests,
set-up and text are always the master's.
"""

from __future__ import annotations

import copy
from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from innolab_nbgrader.graded import Notebook, Reason
from innolab_nbgrader.reaching import reaches
from innolab_nbgrader.reading import HandedCell, HandedNotebook, Unreadable

Cell = dict[str, Any]


class Repair(StrEnum):
    """What was out of order with a cell, for the teacher to see."""

    DUPLICATED = "duplicated"
    MISSING = "missing"
    RETYPED = "retyped"
    RESTORED = "restored"
    FOUND_BY_PLACE = "found_by_place"
    ADDED = "added"
    REACHES = "reaches"
    """Nothing was out of order with it, but it is worth a look: see `reaching`."""


@dataclass(frozen=True)
class Rebuilt:
    """A notebook to run, and what had to be repaired, as `<what> <cell>`."""

    notebook: Notebook
    repaired: list[str]


def rebuild(master: Notebook, release: Notebook, handed: HandedNotebook) -> Rebuilt:
    """Put the pupil's answers into the master; `release` is what the pupil started from."""
    _refuse_other_notebook(master, handed)
    builder = _Builder(master["cells"], release["cells"], handed.cells)
    if not builder.place_of:
        raise Unreadable(Reason.OTHER_NOTEBOOK, "no cell of the activity is in the file")
    # The release's metadata: the master's holds translated model answers.
    notebook = copy.deepcopy({key: value for key, value in release.items() if key != "cells"})
    return Rebuilt({**notebook, "cells": builder.cells()}, builder.repaired)


def name_of(cell: Cell) -> str:
    """A cell's name: its grade_id where it has one, else its id."""
    grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id")
    return str(grade_id or cell.get("id") or "")


def is_pupils(cell: Cell) -> bool:
    """Whether what stands in this cell is the pupil's: an answer, or code to explore with."""
    marks = cell["metadata"].get("nbgrader", {})
    if marks.get("solution"):
        return True
    is_marked = marks.get("grade") or marks.get("locked") or marks.get("task")
    return not is_marked and cell["cell_type"] == "code" and _role(cell) in (None, "code")


def _role(cell: Cell) -> str | None:
    role: str | None = cell["metadata"].get("innolab", {}).get("role")
    return role


def _refuse_other_notebook(master: Notebook, handed: HandedNotebook) -> None:
    innolab = master["metadata"].get("innolab", {})
    ours = (innolab.get("module"), innolab.get("activity"))
    theirs = (handed.module, handed.activity)
    if None not in ours and None not in theirs and ours != theirs:
        raise Unreadable(Reason.OTHER_NOTEBOOK, f"{theirs[0]}/{theirs[1]}")


class _Builder:
    """Finds each master cell's place in the pupil's notebook, then builds."""

    def __init__(self, master: list[Cell], release: list[Cell], handed: list[HandedCell]) -> None:
        self.master = master
        self.started_from = {name_of(cell): cell["source"] for cell in release}
        self.handed = handed
        self.repaired: list[str] = []
        # Index in the master -> index in the pupil's notebook; and all of the pupil's cells that are accounted for.
        self.place_of: dict[int, int] = {}
        self.claimed: set[int] = set()
        self._find_by_name()
        self._find_by_source()
        self._find_by_place()

    def _note(self, what: Repair, cell: Cell) -> None:
        self.repaired.append(f"{what} {name_of(cell)}")

    def _claim(self, index: int, place: int) -> None:
        self.place_of[index] = place
        self.claimed.add(place)

    def _find_by_name(self) -> None:
        by_name: dict[str, list[int]] = defaultdict(list)
        for place, handed in enumerate(self.handed):
            name = handed.grade_id or handed.id
            if name is not None:
                by_name[name].append(place)
        for index, cell in enumerate(self.master):
            places = by_name.get(name_of(cell)) or by_name.get(cell.get("id", ""), [])
            places = [place for place in places if place not in self.claimed]
            if places:
                self._claim(index, self._best(cell, places))
                self.claimed.update(places)
            if len(places) > 1:
                self._note(Repair.DUPLICATED, cell)

    def _best(self, cell: Cell, places: list[int]) -> int:
        """Of several cells with one name: the first that is neither blank nor as it was given out."""
        start = self.started_from.get(name_of(cell), "")
        worked = [place for place in places if not self.handed[place].is_blank and self.handed[place].source != start]
        return (worked or places)[0]

    def _find_by_source(self) -> None:
        """Cells that are as they were given out but lost their names show where the others must be."""
        for index, cell in enumerate(self.master):
            source = str(self.started_from.get(name_of(cell), cell["source"])).strip()
            if index in self.place_of or not source:
                continue
            low, high = self._gap(index)
            for place in range(low, high):
                if place not in self.claimed and self.handed[place].source.strip() == source:
                    self._claim(index, place)
                    break

    def _find_by_place(self) -> None:
        """An answer without a name: the first unknown cell of its kind between the known ones around it."""
        for index, cell in enumerate(self.master):
            if index in self.place_of or not is_pupils(cell) or not self.place_of:
                continue
            low, high = self._gap(index)
            for place in range(low, high):
                if place not in self.claimed and self.handed[place].kind == cell["cell_type"]:
                    self._claim(index, place)
                    self._note(Repair.FOUND_BY_PLACE, cell)
                    break

    def _gap(self, index: int) -> tuple[int, int]:
        """Where in the pupil's notebook a cell must be, going by the known cells before and after it."""
        before = [self.place_of[known] for known in range(index) if known in self.place_of]
        after = [self.place_of[known] for known in range(index + 1, len(self.master)) if known in self.place_of]
        low = before[-1] + 1 if before else 0
        return low, next((place for place in after if place >= low), len(self.handed))

    def cells(self) -> list[Cell]:
        """The cells to run, in the master's order, with the pupil's own additions at their places."""
        added = self._added()
        built = [self._added_cell(place, "") for place in added.pop(-1, [])]
        for index, cell in enumerate(self.master):
            built.append(self._pupils(index, cell) if is_pupils(cell) else self._masters(index, cell))
            step = cell["metadata"].get("innolab", {}).get("step", "")
            built += [self._added_cell(place, step) for place in added.get(index, [])]
        return built

    def _added(self) -> dict[int, list[int]]:
        """The pupil's additions by the master cell they stand after (-1: before all)."""
        index_of = {place: index for index, place in self.place_of.items()}
        added: dict[int, list[int]] = defaultdict(list)
        latest = -1
        for place in range(len(self.handed)):
            latest = index_of.get(place, latest)
            if place not in self.claimed and not self.handed[place].is_blank:
                added[latest].append(place)
        return added

    def _added_cell(self, place: int, step: str) -> Cell:
        handed = self.handed[place]
        metadata = {"innolab": {"role": "added", "step": step}}
        cell: Cell = {"cell_type": handed.kind, "metadata": metadata, "source": handed.source}
        cell["id"] = f"added-{place}"
        if handed.kind == "code":
            cell |= {"execution_count": None, "outputs": []}
        self._note(Repair.ADDED, cell)
        self._look_at(cell)
        return cell

    def _masters(self, index: int, cell: Cell) -> Cell:
        if cell["cell_type"] == "code" and index in self.place_of:
            given = self.started_from.get(name_of(cell), "")
            if self.handed[self.place_of[index]].source.strip() != given.strip():
                self._note(Repair.RESTORED, cell)
        elif cell["cell_type"] == "code":
            self._note(Repair.MISSING, cell)
        return copy.deepcopy(cell)

    def _pupils(self, index: int, cell: Cell) -> Cell:
        cell = copy.deepcopy(cell)
        if index not in self.place_of:
            self._note(Repair.MISSING, cell)
            # Starter code of a deleted cell would undo what the pupil wrote in another one; an answer that a
            # person grades is left as given out, so that nbgrader's checksum says there is none.
            if not cell["metadata"].get("nbgrader", {}).get("grade"):
                cell["source"] = ""
            return cell
        handed = self.handed[self.place_of[index]]
        if handed.kind != cell["cell_type"]:
            self._note(Repair.RETYPED, cell)
        cell["source"] = handed.source
        self._look_at(cell)
        return cell

    def _look_at(self, cell: Cell) -> None:
        if cell["cell_type"] == "code" and reaches(cell["source"], self.started_from.get(name_of(cell), "")):
            self._note(Repair.REACHES, cell)
