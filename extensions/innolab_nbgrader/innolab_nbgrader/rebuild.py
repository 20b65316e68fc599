"""The notebook that is graded: the master's cells with the pupil's answers put in.

A pupil's notebook never runs as it came. Answers are found as `finding` says; whatever else the pupil wrote runs at
its place, as it does under nbgrader. Tests, set-up and text are always the master's.
"""

from __future__ import annotations

import copy
from collections import defaultdict
from dataclasses import dataclass

from innolab_nbgrader.finding import Cell, Places, Repair, is_pupils, name_of
from innolab_nbgrader.graded import Notebook, Reason
from innolab_nbgrader.pieces import names_made
from innolab_nbgrader.reaching import reaches
from innolab_nbgrader.reading import HandedNotebook, Unreadable

__all__ = ["Rebuilt", "Repair", "rebuild"]


@dataclass(frozen=True)
class Rebuilt:
    """A notebook to run."""

    notebook: Notebook
    repaired: list[str]
    """What had to be repaired, as `<what> <cell>`."""
    doubtful: frozenset[str] = frozenset()
    """Graded cells, by grade_id, whose answer may stand where nobody found it: if they don't pass, a person looks."""


def rebuild(master: Notebook, release: Notebook, handed: HandedNotebook) -> Rebuilt:
    """Put the pupil's answers into the master; `release` is what the pupil started from.

    Raises:
        Unreadable: it is another notebook.
    """
    _refuse_other_notebook(master, handed)
    places = Places(master["cells"], release["cells"], handed.cells)
    if not _is_the_same(places):
        raise Unreadable(Reason.OTHER_NOTEBOOK, "too little of the activity is in the file")
    builder = _Builder(places)
    # The release's metadata: the master's holds translated model answers.
    notebook = copy.deepcopy({key: value for key, value in release.items() if key != "cells"})
    return Rebuilt({**notebook, "cells": builder.cells()}, places.repaired, frozenset(builder.doubtful()))


def _refuse_other_notebook(master: Notebook, handed: HandedNotebook) -> None:
    innolab = master["metadata"].get("innolab", {})
    ours = (innolab.get("module"), innolab.get("activity"))
    theirs = (handed.module, handed.activity)
    if None not in ours and None not in theirs and ours != theirs:
        raise Unreadable(Reason.OTHER_NOTEBOOK, f"{theirs[0]}/{theirs[1]}")


def _is_the_same(places: Places) -> bool:
    """Whether this is the activity: some names are there, or half of what pupils don't change."""
    given = [index for index, cell in enumerate(places.master) if not is_pupils(cell) and places.given(index).strip()]
    return bool(places.named) or 2 * len(places.place_of.keys() & set(given)) >= max(len(given), 1)


class _Builder:
    """Makes the cells to run, in the master's order, with the pupil's own additions at their places."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.strays = False
        """Whether something of the pupil's stands where no answer belongs."""
        self.fragments = False
        """Whether it is a piece of something."""

    def cells(self) -> list[Cell]:
        """The cells."""
        added = self._added()
        built = [self._added_cell(place, "") for place in added.pop(-1, [])]
        for index, cell in enumerate(self.places.master):
            built.append(self._pupils(index, cell) if is_pupils(cell) else self._masters(index, cell))
            step = cell["metadata"].get("innolab", {}).get("step", "")
            built += [self._added_cell(place, step) for place in added.get(index, [])]
        return built

    def doubtful(self) -> set[str]:
        """What answers earn that were not found, may be others, or may not be whole."""
        places = self.places
        answers = [index for index, cell in enumerate(places.master) if _is_answer(cell)]
        lost = {index for index in answers if index not in places.place_of}
        doubted = set(answers) if self.fragments else lost | places.unsure
        if lost or self.strays:
            doubted |= places.versions | {index for index in answers if index not in lost and self._is_no_code(index)}
        return {name for index in doubted for name in self._graded_with(index)}

    def _is_no_code(self, index: int) -> bool:
        """Whether it should be code and is not, by the pupil's doing."""
        text = self.places.text(index)
        is_own = text.strip() != self.places.given(index).strip()
        return is_own and self.places.master[index]["cell_type"] == "code" and names_made(text) is None

    def _graded_with(self, index: int) -> set[str]:
        """What is graded of this answer: the graded cells of its step, and those before the next answer."""
        master = self.places.master
        step = master[index]["metadata"].get("innolab", {}).get("step")
        following = range(index + 1, len(master))
        until = next((after for after in following if _is_answer(master[after])), len(master))
        return {
            name_of(cell)
            for place, cell in enumerate(master)
            if cell["metadata"].get("nbgrader", {}).get("grade")
            and (index <= place < until or (step and cell["metadata"].get("innolab", {}).get("step") == step))
        }

    def _added(self) -> dict[int, list[int]]:
        """The pupil's additions by the master cell they stand after (-1: before all)."""
        handed, claimed = self.places.handed, self.places.claimed
        index_of = {place: index for index, place in self.places.place_of.items()}
        added: dict[int, list[int]] = defaultdict(list)
        latest = -1
        for place in range(len(handed)):
            latest = index_of.get(place, latest)
            if place not in claimed and not handed[place].is_blank:
                added[latest].append(place)
        return added

    def _added_cell(self, place: int, step: str) -> Cell:
        handed = self.places.handed[place]
        metadata = {"innolab": {"role": "added", "step": step}}
        cell: Cell = {"cell_type": handed.kind, "metadata": metadata, "source": handed.source}
        cell["id"] = f"added-{place}"
        if handed.kind == "code":
            cell |= {"execution_count": None, "outputs": []}
        self.strays = True
        self.fragments |= handed.kind == "code" and names_made(handed.source) is None
        self.places.note(Repair.ADDED, cell)
        self._look_at(cell)
        return cell

    def _masters(self, index: int, cell: Cell) -> Cell:
        if index not in self.places.place_of:
            if cell["cell_type"] == "code":
                self.places.note(Repair.MISSING, cell)
        elif self.places.text(index).strip() != self.places.given(index).strip():
            self.strays = True
            if cell["cell_type"] == "code":
                self.places.note(Repair.RESTORED, cell)
        return copy.deepcopy(cell)

    def _pupils(self, index: int, cell: Cell) -> Cell:
        cell = copy.deepcopy(cell)
        if index not in self.places.place_of:
            self.places.note(Repair.MISSING, cell)
            # Starter code of a deleted cell would undo what the pupil wrote in another one; an answer that a
            # person grades is left as given out, so that nbgrader's checksum says there is none.
            if not cell["metadata"].get("nbgrader", {}).get("grade"):
                cell["source"] = ""
            return cell
        if self.places.handed[self.places.place_of[index]].kind != cell["cell_type"]:
            self.places.note(Repair.RETYPED, cell)
        cell["source"] = self.places.text(index)
        self._look_at(cell)
        return cell

    def _look_at(self, cell: Cell) -> None:
        given = self.places.started_from.get(name_of(cell), "")
        if cell["cell_type"] == "code" and reaches(cell["source"], given):
            self.places.note(Repair.REACHES, cell)


def _is_answer(cell: Cell) -> bool:
    return bool(cell["metadata"].get("nbgrader", {}).get("solution"))
