"""What all actions share: the portal, the lesson, times in nbgrader's form."""

from __future__ import annotations

import difflib
import io
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from dateutil.tz import gettz
from innolab_exchange import ExchangeClient, Lesson
from innolab_exchange import ExchangeError as PortalError
from nbgrader.exchange import default


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

    def unpack(self, content: bytes, folder: Path) -> None:
        """A release's files into a folder, none outside it."""
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                path = PurePosixPath(name)
                if path.is_absolute() or ".." in path.parts:
                    self.fail(f"The release holds a file outside its folder: {name}")
            archive.extractall(folder)


def naive_utc(moment: datetime) -> datetime:
    """A time as nbgrader compares it: UTC without saying so."""
    return moment.astimezone(UTC).replace(tzinfo=None)
