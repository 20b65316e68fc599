"""The big screen: the class together on its way, by animals, for the projector. No name ever stands on it."""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from innolab_portal.lessons import queries, tram
from innolab_portal.lessons.models import Lesson
from innolab_portal.lessons.templatetags.lessons import minutes_between
from innolab_portal.lessons.told import told_on_a_page
from innolab_portal.people.access import PageRequest, page_for
from innolab_portal.people.models import Role


@require_GET
@told_on_a_page
@page_for(Role.TEACHER)
def lesson_screen(request: PageRequest, lesson_id: str) -> HttpResponse:
    """The page for the projector."""
    lesson = queries.lesson_taught_by(request.user, lesson_id)
    return render(request, "lessons/screen.html", _context(request, lesson))


@require_GET
@told_on_a_page
@page_for(Role.TEACHER)
def lesson_screen_now(request: PageRequest, lesson_id: str) -> HttpResponseBase:
    """What changes on it, asked for every other second."""
    context = _context(request, queries.lesson_taught_by(request.user, lesson_id))
    shown = [get_language(), *(context[key] for key in ("state", "paused", "left", "tram", "praise"))]
    etag = f'"{hashlib.sha256(repr(shown).encode()).hexdigest()[:32]}"'
    if (unchanged := get_conditional_response(request, etag=etag)) is not None:
        return unchanged
    response = render(request, "lessons/_screen.html", context)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _context(request: PageRequest, lesson: Lesson) -> dict[str, Any]:
    now = timezone.now()
    board = queries.lesson_board(lesson, now, animals=True)
    return {
        "lesson": lesson,
        "state": lesson.state(now),
        "paused": lesson.paused_at is not None,
        "left": lesson.closes_at and minutes_between(now, lesson.closes_at),
        "tram": tram.build(board, seed=lesson.pk, minute=int(now.timestamp() // 60)),
        "praise": request.GET.get("praise") != "0",
    }
