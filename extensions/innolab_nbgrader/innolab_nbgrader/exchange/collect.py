"""`nbgrader collect`."""

from __future__ import annotations

import shutil
import tempfile
from collections import defaultdict
from datetime import datetime
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from innolab_exchange import HandIn, folders
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.exchange import default

from innolab_nbgrader.exchange.base import RECEIPT, Exchange, naive_utc


class ExchangeCollect(Exchange, default.ExchangeCollect):  # type: ignore[misc]
    """Brings the class's hand-ins into the course folder, the latest of each pupil."""

    # nbgrader's records name folders of the exchange; ours name receipts.
    inbound_path = ""

    def init_src(self) -> None:
        """Which hand-in of each pupil to take."""
        # Who handed in is known to the portal; there is no file owner to compare with.
        self.check_owner = False
        with self.portal() as portal:
            self.lesson = self.find_lesson(portal)
            self.duedate = self._duedate()
            hand_ins = portal.hand_ins(self.lesson.id)
        self.by_receipt = {hand_in.receipt: hand_in for hand_in in hand_ins}
        self.src_records = [self._record(each) for each in self._wanted(hand_ins)]

    def _wanted(self, hand_ins: list[HandIn]) -> list[HandIn]:
        by_pupil: dict[str, list[HandIn]] = defaultdict(list)
        for hand_in in hand_ins:
            if hand_in.pupil is None:
                self.fail("Only a teacher of the class can collect.")
            elif fnmatch(hand_in.pupil, self.coursedir.student_id or "*"):
                by_pupil[hand_in.pupil].append(hand_in)
        return [self._latest(by_pupil[pupil]) for pupil in sorted(by_pupil)]

    def _latest(self, hand_ins: list[HandIn]) -> HandIn:
        """The one that counts: the portal gives the one sent last first, even if its content had come before."""
        in_time = [hand_in for hand_in in hand_ins if self._in_time(hand_in)]
        return (in_time if self.before_duedate and in_time else hand_ins)[0]

    def _in_time(self, hand_in: HandIn) -> bool:
        """By the due date of the teacher's gradebook where it has one, else by the lesson's end."""
        return not hand_in.late if self.duedate is None else naive_utc(hand_in.handed_in_at) <= self.duedate

    def _duedate(self) -> datetime | None:
        if not (self.before_duedate and self.has_gradebook()):
            return None
        with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as gradebook:
            try:
                duedate: datetime | None = gradebook.find_assignment(self.coursedir.assignment_id).duedate
            except MissingEntry:
                return None
            return duedate

    def _record(self, hand_in: HandIn) -> dict[str, Any]:
        return {
            "username": hand_in.pupil,
            "filename": hand_in.receipt,
            "timestamp": naive_utc(hand_in.handed_in_at),
        }

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:  # noqa: ARG002 - nbgrader's signature
        """Download one hand-in. The time goes in last: without it, the next collect tries again."""
        with self.portal() as portal:
            content = portal.hand_in_file(src)
        with tempfile.TemporaryDirectory(prefix="innolab-collect-") as folder:
            if folders.is_zip(content):
                self.unpack(content, Path(folder))
            else:
                Path(folder, f"{self.lesson.activity}.ipynb").write_bytes(content)
            # What says when and what this is must be ours, not the pupil's.
            for ours in (Path(folder, RECEIPT), Path(folder, "timestamp.txt")):
                shutil.rmtree(ours) if ours.is_dir() else ours.unlink(missing_ok=True)
            # A temporary folder is private, and the copy takes its mode.
            Path(folder).chmod(0o755)
            default.Exchange.do_copy(self, folder, dest)
        Path(dest, RECEIPT).write_text(src)
        Path(dest, "timestamp.txt").write_text(self.written(self.by_receipt[src].handed_in_at))
