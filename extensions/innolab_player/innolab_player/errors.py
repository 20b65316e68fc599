"""What can go wrong in the player, and how it is told.

PlayerError (code, message in English for translation, HTTP status)
├── NoSpace          the home's disk is full
├── NotThere         no such lesson, picture or file
├── NotYours         a change to a cell that is not the pupil's to change
├── BadWork          a body that is not work
├── BadRelease       a release that can't be unpacked
└── Away             the portal gave no answer and the home has no copy
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager


def gettext_noop(message: str) -> str:
    """Mark a sentence for the catalogues; it is translated when it is told."""
    return message


class PlayerError(Exception):
    """Anything the player says no to; `message` is English and goes through the catalogue."""

    status = 400
    code = "player_error"
    message = gettext_noop("Something went wrong. This is not your fault.")

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail or self.message)
        self.detail = detail


class NoSpace(PlayerError):  # noqa: N818 - a name that reads as a sentence with raise
    """The disk under the home is full."""

    status = 507
    code = "no_space"
    message = gettext_noop("There is no room left to save. Your work is kept in this browser. Tell your teacher.")


class NotThere(PlayerError):  # noqa: N818 - a name that reads as a sentence with raise
    """Nothing of that name."""

    status = 404
    code = "not_found"
    message = gettext_noop("This page was not found.")


class NotYours(PlayerError):  # noqa: N818 - a name that reads as a sentence with raise
    """Only code and answer cells are the pupil's."""

    status = 422
    code = "cell_not_editable"
    message = gettext_noop("This part of the activity can't be changed.")


class BadWork(PlayerError):  # noqa: N818 - a name that reads as a sentence with raise
    """The browser sent something else than work."""

    status = 422
    code = "not_work"
    message = gettext_noop("The change could not be read. Load the page again: your work is kept in this browser.")


class BadRelease(PlayerError):  # noqa: N818 - a name that reads as a sentence with raise
    """The activity's files are broken or unsafe."""

    status = 502
    code = "bad_release"
    message = gettext_noop("The activity's files are broken. This is not your fault. Tell your teacher.")


class Away(PlayerError):  # noqa: N818 - a name that reads as a sentence with raise
    """The portal is away and nothing has been fetched yet."""

    status = 503
    code = "portal_away"
    message = gettext_noop("InnoLab can't be reached right now. Nothing is lost. Try again in a moment.")


@contextmanager
def disk_full_told() -> Iterator[None]:
    """Turn the system's 'no space' into our own words."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
            raise NoSpace from error
        raise
