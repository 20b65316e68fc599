"""`nbgrader list`, and what JupyterLab's Assignment List shows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from innolab_exchange import ExchangeClient, HandIn, Lesson
from nbgrader.exchange import ExchangeError, default

from innolab_nbgrader.exchange.base import RECEIPT, Exchange

Info = dict[str, Any]


class ExchangeList(Exchange, default.ExchangeList):  # type: ignore[misc]
    """Lessons of one's classes, hand-ins of a class (--inbound), or one's own copies (--cached)."""

    def init_dest(self) -> None:
        """nbgrader looks for folders here; only the cache is one."""
        if self.cached:
            super().init_dest()

    def remove_files(self) -> list[Info]:
        """Own copies are removed, and a teacher's own assignments that nobody has worked on. Hand-ins never are."""
        if self.inbound:
            self.fail("Hand-ins are not removed from here: they are kept as long as the school's rules say.")
        if self.cached:
            removed: list[Info] = super().remove_files()
            return removed
        self.log.info("Removing released assignments:")
        with self.portal() as portal:
            lessons = self._lessons(portal)
            for lesson in lessons:
                portal.withdraw(lesson.id)
                self.log.info(self.format_outbound_assignment(self._lesson_info(lesson)))
        return [{**self._lesson_info(lesson), "status": "removed"} for lesson in lessons]

    def parse_assignments(self) -> list[Info]:
        """What to list, in the form nbgrader's own pages expect."""
        if self.cached:
            return self._cached()
        with self.portal() as portal:
            lessons = self._lessons(portal)
            if self.inbound:
                return [info for lesson in lessons for info in self._handed_in(portal, lesson)]
        return [self._lesson_info(lesson) for lesson in lessons]

    def _lessons(self, portal: ExchangeClient) -> list[Lesson]:
        """Those asked for, by course and name as nbgrader lists them."""
        found = portal.lessons(self.coursedir.course_id or None)
        wanted = self.coursedir.assignment_id or "*"
        return sorted(
            (lesson for lesson in found if fnmatch(lesson.assignment, wanted)),
            key=lambda lesson: (lesson.school_class.key, lesson.assignment),
        )

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
        for hand_in in sorted(hand_ins, key=lambda each: each.handed_in_at):
            by_pupil.setdefault(hand_in.pupil or me, []).append(hand_in)
        for pupil in sorted(by_pupil):
            if fnmatch(pupil, self.coursedir.student_id or "*"):
                yield self._pupil_info(lesson, pupil, by_pupil[pupil])

    def _pupil_info(self, lesson: Lesson, pupil: str, hand_ins: list[HandIn]) -> Info:
        what = {"course_id": lesson.school_class.key, "student_id": pupil, "assignment_id": lesson.assignment}
        submissions = []
        for hand_in in hand_ins:
            names = sorted(hand_in.pages) or [lesson.activity]
            info = {
                **what,
                "timestamp": self.written(hand_in.handed_in_at),
                "status": "submitted",
                "path": hand_in.receipt,
                "notebooks": [{"notebook_id": name, "path": hand_in.receipt} for name in names],
            }
            submissions.append(self._with_feedback(info, hand_in))
        return {**what, "status": "submitted", "submissions": submissions}

    def _with_feedback(self, info: Info, hand_in: HandIn | None) -> Info:
        """Say whether feedback has been returned, whether it has been fetched, and whether it changed since."""
        folder = self.local_folder(info["course_id"], info["assignment_id"]) / "feedback" / info["timestamp"]
        returned = hand_in is not None and hand_in.returned
        notebooks = [
            {**notebook, **self._page(folder, notebook["notebook_id"], hand_in)} for notebook in info["notebooks"]
        ]
        fetched = bool(notebooks) and all(notebook["has_local_feedback"] for notebook in notebooks)
        return {
            **info,
            "notebooks": [{**notebook, "has_exchange_feedback": returned} for notebook in notebooks],
            "has_local_feedback": fetched,
            "has_exchange_feedback": returned,
            "feedback_updated": any(notebook["feedback_updated"] for notebook in notebooks),
            "local_feedback_path": str(folder) if fetched else None,
        }

    def _page(self, folder: Path, name: str, hand_in: HandIn | None) -> Info:
        page = folder / f"{name}.html"
        fetched = page.is_file()
        wanted = hand_in.pages.get(name) if hand_in else None
        return {
            "has_local_feedback": fetched,
            "local_feedback_path": str(page) if fetched else None,
            "feedback_updated": fetched
            and wanted is not None
            and hashlib.sha256(page.read_bytes()).hexdigest() != wanted,
        }

    def _cached(self) -> list[Info]:
        """One's own copies, with what the portal says of their feedback; without the portal, just the copies."""
        assignments: list[Info] = super().parse_assignments()
        try:
            known = self._hand_ins(assignments)
        except ExchangeError:
            known = {}
        for assignment in assignments:
            assignment["submissions"] = [
                self._with_feedback(info, known.get(_receipt(info))) for info in assignment["submissions"]
            ]
        return assignments

    def _hand_ins(self, assignments: list[Info]) -> dict[str | None, HandIn]:
        """By receipt, what the portal knows of the lessons of one's own copies."""
        wanted = {(each["course_id"], each["assignment_id"]) for each in assignments}
        if not wanted:
            return {}
        with self.portal() as portal:
            return {
                hand_in.receipt: hand_in
                for lesson in portal.lessons(self.coursedir.course_id or None)
                if (lesson.school_class.key, lesson.assignment) in wanted
                for hand_in in portal.hand_ins(lesson.id)
            }


def _receipt(info: Info) -> str | None:
    file = Path(info["path"], RECEIPT)
    return file.read_text() if file.is_file() else None
