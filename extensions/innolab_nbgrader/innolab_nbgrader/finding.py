"""Where the cells of an activity stand in a pupil's notebook, whatever was done to it.

By their names first; then those that are as they were given out, which shows where others must be; then what was
split or merged; then by likeness to what was given out; then by place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from innolab_nbgrader.pieces import likeness, names_made, whole_of
from innolab_nbgrader.reading import HandedCell

Cell = dict[str, Any]
ALIKE = 0.7
"""An answer that has so much of the text given out is that answer, wherever it stands."""
MOST_PIECES = 4
SHORTEST_SIGN = 8
"""Characters of a text by which a cell is known that stands within another."""


class Repair(StrEnum):
    """What was out of order with a cell, for the teacher to see."""

    DUPLICATED = "duplicated"
    MISSING = "missing"
    RETYPED = "retyped"
    RESTORED = "restored"
    SPLIT = "split"
    MERGED = "merged"
    FOUND_BY_PLACE = "found_by_place"
    ADDED = "added"
    REACHES = "reaches"
    """Nothing was out of order with it, but it is worth a look: see `reaching`."""


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


class Places:
    """For each cell of the master the cell of the pupil's notebook that it became."""

    def __init__(self, master: list[Cell], release: list[Cell], handed: list[HandedCell]) -> None:
        self.master = master
        self.started_from = {name_of(cell): str(cell["source"]) for cell in release}
        self.handed = handed
        self.repaired: list[str] = []
        # Index in the master -> index in the pupil's notebook; and all of the pupil's cells that are accounted for.
        self.place_of: dict[int, int] = {}
        self.claimed: set[int] = set()
        self.texts: dict[int, str] = {}
        """By index in the master, where it is not just what stands at its place."""
        self.unsure: set[int] = set()
        """Those of which only the place speaks."""
        self.versions: set[int] = set()
        """Those that stood there several times."""
        self._find_by_name()
        self.named = len(self.place_of)
        self._find_by_source()
        self._join_the_rest()
        self._find_merged()
        self._take_apart()
        self._find_by_likeness()
        self._join_the_rest()
        self._find_by_place()
        self._join_the_rest()
        self._cut_tests_from_all()

    def text(self, index: int) -> str:
        """What the pupil's notebook has of this cell of the master."""
        return self.texts.get(index, self.handed[self.place_of[index]].source)

    def given(self, index: int) -> str:
        """What stood in this cell when it was given out."""
        return self.started_from.get(name_of(self.master[index]), "")

    def note(self, what: Repair, cell: Cell) -> None:
        """Tell the teacher."""
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
                self._choose(index, cell, places)

    def _choose(self, index: int, cell: Cell, places: list[int]) -> None:
        """Of several cells with one name: their whole, or the first that is neither blank nor as it was given out."""
        given = self.given(index).strip()
        worked = [p for p in places if not self.handed[p].is_blank and self.handed[p].source.strip() != given]
        texts = [self.handed[place].source.strip() for place in worked]
        # A piece of what is there as a whole as well is nothing of its own.
        worked = [p for p, text in zip(worked, texts, strict=True) if not any(text in t and text != t for t in texts)]
        parts = {place: self.handed[place].source for place in worked}
        is_code = cell["cell_type"] == "code"
        broken = [place for place, part in parts.items() if is_code and names_made(part) is None]
        self._claim(index, ([place for place in worked if place not in broken] or worked or places)[0])
        self.claimed.update(places)
        if len(places) == 1:
            return
        whole = whole_of(list(parts.values()), is_code=is_code) if is_pupils(cell) and len(parts) > 1 else None
        if whole is not None:
            self.texts[index] = whole
        elif is_pupils(cell):
            (self.unsure if broken else self.versions).add(index)
        self.note(Repair.DUPLICATED if whole is None else Repair.SPLIT, cell)

    def _find_by_source(self) -> None:
        for index, cell in enumerate(self.master):
            source = str(self.started_from.get(name_of(cell), cell["source"])).strip()
            if index in self.place_of or not source:
                continue
            for place in self._gap(index):
                if place not in self.claimed and self.handed[place].source.strip() == source:
                    self._claim(index, place)
                    break

    def _join_the_rest(self) -> None:
        """Code that is none until the cells without a name after it are put to it."""
        for index, place in list(self.place_of.items()):
            cell = self.master[index]
            if not is_pupils(cell) or cell["cell_type"] != "code" or names_made(self.text(index)) is not None:
                continue
            text = self.text(index)
            for rest in range(place + 1, min(place + MOST_PIECES, len(self.handed))):
                if rest in self.claimed:
                    break
                text += "\n" + self.handed[rest].source
                if names_made(text) is not None:
                    self.texts[index] = text
                    self.claimed.update(range(place + 1, rest + 1))
                    self.note(Repair.SPLIT, cell)
                    break

    def _find_merged(self) -> None:
        """Cells that pupils don't change and that stand as they were given out within another one without a name."""
        for index, cell in enumerate(self.master):
            given = self.given(index).strip()
            if index in self.place_of or is_pupils(cell) or len(given) < SHORTEST_SIGN:
                continue
            for place in self._gap(index):
                if place not in self.claimed and given in self.handed[place].source:
                    self._claim(index, place)
                    break

    def _take_apart(self) -> None:
        """A cell that has swallowed the next ones shows it by the text of those that pupils don't change."""
        for index, place in sorted(self.place_of.items()):
            text, owner = self.text(index), index if is_pupils(self.master[index]) else None
            parts: dict[int, str] = {}
            if owner is None:
                given = self.given(index).strip()
                head, sign, text = text.partition(given) if given else ("", "", "")
                parts = {before: head for before in self._lost_before(index) if sign}
            for after in self._lost_after(index):
                given = self.given(after).strip()
                if is_pupils(self.master[after]):
                    owner = after if owner is None else owner
                elif given and given in text:
                    before, _, text = text.partition(given)
                    parts |= {after: given} if owner is None else {owner: before, after: given}
                    owner = None
            if owner is not None and (parts or owner != index):
                parts[owner] = text
            for found, part in parts.items():
                if part.strip() and self.master[found]["cell_type"] == self.handed[place].kind:
                    self.texts[found] = part.strip("\n")
                    if found not in self.place_of:
                        self.unsure.add(found)
                        self._claim(found, place)
                        self.note(Repair.MERGED, self.master[found])

    def _lost_after(self, index: int) -> Iterator[int]:
        """The cells right after it that were not found."""
        for after in range(index + 1, len(self.master)):
            if after in self.place_of:
                return
            yield after

    def _lost_before(self, index: int) -> list[int]:
        """The answer right before it, if it was not found."""
        for before in range(index - 1, -1, -1):
            if before in self.place_of:
                break
            if is_pupils(self.master[before]):
                return [before]
        return []

    def _find_by_likeness(self) -> None:
        """Answers without a name that still have what was given out, those that are most like it first."""
        lost = [i for i, cell in enumerate(self.master) if i not in self.place_of and is_pupils(cell)]
        free = [place for place in range(len(self.handed)) if place not in self.claimed]
        pairs = [
            (likeness(self.handed[place].source, self.given(index)), index, place) for index in lost for place in free
        ]
        for alike, index, place in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
            if alike >= ALIKE and index not in self.place_of and place not in self.claimed:
                self._claim_unnamed(index, place)

    def _find_by_place(self) -> None:
        """An answer without a name: the first unknown cell of its kind between the known ones around it."""
        for index, cell in enumerate(self.master):
            if index in self.place_of or not is_pupils(cell) or not self.place_of:
                continue
            for place in self._gap(index):
                if place not in self.claimed and self.handed[place].kind == cell["cell_type"]:
                    self._claim_unnamed(index, place)
                    self.unsure.add(index)
                    break

    def _claim_unnamed(self, index: int, place: int) -> None:
        self._claim(index, place)
        self.note(Repair.FOUND_BY_PLACE, self.master[index])
        self._cut_tests(index)

    def _cut_tests_from_all(self) -> None:
        """What was not found may stand in the midst of another answer, after a test that fails or as text in code."""
        if len(self.place_of) < len(self.master):
            for index in self.place_of:
                if is_pupils(self.master[index]):
                    self._cut_tests(index)

    def _cut_tests(self, index: int) -> None:
        """Tests that were merged into this cell go, and what was not found: they are run for themselves."""
        text = whole = f"\n{self.text(index)}\n"
        for other, cell in enumerate(self.master):
            given = self.given(other).strip()
            is_test = bool(cell["metadata"].get("nbgrader", {}).get("grade"))
            if not is_pupils(cell) and given and (is_test or other not in self.place_of):
                text = text.replace(f"\n{given}\n", "\n")
        if text != whole:
            self.texts[index] = text.strip("\n")

    def _gap(self, index: int) -> range:
        """Where in the pupil's notebook a cell must be, going by the known cells before and after it."""
        before = [self.place_of[known] for known in range(index) if known in self.place_of]
        after = [self.place_of[known] for known in range(index + 1, len(self.master)) if known in self.place_of]
        low = before[-1] + 1 if before else 0
        return range(low, next((place for place in after if place >= low), len(self.handed)))
