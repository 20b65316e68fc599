"""One pupil in the lesson room: where the pupil is, the hand, notes and their receipts, the work as it is now."""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from innolab_portal.errors import PortalError
from innolab_portal.lessons import board, queries, talking
from innolab_portal.lessons.models import Lesson, Note
from innolab_portal.lessons.room import ANIMALS
from innolab_portal.lessons.told import told_on_a_page
from innolab_portal.people.access import PageRequest, page_for
from innolab_portal.people.models import Role, User

NOTES_SHOWN = 5


@require_GET
@told_on_a_page
@page_for(Role.TEACHER)
def lesson_pupil(request: PageRequest, lesson_id: str, username: str) -> HttpResponse:
    """The pupil's page in the lesson room."""
    lesson, pupil = _asked(request, lesson_id, username)
    return render(request, "lessons/pupil.html", _context(request, lesson, pupil))


@require_GET
@told_on_a_page
@page_for(Role.TEACHER)
def lesson_pupil_now(request: PageRequest, lesson_id: str, username: str) -> HttpResponseBase:
    """What changes on it, asked for every other second."""
    lesson, pupil = _asked(request, lesson_id, username)
    context = _context(request, lesson, pupil)
    notes = [(note.text, note.sent_at, note.read_at) for note in context["notes"]]
    next_one = context["next"] and context["next"].pupil.username
    shown = repr((get_language(), context["state"], context["row"], context["animals"], next_one, notes))
    etag = f'"{hashlib.sha256(shown.encode()).hexdigest()[:32]}"'
    if (unchanged := get_conditional_response(request, etag=etag)) is not None:
        return unchanged
    response = render(request, "lessons/_pupil_now.html", context)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@require_POST
@told_on_a_page
@page_for(Role.TEACHER)
def answer_hand(request: PageRequest, lesson_id: str, username: str) -> HttpResponseBase:
    """Seen, or down."""
    lesson, pupil = _asked(request, lesson_id, username)
    talking.answer_hand(lesson=lesson, pupil=pupil, by=request.user, down=request.POST.get("do") == "down")
    return _done(request, lesson, pupil)


@require_POST
@told_on_a_page
@page_for(Role.TEACHER)
def send_note(request: PageRequest, lesson_id: str, username: str) -> HttpResponseBase:
    """A note to the pupil: own words, or one of the ready ones."""
    lesson, pupil = _asked(request, lesson_id, username)
    try:
        talking.send_note(
            lesson=lesson, pupil=pupil, by=request.user, text=request.POST.get("ready") or request.POST.get("text", "")
        )
    except PortalError as error:
        if "quiet" in request.POST:
            return HttpResponse(str(error), status=error.status, content_type="text/plain; charset=utf-8")
        messages.error(request, str(error))
    return _done(request, lesson, pupil)


def _asked(request: PageRequest, lesson_id: str, username: str) -> tuple[Lesson, User]:
    lesson = queries.lesson_taught_by(request.user, lesson_id)
    return lesson, queries.pupil_in(lesson, username)


def _done(request: HttpRequest, lesson: Lesson, pupil: User) -> HttpResponseBase:
    """Nothing, to a page that looks anew by itself; else the page the button stood on."""
    if "quiet" in request.POST:
        return HttpResponse(status=204)
    if request.POST.get("back") == "room":
        return redirect("lesson_room", lesson.pk)
    return redirect("lesson_pupil", lesson.pk, pupil.username)


def _context(request: HttpRequest, lesson: Lesson, pupil: User) -> dict[str, Any]:
    now = timezone.now()
    animals = request.session.get(ANIMALS, False)
    shown = queries.lesson_board(lesson, now, animals=animals)
    row = next(row for row in shown.rows if row.pupil.id == pupil.pk)
    return {
        "lesson": lesson,
        "state": lesson.state(now),
        "row": row,
        "heads": shown.heads,
        "next": _next(shown.help, row),
        "animals": animals,
        "notes": list(Note.objects.filter(lesson=lesson, pupil=pupil).order_by("-sent_at")[:NOTES_SHOWN]),
        "longest_note": talking.LONGEST_NOTE,
    }


def _next(waiting: list[board.Row], here: board.Row) -> board.Row | None:
    """Who needs the teacher next, going round."""
    others = [row for row in waiting if row.pupil.id != here.pupil.id]
    return others[0] if others else None
