"""What can go wrong with lessons.

PortalError
├── NotTheirClass         403 not_your_class       somebody from outside the class, or a pupil where teachers decide
├── LessonNotOpen         409 lesson_not_open      a pupil came before the lesson opens
├── ClosesBeforeItOpens   422 closes_before_it_opens
├── NothingToExtend       409 nothing_to_extend    the lesson has no end that could be moved
├── AlreadyStarted        409 already_started      a lesson that pupils may have seen cannot be withdrawn
└── StepUnknown           422 step_unknown         progress tells of a step the activity does not have
"""

from __future__ import annotations

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from innolab_portal.errors import PortalError


class NotTheirClass(PortalError):  # noqa: N818 - these read as what they say
    """Somebody from outside the class, or a pupil where teachers decide."""

    code = "not_your_class"
    status = HTTPStatus.FORBIDDEN
    message = _("This belongs to a class that is not yours.")


class LessonNotOpen(PortalError):  # noqa: N818
    """A pupil came before the lesson opens."""

    code = "lesson_not_open"
    status = HTTPStatus.CONFLICT
    message = _("This lesson has not started yet.")


class ClosesBeforeItOpens(PortalError):  # noqa: N818
    """The end lies before the start."""

    code = "closes_before_it_opens"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("The lesson must end after it starts.")


class NothingToExtend(PortalError):  # noqa: N818
    """The lesson has no end that could be moved."""

    code = "nothing_to_extend"
    status = HTTPStatus.CONFLICT
    message = _("This lesson has no end time, so there is nothing to extend.")


class AlreadyStarted(PortalError):  # noqa: N818
    """A lesson that pupils may have seen cannot be withdrawn."""

    code = "already_started"
    status = HTTPStatus.CONFLICT
    message = _("The lesson has started, so it can only be ended.")


class StepUnknown(PortalError):  # noqa: N818
    """Progress tells of a step the activity does not have."""

    code = "step_unknown"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("This activity has no such step.")
