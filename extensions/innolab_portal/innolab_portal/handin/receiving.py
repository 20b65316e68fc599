"""What must hold before a hand-in is taken: pure functions of the lesson, the bytes and the clock."""

from __future__ import annotations

import datetime as dt
import hashlib

from innolab_exchange import UnsafeFolder, folders

from innolab_portal.handin import errors, notebooks
from innolab_portal.lessons.models import Lesson

MAX_SIZE = 10 * 1024 * 1024

GRACE = dt.timedelta(hours=1)
"""How long after the end a hand-in may still arrive that was pressed before it: the portal or the network was away."""


def moment_of(lesson: Lesson, *, now: dt.datetime, pressed_at: dt.datetime | None = None) -> dt.datetime:
    """When a hand-in that arrives now was made: when it was pressed, as far as that can be believed.

    The pupil's server says when that was. It is believed from the lesson's start to now, and until GRACE after the
    lesson's end; whatever else it says, the hand-in was made now. The teacher is told both times.
    """
    too_old = lesson.closes_at is not None and now > lesson.closes_at + GRACE
    if pressed_at is None or too_old or not lesson.opens_at <= pressed_at <= now:
        return now
    return pressed_at


def is_late(lesson: Lesson, moment: dt.datetime) -> bool:
    """Whether a hand-in made at that moment is late; LessonNotOpen or LessonClosed where it can't be taken."""
    state = lesson.state(moment)
    if state == Lesson.State.PLANNED:
        raise errors.LessonNotOpen
    if state == Lesson.State.CLOSED and not lesson.late_allowed:
        raise errors.LessonClosed
    return state == Lesson.State.CLOSED


def checked(body: bytes, *, sha256: str, folders_taken: bool = False) -> str:
    """The SHA-256 of a hand-in that may be stored; `sha256` is what the sender says, empty where it says nothing.

    A zip of a folder is taken where `folders_taken`, for a teacher's own assignment may have many notebooks.
    """
    if len(body) > MAX_SIZE:
        raise errors.TooLarge
    found = hashlib.sha256(body).hexdigest()
    if sha256 and sha256.lower() != found:
        raise errors.ChecksumDiffers
    if not folders.is_zip(body):
        notebooks.parse(body)
    elif not folders_taken:
        raise errors.OneNotebook
    else:
        _check_folder(body)
    return found


def _check_folder(body: bytes) -> None:
    try:
        folders.check(body)
    except UnsafeFolder as error:
        raise errors.FolderRefused.because(error) from error
