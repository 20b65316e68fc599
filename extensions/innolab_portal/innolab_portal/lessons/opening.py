"""From the portal into the activity: the person's server is started when it has to be, on a page that says so."""

from __future__ import annotations

from django.apps import apps
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from innolab_portal.errors import HubAway
from innolab_portal.lessons import errors, queries
from innolab_portal.lessons.models import Lesson
from innolab_portal.lessons.told import told_on_a_page
from innolab_portal.people.access import PageRequest, page_for
from innolab_portal.people.models import Role
from innolab_portal.people.servers import HubServers, ServerState
from innolab_portal.people.sessions import hub_sign_in_url
from innolab_portal.people.starting import started

CLICK_WAITS_S = 1.0
"""So long a click waits for a server whose start took the hub longer than it waits itself (two seconds)."""
PAGE_WAITS_S = 5.0
"""So long a question of the waiting page waits: asked twice a second, a class at the bell would be heard 300 times."""


@never_cache
@told_on_a_page
@page_for(Role.PUPIL, Role.TEACHER)
def open_lesson(request: PageRequest, lesson_id: str) -> HttpResponse:
    """Go into the activity, or wait on a page of ours while the server starts."""
    lesson = queries.lesson_for(request.user, lesson_id)
    if request.user.role == Role.PUPIL and lesson.state(timezone.now()) == Lesson.State.PLANNED:
        raise errors.LessonNotOpen
    return into(request, lesson, reverse("open_lesson_state", args=[lesson.pk]))


@never_cache
@told_on_a_page
@page_for(Role.PUPIL, Role.TEACHER)
def open_lesson_state(request: PageRequest, lesson_id: str) -> JsonResponse:
    """Where the server is, for the waiting page; a server that fell over is started again."""
    return state_of(request, queries.lesson_for(request.user, lesson_id))


def into(request: PageRequest, lesson: Lesson, state_url: str) -> HttpResponse:
    """Into the activity where the person's server is ready soon; else the page that waits for it."""
    state = _state_of_started(request.user.username, CLICK_WAITS_S)
    if state == ServerState.UNKNOWN_PERSON:
        return redirect(hub_sign_in_url(onward=request.path))
    if state == ServerState.READY:
        return redirect(queries.pupil_url(lesson, request.user))
    return render(request, "lessons/opening.html", {"lesson": lesson, "state_url": state_url})


def state_of(request: PageRequest, lesson: Lesson) -> JsonResponse:
    """What the waiting page asks: where the server is, and where to go then."""
    state = _state_of_started(request.user.username, PAGE_WAITS_S)
    return JsonResponse({"state": state.value, "url": queries.pupil_url(lesson, request.user)})


def _state_of_started(username: str, seconds: float) -> ServerState:
    """The state of the person's server, as `started` tells. A hub that is away, or a failed start, is waited for."""
    servers: HubServers = apps.get_app_config("people").hub_servers  # type: ignore[attr-defined]
    try:
        state = started(servers, username, seconds)
    except HubAway:
        return ServerState.STARTING
    return ServerState.STARTING if state == ServerState.STOPPED else state
