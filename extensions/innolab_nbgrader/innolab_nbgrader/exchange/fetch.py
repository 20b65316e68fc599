"""`nbgrader fetch_assignment`."""

from __future__ import annotations

import tempfile
from pathlib import Path

from nbgrader.exchange import default

from innolab_nbgrader.exchange.base import Exchange


class ExchangeFetchAssignment(Exchange, default.ExchangeFetchAssignment):  # type: ignore[misc]
    """Brings the lesson's release into the assignment's folder."""

    def start(self) -> None:
        """Fetch into a folder of our own first: the user's is only touched by a whole release."""
        with tempfile.TemporaryDirectory(prefix="innolab-fetch-") as folder:
            self._folder = Path(folder)
            super().start()

    def init_src(self) -> None:
        """The release's files."""
        with self.portal() as portal:
            lesson = self.find_lesson(portal)
            content = portal.release(lesson.id).content
        self.src_path = str(self._folder / lesson.assignment)
        self.unpack(content or b"", Path(self.src_path))
