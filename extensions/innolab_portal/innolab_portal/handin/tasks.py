"""What the grader process does, queued in the database so that nothing is lost when it is stopped."""

from __future__ import annotations

import datetime as dt
import logging
from functools import partial

from django.conf import settings
from django.utils import timezone
from django_tasks import task
from innolab_nbgrader.graded import NotNow

from innolab_portal.handin import grading, projection
from innolab_portal.handin.models import HandIn

logger = logging.getLogger(__name__)

AGAIN_AFTER = dt.timedelta(seconds=2)
"""When the zygote is away: its supervisor starts it again in a moment."""
ATTEMPTS = 3
"""A hand-in whose grading killed the grader this often is left for a person."""


@task()
def grade_hand_in(hand_in_id: int) -> str | None:
    """Grade a hand-in, then tell the gradebook."""
    from innolab_nbgrader.autograde import grade  # noqa: PLC0415 - see grading.Grader

    try:
        grader = partial(grade, zygote=str(settings.PORTAL.zygote_socket))
        status = grading.grade_one(hand_in_id=hand_in_id, grader=grader)
    except NotNow as why:
        logger.warning("hand-in %s waits: %s", hand_in_id, why)
        grade_hand_in.using(run_after=timezone.now() + AGAIN_AFTER).enqueue(hand_in_id)
        return None
    if status is not None:
        project_hand_in.enqueue(hand_in_id)
    return status


@task(priority=-10)
def project_hand_in(hand_in_id: int) -> None:
    """Bring a pupil's points into the class's gradebook; after all gradings, since pupils wait for those."""
    from innolab_portal.handin.gradebooks import NbgraderGradebook  # noqa: PLC0415 - it imports nbgrader

    projection.project(hand_in_id=hand_in_id, gradebook=NbgraderGradebook())


def enqueue_grading(hand_in: HandIn) -> None:
    """Queue the grading, in the transaction that makes the row: both are there or neither."""
    grade_hand_in.enqueue(hand_in.pk)


def enqueue_projection(hand_in: HandIn) -> None:
    """Queue the gradebook's update."""
    project_hand_in.enqueue(hand_in.pk)
