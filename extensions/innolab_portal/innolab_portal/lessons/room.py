"""The lesson room: the board, live, and the few things a teacher does with a running lesson."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from innolab_portal.errors import PortalError
from innolab_portal.lessons import actions, board, queries, renewing, talking
from innolab_portal.lessons.forms import MORE_MINUTES
from innolab_portal.lessons.models import Lesson
from innolab_portal.lessons.templatetags.lessons import minutes_between
from innolab_portal.lessons.told import told_on_a_page
from innolab_portal.people import disclosures
from innolab_portal.people.access import PageRequest, page_for
from innolab_portal.people.models import Disclosure, Role

ANIMALS = "lessons_show_animals"
"""In the teacher's session: pupils stand on the board as animals, not by name."""


@require_GET
@told_on_a_page
@page_for(Role.TEACHER)
def lesson_room(request: PageRequest, lesson_id: str) -> HttpResponse:
    """The lesson as its teacher sees it."""
    lesson = queries.lesson_taught_by(request.user, lesson_id)
    if "animals" in request.GET:
        request.session[ANIMALS] = request.GET["animals"] == "1"
    now = timezone.now()
    context = _context(lesson, now, animals=request.session.get(ANIMALS, False))
    if not context["animals"]:
        disclosures.note(by=request.user, what=Disclosure.What.SEEN, of=lesson.school_class)
    context |= {"more_minutes": MORE_MINUTES, "now": now}
    if context["state"] != Lesson.State.CLOSED:
        context["newer"] = renewing.newer(lesson)
    return render(request, "lessons/room.html", context)


@require_GET
@told_on_a_page
@page_for(Role.TEACHER)
def lesson_board(request: PageRequest, lesson_id: str) -> HttpResponseBase:
    """The board alone, asked for every other second: drawn only when something on it has changed."""
    lesson = queries.lesson_taught_by(request.user, lesson_id)
    now = timezone.now()
    context = _context(lesson, now, animals=request.GET.get("animals") == "1")
    etag = _etag(context, lesson, now)
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return unchanged
    response = render(request, "lessons/_board.html", context)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _context(lesson: Lesson, now: dt.datetime, *, animals: bool) -> dict[str, Any]:
    state, paused = lesson.state(now), lesson.paused_at is not None
    return {
        "lesson": lesson,
        "state": state,
        "stands": f"{state} {'paused' if paused else ''} {lesson.open_steps or ''}".strip(),
        "board": queries.lesson_board(lesson, now, animals=animals),
        "animals": animals,
        "stuck_after": board.STUCK_AFTER_MINUTES,
    }


def _etag(context: dict[str, Any], lesson: Lesson, now: dt.datetime) -> str:
    """Of all that the board shows, the minutes left and the language included."""
    left = lesson.closes_at and minutes_between(now, lesson.closes_at)
    stands = (lesson.closes_at, lesson.paused_at, lesson.open_steps, left)
    shown = (get_language(), context["state"], context["animals"], stands, context["board"])
    return f'"{hashlib.sha256(repr(shown).encode()).hexdigest()[:32]}"'


Change = Callable[[PageRequest, Lesson], str]


def _changes(change: Change) -> Callable[[HttpRequest, str], HttpResponseBase]:
    """A button of the lesson room: do it, say what was done, show the room again."""

    @require_POST
    @told_on_a_page
    @page_for(Role.TEACHER)
    @wraps(change)
    def view(request: PageRequest, lesson_id: str) -> HttpResponseBase:
        lesson = queries.lesson_taught_by(request.user, lesson_id)
        try:
            if told := change(request, lesson):
                messages.success(request, told)
        except PortalError as error:
            messages.error(request, str(error))
        if lesson.pk is None:
            return redirect("school_class", lesson.school_class_id)
        return redirect("lesson_room", lesson_id)

    return view


@_changes
def start(request: PageRequest, lesson: Lesson) -> str:
    """Open the lesson now."""
    actions.start(lesson=lesson, by=request.user)
    return _("The lesson is running. Pupils see it on their page now.")


@_changes
def end(request: PageRequest, lesson: Lesson) -> str:
    """Close the lesson now."""
    actions.end(lesson=lesson, by=request.user)
    return _("The lesson has ended. What pupils did is kept.")


@_changes
def extend(request: PageRequest, lesson: Lesson) -> str:
    """Move the end later."""
    asked = request.POST.get("minutes", "")
    minutes = int(asked) if asked.isdecimal() and int(asked) in MORE_MINUTES else MORE_MINUTES[0]
    actions.extend(lesson=lesson, by=request.user, minutes=minutes)
    return _("The lesson has %(minutes)s minutes more.") % {"minutes": minutes}


@_changes
def withdraw(request: PageRequest, lesson: Lesson) -> str:
    """Take back a lesson that has not started."""
    actions.withdraw(lesson=lesson, by=request.user)
    return _("The lesson was withdrawn. Pupils no longer see it.")


@_changes
def pause(request: PageRequest, lesson: Lesson) -> str:
    """All eyes on the teacher. The room itself shows it."""
    talking.pause(lesson=lesson, by=request.user)
    return ""


@_changes
def go_on(request: PageRequest, lesson: Lesson) -> str:
    """Pupils go on."""
    talking.go_on(lesson=lesson, by=request.user)
    return ""


@_changes
def open_steps(request: PageRequest, lesson: Lesson) -> str:
    """Open so many steps, or all."""
    asked = request.POST.get("steps", "")
    talking.open_steps(lesson=lesson, by=request.user, number=int(asked) if asked.isdecimal() else None)
    return ""


@_changes
def take_newer(request: PageRequest, lesson: Lesson) -> str:
    """Go on with the newest version of the module."""
    taken = renewing.take(lesson=lesson, by=request.user)
    return _("The lesson goes on with version %(version)s. Pupils' work is kept.") % {
        "version": taken.module_version.version
    }
