"""`nbgrader submit`."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from innolab_exchange import Receipt
from nbgrader.exchange import default

from innolab_nbgrader.exchange.base import RECEIPT, Exchange


class ExchangeSubmit(Exchange, default.ExchangeSubmit):  # type: ignore[misc]
    """Hands the activity's notebook in and keeps a copy with the receipt in nbgrader's cache."""

    def start(self) -> None:
        """With a folder for the release, to compare file names with."""
        with tempfile.TemporaryDirectory(prefix="innolab-submit-") as folder:
            self.release_path = folder
            super().start()

    def init_dest(self) -> None:
        """Who hands in, and for which lesson."""
        with self.portal() as portal:
            self.lesson = self.find_lesson(portal)
            self.user = portal.me().user
            content = portal.release(self.lesson.id).content
        self.must_be_me(self.user)
        self.unpack(content or b"", Path(self.release_path))

    def init_release(self) -> None:
        """The release is there already."""

    def copy_files(self) -> None:
        """Hand in, then keep the copy."""
        self.log.info("Source: %s", self.src_path)
        self.check_filename_diff()
        content = self._folder() if self.lesson.own else self._notebook()
        with self.portal() as portal:
            receipt = portal.hand_in(self.lesson.id, content)
        timestamp = self.written(receipt.handed_in_at)
        self._keep_copy(receipt, timestamp)
        self._tell(receipt, timestamp)

    def _notebook(self) -> bytes:
        """What a lesson from the library takes."""
        notebook = Path(self.src_path, f"{self.lesson.activity}.ipynb")
        if not notebook.is_file():
            self.fail(f"There is no {notebook.name} in {self.src_path}.")
        return notebook.read_bytes()

    def _folder(self) -> bytes:
        """What a teacher's own assignment takes. By nbgrader's time stamp in it each submission is one of its own,
        as in nbgrader, and one that is sent twice because the line broke is still one."""
        with tempfile.TemporaryDirectory(prefix="innolab-submit-") as folder:
            copy = Path(folder, "copy")
            self.copy_plain(self.src_path, copy)
            (copy / "timestamp.txt").write_text(self.timestamp)
            return self.packed(copy)

    def _keep_copy(self, receipt: Receipt, timestamp: str) -> None:
        """What `nbgrader list --cached` shows. Copied beside its place first, so that no half copy stays."""
        course = self.course()
        kept = Path(self.cache, course, f"{self.user}+{self.lesson.assignment}+{timestamp}")
        if kept.exists():
            return
        kept.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".", dir=kept.parent) as folder:
            copy = Path(folder, "copy")
            self.do_copy(self.src_path, str(copy))
            (copy / "timestamp.txt").write_text(timestamp)
            (copy / RECEIPT).write_text(receipt.receipt)
            shutil.move(str(copy), str(kept))

    def _tell(self, receipt: Receipt, timestamp: str) -> None:
        if not receipt.created:
            self.log.info("InnoLab had this very notebook already.")
        if receipt.late:
            self.log.warning("The hand-in is late.")
        self.log.info("Submitted as: %s %s %s", self.course(), self.lesson.assignment, timestamp)
        self.log.info("Receipt: %s", receipt.receipt)
