"""`nbgrader release_feedback`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from innolab_exchange import ExchangeClient, HandIn, Points
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.exchange import default

from innolab_nbgrader.exchange.base import RECEIPT, Exchange

MOST_LETTERS = 80
"""Of a cell's name, in the portal."""


class ExchangeReleaseFeedback(Exchange, default.ExchangeReleaseFeedback):  # type: ignore[misc]
    """Returns work to pupils: what nbgrader made of an own assignment, or what is reviewed in InnoLab."""

    def init_src(self) -> None:
        """Nothing is looked for before the portal has said whose work there is."""

    def init_dest(self) -> None:
        """The class must have been given."""
        self.course()

    def copy_files(self) -> None:
        """Return the work of the pupils asked for."""
        with self.portal() as portal:
            lesson = self.find_lesson(portal)
            hand_ins = {hand_in.receipt: hand_in for hand_in in portal.hand_ins(lesson.id)}
            pupils = self._wanted(hand_ins)
            if not lesson.own:
                returned = portal.return_feedback(lesson.id, pupils)
                self.log.info("Returned what was reviewed in InnoLab: %s hand-ins", returned)
                return
            failed = [pupil for pupil in pupils if not self._release(portal, lesson.activity, hand_ins, pupil)]
        if failed:
            self.fail(f"Nothing was released to {', '.join(failed)}.")

    def _wanted(self, hand_ins: dict[str, HandIn]) -> list[str]:
        """Who handed in, as nbgrader's options choose among them."""
        excluded = self.coursedir.student_id_exclude.split(",")
        pupils = {hand_in.pupil for hand_in in hand_ins.values() if hand_in.pupil}
        return sorted(
            pupil for pupil in pupils if fnmatch(pupil, self.coursedir.student_id or "*") and pupil not in excluded
        )

    def _release(self, portal: ExchangeClient, activity: str, hand_ins: dict[str, HandIn], pupil: str) -> bool:
        """One pupil's, where nbgrader has made feedback of it; False where that belongs to no hand-in."""
        folder = Path(
            self.coursedir.format_path(self.coursedir.feedback_directory, pupil, self.coursedir.assignment_id)
        )
        pages = {path.stem: path.read_text() for path in sorted(folder.glob("*.html"))}
        if not pages:
            return True
        hand_in = hand_ins.get(_read(folder / RECEIPT))
        if hand_in is None or hand_in.pupil != pupil:
            self.log.error("%s belongs to no hand-in of %s. Collect and grade again.", folder, pupil)
            return False
        self.log.info(
            "Releasing feedback for student '%s' on assignment '%s/%s' (%s)",
            pupil,
            self.course(),
            self.coursedir.assignment_id,
            self.written(hand_in.handed_in_at),
        )
        portal.release_feedback(hand_in.receipt, pages=pages, points=list(self._points(pupil, activity)))
        return True

    def _points(self, pupil: str, activity: str) -> Iterator[Points]:
        """The points of the teacher's gradebook, where it has any."""
        if not self.has_gradebook():
            return
        with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as gradebook:
            try:
                notebooks = gradebook.find_submission(self.coursedir.assignment_id, pupil).notebooks
            except MissingEntry:
                return
            yield from points_of(notebooks, first=activity)


def points_of(notebooks: Iterable[Any], *, first: str) -> Iterator[Points]:
    """The points of a submission's notebooks, as nbgrader's gradebook has them, but for what waits for the teacher.

    nbgrader's names of cells are unique in a notebook, the portal's in a hand-in: the first notebook keeps its names,
    and another's of the same name gets the notebook's before it.
    """
    names = Counter(grade.name for notebook in notebooks for grade in notebook.grades)
    for notebook in notebooks:
        said = {comment.name: comment.comment or "" for comment in notebook.comments}
        for grade in notebook.grades:
            if not grade.needs_manual_grade:
                plain = names[grade.name] == 1 or notebook.name == first
                name = grade.name if plain else f"{notebook.name}: {grade.name}"[:MOST_LETTERS]
                yield Points(name, float(grade.score), float(grade.max_score), said.get(grade.name, ""))


def _read(path: Path) -> str:
    return path.read_text().strip() if path.is_file() else ""
