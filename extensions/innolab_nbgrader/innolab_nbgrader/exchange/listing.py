"""`nbgrader list`, and what JupyterLab's Assignment List shows."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from innolab_exchange import ExchangeClient, HandIn, Lesson
from nbgrader.exchange import ExchangeError, default

from innolab_nbgrader.exchange.base import Exchange

Info = dict[str, Any]


class ExchangeList(Exchange, default.ExchangeList):  # type: ignore[misc]
    """Lessons of one's classes, hand-ins of a class (--inbound), or one's own copies (--cached)."""

    def init_dest(self) -> None:
        """nbgrader looks for folders here; only the cache is one."""
        if self.cached:
            super().init_dest()

    def remove_files(self) -> None:
        """Refused: nothing that was handed in or given out is deleted from a command line."""
        self.fail(
            "InnoLab removes nothing from the exchange: a lesson is ended on its own page, and hand-ins are kept "
            "as long as the school's rules say."
        )

    def parse_assignments(self) -> list[Info]:
        """What to list, in the form nbgrader's own pages expect."""
        if self.cached:
            return self._cached()
        with self.portal() as portal:
            lessons = [lesson for lesson in portal.lessons(self.coursedir.course_id or None) if self._wanted(lesson)]
            if self.inbound:
                return [info for lesson in lessons for info in self._handed_in(portal, lesson)]
        return [self._lesson_info(lesson) for lesson in lessons]

    def _wanted(self, lesson: Lesson) -> bool:
        return fnmatch(lesson.assignment, self.coursedir.assignment_id or "*")

    def format_outbound_assignment(self, info: Info) -> str:
        """One line of the listing."""
        downloaded = " (already downloaded)" if info["status"] == "fetched" else ""
        return f"{info['course_id']} {info['assignment_id']}{downloaded}"

    def _lesson_info(self, lesson: Lesson) -> Info:
        folder = self.local_folder(lesson.school_class.key, lesson.assignment)
        fetched = folder.is_dir()
        names = [path.stem for path in sorted(folder.glob("*.ipynb"))] if fetched else [lesson.activity]
        return {
            "course_id": lesson.school_class.key,
            "assignment_id": lesson.assignment,
            "status": "fetched" if fetched else "released",
            "path": str(folder),
            "notebooks": [{"notebook_id": name, "path": str(folder / f"{name}.ipynb")} for name in names],
        }

    def _handed_in(self, portal: ExchangeClient, lesson: Lesson) -> Iterable[Info]:
        """Hand-ins by pupil; a pupil gets only their own from the portal."""
        hand_ins = portal.hand_ins(lesson.id)
        me = portal.me().user if any(hand_in.pupil is None for hand_in in hand_ins) else ""
        by_pupil: dict[str, list[HandIn]] = {}
        for hand_in in sorted(hand_ins, key=lambda each: each.received_at):
            by_pupil.setdefault(hand_in.pupil or me, []).append(hand_in)
        for pupil in sorted(by_pupil):
            if fnmatch(pupil, self.coursedir.student_id or "*"):
                yield self._pupil_info(lesson, pupil, by_pupil[pupil])

    def _pupil_info(self, lesson: Lesson, pupil: str, hand_ins: list[HandIn]) -> Info:
        what = {"course_id": lesson.school_class.key, "student_id": pupil, "assignment_id": lesson.assignment}
        submissions = []
        for hand_in in hand_ins:
            notebook = {"notebook_id": lesson.activity, "path": hand_in.receipt}
            timestamp = self.written(hand_in.received_at)
            info = {**what, "timestamp": timestamp, "status": "submitted", "path": hand_in.receipt}
            submissions.append(self._with_feedback({**info, "notebooks": [notebook]}, returned=hand_in.returned))
        return {**what, "status": "submitted", "submissions": submissions}

    def _with_feedback(self, info: Info, *, returned: bool) -> Info:
        """Say whether feedback has been returned, and whether it has been fetched."""
        folder = self.local_folder(info["course_id"], info["assignment_id"]) / "feedback" / info["timestamp"]
        fetched = folder.is_dir()
        feedback = {
            "has_local_feedback": fetched,
            "has_exchange_feedback": returned,
            "feedback_updated": False,
            "local_feedback_path": str(folder) if fetched else None,
        }
        notebooks = [
            {**notebook, **feedback, "local_feedback_path": self._page(folder, notebook["notebook_id"])}
            for notebook in info["notebooks"]
        ]
        return {**info, **feedback, "notebooks": notebooks}

    def _page(self, folder: Path, name: str) -> str | None:
        page = folder / f"{name}.html"
        return str(page) if page.is_file() else None

    def _cached(self) -> list[Info]:
        """One's own copies, with what the portal says of their feedback; without the portal, just the copies."""
        assignments: list[Info] = super().parse_assignments()
        try:
            returned = self._returned_receipts(assignments)
        except ExchangeError:
            returned = set()
        for assignment in assignments:
            assignment["submissions"] = [
                self._with_feedback(info, returned=_receipt(info) in returned) for info in assignment["submissions"]
            ]
        return assignments

    def _returned_receipts(self, assignments: list[Info]) -> set[str]:
        wanted = {(each["course_id"], each["assignment_id"]) for each in assignments}
        if not wanted:
            return set()
        with self.portal() as portal:
            return {
                hand_in.receipt
                for lesson in portal.lessons(self.coursedir.course_id or None)
                if (lesson.school_class.key, lesson.assignment) in wanted
                for hand_in in portal.hand_ins(lesson.id)
                if hand_in.returned
            }


def _receipt(info: Info) -> str | None:
    file = Path(info["path"], "receipt.txt")
    return file.read_text() if file.is_file() else None
