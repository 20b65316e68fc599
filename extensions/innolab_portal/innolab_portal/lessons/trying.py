"""Trying an activity out: a teacher or trainer does it as a pupil, in no class, and nothing is kept at the portal.

To people's servers a try-out is a lesson of the id `try-<activity>`, always open: the player fetches it, saves and
checks as in any other. It is no row of the database, so no board, list or figure knows of it, and it takes no hand-in.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from ninja import Router

from innolab_portal.errors import NotFound
from innolab_portal.lessons import opening
from innolab_portal.lessons.api import LessonOut, ProgressIn, lesson_out, release_of
from innolab_portal.lessons.hearing import Heard, StateOut
from innolab_portal.lessons.models import Lesson
from innolab_portal.lessons.told import told_on_a_page
from innolab_portal.library.models import Activity
from innolab_portal.people.access import PageRequest, page_for
from innolab_portal.people.hub import PortalRequest, allow
from innolab_portal.people.models import Role, SchoolClass

router = Router()
WHO = (Role.TEACHER, Role.TRAINER)


class TryOutOut(LessonOut):
    """A lesson that says that it is none."""

    try_out: bool = True


def try_out(pk: int) -> Lesson:
    """The activity as a lesson of no class, never saved; raises NotFound where the library has no such activity."""
    activity = Activity.objects.select_related("module_version").filter(pk=pk, own=False).first()
    if activity is None:
        raise NotFound
    return Lesson(
        id=f"try-{pk}",
        school_class=SchoolClass(key="", name=""),
        activity=activity,
        assignment=activity.slug,
        opens_at=activity.module_version.published_at,
    )


@router.get("lessons/try-{int:pk}", response=TryOutOut, by_alias=True, auth=allow(*WHO))
def lesson(request: PortalRequest, pk: int) -> dict[str, Any]:  # noqa: ARG001
    """The try-out in the form of a lesson."""
    return lesson_out(try_out(pk), timezone.now())


@router.get("lessons/try-{int:pk}/state", response=StateOut, auth=allow(*WHO))
def state(request: PortalRequest, pk: int) -> StateOut:  # noqa: ARG001
    """Always open."""
    return Heard(try_out(pk)).by(None, timezone.now())


@router.get("lessons/try-{int:pk}/release", auth=allow(*WHO))
def release(request: PortalRequest, pk: int) -> HttpResponse:
    """What pupils get."""
    return release_of(request, try_out(pk))


@router.put("lessons/try-{int:pk}/progress", response=StateOut, auth=allow(*WHO))
def progress(request: PortalRequest, pk: int, told: ProgressIn) -> StateOut:  # noqa: ARG001
    """Heard, and not kept."""
    return Heard(try_out(pk)).by(None, timezone.now())


@never_cache
@told_on_a_page
@page_for(*WHO)
def open_try_out(request: PageRequest, pk: int) -> HttpResponseBase:
    """Go into the try-out, or wait on a page of ours while the person's server starts."""
    return opening.into(request, try_out(pk), reverse("open_try_out_state", args=[pk]))


@never_cache
@told_on_a_page
@page_for(*WHO)
def open_try_out_state(request: PageRequest, pk: int) -> HttpResponseBase:
    """Where the server is, for the waiting page."""
    return opening.state_of(request, try_out(pk))
