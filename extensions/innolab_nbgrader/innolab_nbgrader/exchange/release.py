"""`nbgrader release_assignment`."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from nbgrader.exchange import default

from innolab_nbgrader.exchange.base import Exchange
from innolab_nbgrader.own import with_steps

FOR_TEACHERS = (b"### BEGIN SOLUTION", b"### BEGIN HIDDEN TESTS")


class ExchangeReleaseAssignment(Exchange, default.ExchangeReleaseAssignment):  # type: ignore[misc]
    """Gives a class the teacher's own assignment: a lesson that is open from now on."""

    def init_dest(self) -> None:
        """The class must have been given."""
        self.course()

    def copy_files(self) -> None:
        """Release the folder; the notebooks get the steps in which the pupil's page shows them."""
        course, assignment = self.course(), self.coursedir.assignment_id
        self.log.info("Source: %s", self.src_path)
        with tempfile.TemporaryDirectory(prefix="innolab-release-") as folder:
            copy = Path(folder, "release")
            self.copy_plain(self.src_path, copy)
            for path in copy.glob("*.ipynb"):
                self._mark_steps(path)
            content = self.packed(copy)
        with self.portal() as portal:
            portal.release_assignment(course, assignment, content, force=self.force)
        self.log.info("Released as: %s %s", course, assignment)

    def _mark_steps(self, path: Path) -> None:
        content = path.read_bytes()
        if any(mark in content for mark in FOR_TEACHERS):
            self.log.warning(
                "%s still holds solutions or hidden tests, and pupils will see them. "
                "Run generate_assignment, then release_assignment --force.",
                path.name,
            )
        try:
            notebook = with_steps(json.loads(content), self.coursedir.assignment_id)
        except (ValueError, KeyError, TypeError, AttributeError):
            self.fail(f"{path.name} is not a notebook.")
        path.chmod(0o644)
        path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1))
