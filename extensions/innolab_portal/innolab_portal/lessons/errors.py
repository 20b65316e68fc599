"""What can go wrong with lessons.

PortalError
├── NotTheirClass         403 not_your_class       somebody from outside the class, or a pupil where teachers decide
├── LessonNotOpen         409 lesson_not_open      a pupil came before the lesson opens
├── ClosesBeforeItOpens   422 closes_before_it_opens
├── NothingToExtend       409 nothing_to_extend    the lesson has no end that could be moved
├── AlreadyStarted        409 already_started      a lesson that pupils may have seen cannot be withdrawn
├── StepUnknown           422 step_unknown         progress tells of a step the activity does not have
├── AssignmentName        422 assignment_name      a name that can't be an assignment's
├── AssignmentExists      409 assignment_exists    the class has the teacher's assignment already
├── AssignmentTaken       409 assignment_taken     the class has a lesson from the library of that name
├── NothingNewer          409 nothing_newer        the lesson has the newest version of its activity
├── NewerLosesWork        409 newer_loses_work     the newer version lacks a cell that pupils write in
├── AlreadyWorkedOn       409 already_worked_on    a lesson with pupils' work in it cannot be taken back
├── NotOpenNow            409 not_open_now         raising a hand, pausing and the like need a lesson that is on
├── NothingSaid           422 nothing_said         a note or an idea without words
├── NobodyLooks           409 nobody_looks         a pupil's work was sent though no teacher looks at it
└── WorkTooLarge          413 work_too_large       a notebook too large to be looked at
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


class AssignmentName(PortalError):  # noqa: N818
    """A name that can't be an assignment's."""

    code = "assignment_name"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _(
        "An assignment's name begins with a letter or digit and has at most 80 of: letters a to z, digits, "
        "full stop, - and _."
    )


class AssignmentExists(PortalError):  # noqa: N818
    """The class has the teacher's assignment already."""

    code = "assignment_exists"
    status = HTTPStatus.CONFLICT
    message = _("The class has this assignment already. With --force the new version takes its place.")


class AssignmentTaken(PortalError):  # noqa: N818
    """The class has a lesson from the library of that name."""

    code = "assignment_taken"
    status = HTTPStatus.CONFLICT
    message = _("The class has a lesson from the library of that name. Give the assignment another name.")


class AlreadyWorkedOn(PortalError):  # noqa: N818
    """A lesson with pupils' work in it cannot be taken back."""

    code = "already_worked_on"
    status = HTTPStatus.CONFLICT
    message = _("Pupils have worked on this, so it can only be ended.")


class NotOpenNow(PortalError):  # noqa: N818
    """Raising a hand, pausing and the like need a lesson that is on."""

    code = "not_open_now"
    status = HTTPStatus.CONFLICT
    message = _("The lesson is not on right now.")


class NothingSaid(PortalError):  # noqa: N818
    """A note or an idea without words."""

    code = "nothing_said"
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = _("Write a few words first.")


class NobodyLooks(PortalError):  # noqa: N818
    """A pupil's work was sent though no teacher looks at it."""

    code = "nobody_looks"
    status = HTTPStatus.CONFLICT
    message = _("Nobody is looking at this work right now.")


class WorkTooLarge(PortalError):  # noqa: N818
    """A notebook too large to be looked at."""

    code = "work_too_large"
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    message = _("This work is too large to be shown here.")


class NothingNewer(PortalError):  # noqa: N818
    """The lesson has the newest version of its activity."""

    code = "nothing_newer"
    status = HTTPStatus.CONFLICT
    message = _("The lesson has the newest version already.")


class NewerLosesWork(PortalError):  # noqa: N818
    """The newer version lacks a cell that pupils write in."""

    code = "newer_loses_work"
    status = HTTPStatus.CONFLICT
    message = _("The new version has other tasks, so pupils' work would have no place in it. Give it as a new lesson.")
