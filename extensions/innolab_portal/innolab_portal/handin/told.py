"""What the pupil reads: step by step out of what was returned, in kind words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from innolab_portal.handin import works
from innolab_portal.handin.models import HandIn
from innolab_portal.handin.scores import CellFeedback, Feedback, Verdict


@dataclass(slots=True)
class ToldStep:
    """A step as the pupil reads it."""

    number: int
    title: str
    answers: Sequence[works.Answer]
    cells: list[CellFeedback] = field(default_factory=list)

    @property
    def words_written(self) -> list[works.Answer]:
        """Answers in own words."""
        return [answer for answer in self.answers if answer.kind == "markdown"]

    @property
    def code(self) -> list[works.Answer]:
        """Answers in code."""
        return [answer for answer in self.answers if answer.kind == "code"]

    @property
    def points(self) -> float:
        """Points so far."""
        return sum(cell["points"] or 0.0 for cell in self.cells)

    @property
    def max_points(self) -> float:
        """Points there are."""
        return sum(cell["max_points"] for cell in self.cells)

    @property
    def verdict(self) -> str:
        """One verdict for the step: what is still to be looked at first, then what is not there yet."""
        verdicts = {cell["verdict"] for cell in self.cells}
        waits = any(cell["points"] is None for cell in self.cells)
        if waits:
            return Verdict.UNJUDGED.value
        return Verdict.NOT_PASSED.value if Verdict.NOT_PASSED.value in verdicts else Verdict.PASSED.value

    @property
    def words(self) -> str:
        """The verdict in kind words; part of the points is more than none."""
        if self.verdict == Verdict.PASSED:
            return pgettext("step", "Passed!")
        if self.verdict == Verdict.UNJUDGED:
            return _("Your teacher will look at this")
        return _("Well on the way") if self.points else pgettext("step", "Not yet")

    @property
    def comments(self) -> list[str]:
        """The teacher's words on the step."""
        return [cell["comment"] for cell in self.cells if cell["comment"]]


def told(hand_in: HandIn, given: Feedback | None) -> list[ToldStep]:
    """The steps that were judged as the pupil was given them, in order; nothing where nothing was returned."""
    if given is None:
        return []
    by_step: dict[str, list[CellFeedback]] = {}
    for cell in given["cells"]:
        by_step.setdefault(cell["step"], []).append(cell)
    return [
        ToldStep(
            step.number,
            step.title,
            [answer for answer in step.answers if answer.source.strip()],
            by_step[step.id],
        )
        for step in works.steps(hand_in, for_pupil=True)
        if step.id in by_step
    ]
