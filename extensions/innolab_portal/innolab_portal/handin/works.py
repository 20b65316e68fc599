"""A pupil's work step by step: the activity's own notebook gives the order, the texts and the model answers, the
pupil's (as graded, or as handed in where grading failed) the answers and outputs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from django.utils.safestring import SafeString

from innolab_portal.handin import notebooks, rendering, scores
from innolab_portal.handin.models import CellResult, HandIn
from innolab_portal.handin.notebooks import Cell
from innolab_portal.lessons import queries as lessons
from innolab_portal.library.files import store
from innolab_portal.library.models import Activity
from innolab_portal.library.texts import in_language, markdown_html
from innolab_portal.store import StoreError

_SOLUTION = re.compile(r"^[ \t]*### BEGIN SOLUTION[^\n]*\n(.*?)^[ \t]*### END SOLUTION", re.DOTALL | re.MULTILINE)
_MARKS = re.compile(r"^[ \t]*### (?:BEGIN|END) (?:SOLUTION|HIDDEN TESTS)[^\n]*\n?", re.MULTILINE)

EMPTY: Mapping[str, Any] = {"cells": []}


@dataclass(frozen=True, slots=True)
class Answer:
    """A cell the pupil wrote or could have written in."""

    name: str
    kind: str
    """code or markdown."""
    source: str
    html: SafeString
    outputs: Sequence[rendering.Output]
    untouched: bool
    """The pupil left it as it came."""
    model: str
    """The activity's own answer, Markdown or code; empty where there is none."""
    model_html: SafeString
    is_answer: bool = True


@dataclass(frozen=True, slots=True)
class Graded:
    """A graded cell with what counts."""

    cell: CellResult
    verdict: scores.Verdict
    written: bool
    """Own words, which only a person judges."""
    own: bool = False
    """Of a teacher's own assignment, which the teacher's nbgrader judges."""
    is_answer: bool = False

    @property
    def waits(self) -> bool:
        """A person has yet to give points."""
        return self.cell.points is None

    @property
    def our_fault(self) -> bool:
        """It should have been judged, and was not."""
        return self.verdict == scores.Verdict.UNJUDGED and not self.written and not self.own


@dataclass(slots=True)
class Step:
    """A step of the work."""

    number: int
    id: str
    title: str
    texts: list[SafeString] = field(default_factory=list)
    parts: list[Answer | Graded] = field(default_factory=list)
    """Answers and graded cells as they follow one another: code, its check, own words with their points."""

    @property
    def answers(self) -> list[Answer]:
        """What the pupil wrote."""
        return [part for part in self.parts if isinstance(part, Answer)]

    @property
    def code(self) -> list[Answer]:
        """Of these, what is code."""
        return [answer for answer in self.answers if answer.kind == "code"]

    @property
    def graded(self) -> list[Graded]:
        """What is worth points."""
        return [part for part in self.parts if isinstance(part, Graded)]

    @property
    def code_parts(self) -> list[Answer | Graded]:
        """Code and its checks."""
        return [part for part in self.parts if not _of_words(part)]

    @property
    def word_parts(self) -> list[Answer | Graded]:
        """Own words and their points."""
        return [part for part in self.parts if _of_words(part)]

    @property
    def code_is_fine(self) -> bool:
        """All checks passed, so that only the words are left to read."""
        checks = [part for part in self.code_parts if isinstance(part, Graded)]
        return bool(self.word_parts) and all(one.verdict == scores.Verdict.PASSED for one in checks)

    @property
    def gist(self) -> str:
        """The first line of what the pupil wrote, own words before code; empty where nothing was written."""
        written = [answer for answer in self.answers if not answer.untouched]
        first = next((answer for answer in written if answer.kind == "markdown"), next(iter(written), None))
        lines = (line.strip() for line in first.source.splitlines()) if first else iter(())
        return next((line for line in lines if line and not line.startswith("#")), "")

    @property
    def waits(self) -> bool:
        """Something in it waits for a person."""
        return any(one.waits for one in self.graded)

    @property
    def open(self) -> bool:
        """Whether there is something to look at: not all passed by itself."""
        return any(one.waits or one.written or one.verdict != scores.Verdict.PASSED for one in self.graded)

    @property
    def points(self) -> float:
        """Points so far."""
        return scores.total(one.cell for one in self.graded)

    @property
    def max_points(self) -> float:
        """Points there are."""
        return sum(one.cell.max_points for one in self.graded)


def _of_words(part: Answer | Graded) -> bool:
    return part.written if isinstance(part, Graded) else part.kind == "markdown"


def steps(hand_in: HandIn, *, for_pupil: bool = False, only: str = "") -> list[Step]:
    """The work by step, or of one step `only`; a pupil sees no model answers and the outputs handed in, a teacher
    those of grading.

    A teacher's own assignment has no model answers.
    """
    activity = hand_in.lesson.activity
    known = {
        step["id"]: Step(number, step["id"], in_language(step["title"]))
        for number, step in enumerate(lessons.steps_of(activity), start=1)
        if only in {"", step["id"]}
    }
    results = {cell.grade_id: cell for cell in hand_in.result.cells.all() if only in {"", cell.step}}
    _fill(known, hand_in, results, for_pupil=for_pupil)
    for cell in results.values():  # of an activity that has changed since
        step = known.setdefault(cell.step, Step(len(known) + 1, cell.step, cell.step or cell.grade_id))
        step.parts.append(Graded(cell, scores.verdict(cell), written=False, own=activity.own))
    return list(known.values())


def graded_cells(activity: Activity) -> list[Cell]:
    """The activity's graded cells in order."""
    return [cell for cell in notebooks.cells(source_of(activity), ours=True) if cell.graded]


def written_cells(activity: Activity) -> set[str]:
    """The grade_ids of own words, which only a person judges."""
    return {cell.name for cell in graded_cells(activity) if cell.solution}


def source_of(activity: Activity) -> Mapping[str, Any]:
    """The activity's notebook with solutions; empty when the file is gone, so that pages still open."""
    return _from_store(activity.source_sha256)


def _fill(known: dict[str, Step], hand_in: HandIn, results: dict[str, CellResult], *, for_pupil: bool) -> None:
    """Fill the steps in the source's order, taking each result that has its place there."""
    activity = hand_in.lesson.activity
    models = not (for_pupil or activity.own)
    pupils = notebooks.by_name(_work_of(hand_in, hand_in.result.notebook_sha256, hand_in.sha256))
    if for_pupil:
        pupils = _with_outputs_of(notebooks.by_name(_work_of(hand_in, hand_in.sha256)), pupils)
    released = notebooks.by_name(_from_store(activity.release_sha256))
    for cell in notebooks.cells(source_of(activity), ours=True):
        step = known.get(cell.step)
        if step is None:
            continue
        if cell.role == "text":
            step.texts.append(markdown_html(cell.source, heading_level=4))
        elif cell.role in {"code", "answer"}:
            step.parts.append(_answer(cell, pupils.get(cell.name), released.get(cell.name), models=models))
        if cell.graded and (result := results.pop(cell.name, None)):
            step.parts.append(Graded(result, scores.verdict(result), written=cell.solution, own=activity.own))


def _with_outputs_of(handed_in: Mapping[str, Cell], graded: Mapping[str, Cell]) -> dict[str, Cell]:
    """Cells as graded, their outputs as handed in.

    Code that a hidden test called can print what it saw there in a later cell.
    """
    outputs = {name: cell.outputs for name, cell in handed_in.items()}
    return {name: replace(cell, outputs=outputs.get(name, [])) for name, cell in graded.items()}


def _answer(ours: Cell, theirs: Cell | None, released: Cell | None, *, models: bool) -> Answer:
    source = theirs.source if theirs else ""
    untouched = not source.strip() or (released is not None and source.strip() == released.source.strip())
    model = model_answer(ours) if models and ours.solution else ""
    markdown = ours.kind == "markdown"
    return Answer(
        name=ours.name,
        kind=ours.kind,
        source=source[: rendering.MAX_TEXT],
        html=rendering.markdown(source) if markdown else rendering.NOTHING,
        outputs=rendering.outputs(theirs.outputs) if theirs else (),
        untouched=untouched,
        model=model,
        model_html=rendering.markdown(model) if markdown and model else rendering.NOTHING,
    )


def model_answer(cell: Cell) -> str:
    """What stands between nbgrader's marks; the whole cell where there are none."""
    inside = "".join(_SOLUTION.findall(cell.source))
    return _MARKS.sub("", inside or cell.source).strip("\n")


def _work_of(hand_in: HandIn, *versions: str) -> Mapping[str, Any]:
    """The first of these stored versions of the work that has cells."""
    for sha256 in filter(None, versions):
        try:
            work = notebooks.handed_in(store().read(sha256), hand_in.lesson.activity.slug)
        except StoreError:
            continue
        if work["cells"]:
            return work
    return EMPTY


def _from_store(sha256: str) -> Mapping[str, Any]:
    try:
        return _zipped(sha256)
    except StoreError:
        return EMPTY


@lru_cache(maxsize=64)
def _zipped(sha256: str) -> Mapping[str, Any]:
    """Kept in memory: what stands under a hash never changes."""
    return notebooks.from_zip(store().read(sha256))
