"""What must hold before a hand-in is taken: pure functions of the lesson, the bytes and the clock."""

from __future__ import annotations

import datetime as dt
import hashlib

from innolab_portal.handin import errors, notebooks
from innolab_portal.lessons.models import Lesson

MAX_SIZE = 10 * 1024 * 1024

GRACE = dt.timedelta(hours=1)
"""How long after the end a hand-in still counts, as late, that the pupil's server says was pressed in time: the portal
or the network was away then. The mark tells the teacher."""


def must_be_open(lesson: Lesson, *, now: dt.datetime, pressed_at: dt.datetime | None = None) -> bool:
    """Whether a hand-in now is late; LessonNotOpen or LessonClosed where it can't be taken."""
    state = lesson.state(now)
    if state == Lesson.State.PLANNED:
        raise errors.LessonNotOpen
    if state == Lesson.State.OPEN:
        return False
    closed = lesson.closes_at
    in_time = closed is not None and pressed_at is not None and lesson.opens_at <= pressed_at < closed
    if not in_time or closed is None or now > closed + GRACE:
        raise errors.LessonClosed
    return True


def checked(body: bytes, *, sha256: str) -> str:
    """The SHA-256 of a notebook that may be stored; `sha256` is what the sender says, empty where it says nothing."""
    if len(body) > MAX_SIZE:
        raise errors.TooLarge
    found = hashlib.sha256(body).hexdigest()
    if sha256 and sha256.lower() != found:
        raise errors.ChecksumDiffers
    notebooks.parse(body)
    return found
