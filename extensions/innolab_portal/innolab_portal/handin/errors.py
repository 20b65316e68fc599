"""Why a hand-in is not taken, or a review not saved.

HandInError (a PortalError)
├── LessonNotOpen       409 lesson_not_open
├── LessonClosed        409 lesson_closed
├── TooLarge            413 too_large
├── NotANotebook        422 not_a_notebook
├── ChecksumDiffers     422 checksum_differs
├── FolderRefused       422 folder_refused
├── OneNotebook         422 one_notebook
├── GradedHere          409 graded_here
├── NoSpace             507 no_space
└── TryAgain            503 try_again
"""

from __future__ import annotations

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _
from innolab_exchange import UnsafeFolder

from innolab_portal.errors import PortalError
from innolab_portal.library.errors import unsafe_folder


class HandInError(PortalError):
    """A hand-in that was not taken: nothing of it is stored, the pupil's own file stays as it is."""


class LessonNotOpen(HandInError):  # noqa: N818 (these read as what they say)
    """The lesson has not begun."""

    code = "lesson_not_open"
    status = HTTPStatus.CONFLICT
    message = _("The lesson has not started yet. Your work is safe: hand it in when the lesson is on.")


class LessonClosed(HandInError):  # noqa: N818
    """The lesson is over."""

    code = "lesson_closed"
    status = HTTPStatus.CONFLICT
    message = _("The lesson has ended, so work can no longer be handed in. Your work is safe. Ask your teacher.")


class TooLarge(HandInError):  # noqa: N818
    """More bytes than a notebook of a lesson can need."""

    code = "too_large"
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    message = _(
        "The file is too large (over 10 MB). Do you print very much somewhere? Clear the outputs and try again."
    )


class NotANotebook(HandInError):  # noqa: N818
    """The bytes are no notebook of format 4."""

    code = "not_a_notebook"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("This file is not a notebook. Hand in the notebook of the activity.")


class ChecksumDiffers(HandInError):  # noqa: N818
    """What arrived is not what was sent."""

    code = "checksum_differs"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("The file changed on its way here. Your work is safe: hand it in again.")


class FolderRefused(HandInError):  # noqa: N818
    """A zip that is broken or not safe to open."""

    code = "folder_refused"
    status = HTTPStatus.UNPROCESSABLE_ENTITY

    @classmethod
    def because(cls, error: UnsafeFolder) -> FolderRefused:
        """With the reason in the pupil's language."""
        return cls(unsafe_folder(error))


class OneNotebook(HandInError):  # noqa: N818
    """A folder where a lesson takes one notebook."""

    code = "one_notebook"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("This lesson takes one notebook, not a folder of files.")


class GradedHere(HandInError):  # noqa: N818
    """Feedback from a teacher's own nbgrader on a hand-in that InnoLab grades."""

    code = "graded_here"
    status = HTTPStatus.CONFLICT
    message = _("InnoLab grades this lesson itself. Return the work on its review page.")


class NoSpace(HandInError):  # noqa: N818
    """The service's disk is full."""

    code = "no_space"
    status = HTTPStatus.INSUFFICIENT_STORAGE
    message = _("The service has run out of space. The fault is not yours, and your work is safe. Tell your teacher.")


class TryAgain(HandInError):  # noqa: N818
    """The database is busy; the same request will do in a moment."""

    code = "try_again"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    message = _("The service is busy. Your work is safe: it will be sent again in a moment.")


class EditedMeanwhile(Exception):  # noqa: N818
    """Somebody else saved the same review in between; nothing was overwritten."""
