"""A class's servers, started before its pupils come: by tasks in the queue, so that no page waits for them.

The queue is in the database: a plan outlives restarts, and one grader alone takes it. A task starts a few servers and
queues the rest behind what waits, so that neither gradings nor pupils who come in by themselves stand behind a class.
"""

from __future__ import annotations

import datetime as dt
import logging

from django.apps import apps
from django.conf import settings
from django.utils import timezone
from django_tasks import task

from innolab_portal.errors import HubAway
from innolab_portal.lessons import queries
from innolab_portal.lessons.models import Lesson
from innolab_portal.people.servers import HubServers
from innolab_portal.people.starting import start_side_by_side

logger = logging.getLogger(__name__)

A_FEW = 3
"""So many servers start side by side; more would take the processors from those who are at work."""
AGAIN_AFTER = dt.timedelta(seconds=15)
"""A hub that is away is asked again."""
GIVE_UP_AFTER = dt.timedelta(minutes=30)
"""Whoever has not come by then has the server started by opening the lesson."""


def plan(lesson: Lesson) -> None:
    """Queue the start of the class's servers: some minutes before the lesson, or now."""
    early = lesson.opens_at - dt.timedelta(minutes=settings.PORTAL.start_ahead_minutes)
    due = max(early, timezone.now())
    until = due + GIVE_UP_AFTER
    start_servers.using(run_after=due).enqueue(str(lesson.pk), lesson.opens_at.isoformat(), until.isoformat())


@task()
def start_servers(lesson_id: str, opens_at: str, until: str, pupils: list[str] | None = None) -> None:
    """Start the servers of these pupils, at first of the whole class, unless the lesson is over or planned anew."""
    now = timezone.now()
    lesson = Lesson.objects.filter(pk=lesson_id).first()
    if (
        lesson is None
        or lesson.state(now) == Lesson.State.CLOSED
        or lesson.opens_at != dt.datetime.fromisoformat(opens_at)
    ):
        return
    pupils = _pupils_of(lesson) if pupils is None else pupils
    if now > dt.datetime.fromisoformat(until):
        logger.warning("%d servers of lesson %s were not started ahead in time", len(pupils), lesson_id)
        return
    servers: HubServers = apps.get_app_config("people").hub_servers  # type: ignore[attr-defined]
    try:
        start_side_by_side(servers, pupils[:A_FEW])
    except HubAway:
        logger.info("the hub is away; %d servers of lesson %s wait for it", len(pupils), lesson_id)
        start_servers.using(run_after=now + AGAIN_AFTER).enqueue(lesson_id, opens_at, until, pupils)
    else:
        if rest := pupils[A_FEW:]:
            start_servers.enqueue(lesson_id, opens_at, until, rest)


def _pupils_of(lesson: Lesson) -> list[str]:
    return list(queries.pupils_in(lesson).order_by("username").values_list("username", flat=True))
