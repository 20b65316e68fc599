"""What all actions share: the portal, the lesson, times in nbgrader's form."""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from dateutil.tz import gettz
from innolab_exchange import ExchangeClient, Lesson, UnsafeFolder, folders
from innolab_exchange import ExchangeError as PortalError
from nbgrader.exchange import default

RECEIPT = "receipt.txt"
"""Beside nbgrader's timestamp.txt: which hand-in this is. nbgrader carries it on to the folder of feedback."""


class Exchange(default.Exchange):  # type: ignore[misc]
    """nbgrader's exchange with the portal behind it. Constructing one asks nothing of the portal."""

    def ensure_root(self) -> None:
        """There is no exchange folder."""

    @contextmanager
    def portal(self) -> Iterator[ExchangeClient]:
        """The portal as this server's owner; what goes wrong there becomes nbgrader's kind of failure."""
        try:
            with ExchangeClient.from_environment(os.environ) as client:
                yield client
        except PortalError as error:
            self.fail(str(error))

    def course(self) -> str:
        """The class's key, which must have been given."""
        if not self.coursedir.course_id:
            self.fail("No course id specified. Re-run with --course flag.")
        return str(self.coursedir.course_id)

    def find_lesson(self, portal: ExchangeClient) -> Lesson:
        """The lesson of the course and assignment given."""
        course, wanted = self.course(), self.coursedir.assignment_id
        lessons = {lesson.assignment: lesson for lesson in portal.lessons(course)}
        if wanted not in lessons:
            for near in difflib.get_close_matches(wanted, lessons, n=1):
                self.log.error("Did you mean: %s", near)
            self.fail(f"Assignment not found: {course} {wanted}")
        return lessons[wanted]

    def must_be_me(self, user: str) -> None:
        """Nobody acts for another: a student id may be given, but only one's own."""
        asked = self.coursedir.student_id
        if asked not in ("*", user):
            self.fail(f"You are {user}: InnoLab lets nobody act for {asked}.")

    def has_gradebook(self) -> bool:
        """Whether the course folder has nbgrader's gradebook; asking for one that is not there would make it."""
        kind, _, path = self.coursedir.db_url.partition("///")
        return kind != "sqlite:" or Path(path).is_file()

    def local_folder(self, course: str, assignment: str) -> Path:
        """Where the user works on an assignment."""
        parts = (course, assignment) if self.path_includes_course else (assignment,)
        return Path(self.assignment_dir, *parts).absolute()

    def written(self, moment: datetime) -> str:
        """A time as nbgrader writes it into timestamp.txt and file names."""
        zone = gettz(self.timezone)
        if zone is None:
            self.fail(f"Invalid timezone: {self.timezone}")
        return moment.astimezone(zone).strftime(self.timestamp_format)

    def copy_plain(self, source: str, target: Path) -> None:
        """Copy a folder as nbgrader's options say (ignore, include, sizes); a link in it is refused, never followed."""
        for root, inner, names in os.walk(source):
            for path in (Path(root, name) for name in [*inner, *names]):
                if path.is_symlink():
                    self.fail(f"{path.relative_to(source)} is a link. Only files can be sent.")
        default.Exchange.do_copy(self, source, str(target))

    def packed(self, folder: Path) -> bytes:
        """A folder as it travels."""
        try:
            return folders.pack(folder)
        except UnsafeFolder as error:
            self.fail(str(error))
            raise

    def unpack(self, content: bytes, folder: Path) -> None:
        """Files that came from the portal into a folder, none outside it."""
        try:
            folders.unpack(content, folder)
        except UnsafeFolder as error:
            self.fail(str(error))


def naive_utc(moment: datetime) -> datetime:
    """A time as nbgrader compares it: UTC without saying so."""
    return moment.astimezone(UTC).replace(tzinfo=None)
