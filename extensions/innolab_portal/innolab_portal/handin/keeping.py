"""A teacher's own comments, kept to be used again."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from innolab_portal.handin import actions, queries
from innolab_portal.handin.pages import taught
from innolab_portal.lessons.queries import steps_of
from innolab_portal.people.access import PageRequest, page_for
from innolab_portal.people.models import Role


@require_POST
@page_for(Role.TEACHER)
def kept_comments(request: PageRequest, lesson_id: str) -> HttpResponse:
    """Keep a comment (`text`, of a `step`) or drop one (`drop`, its number); the list as it is then."""
    lesson = taught(request, lesson_id)
    if (dropped := queries.whole_number(request.POST.get("drop", ""))) is not None:
        actions.drop_comment(teacher=request.user, pk=dropped)
    step, text = request.POST.get("step", ""), request.POST.get("text", "")
    if any(step == known["id"] for known in steps_of(lesson.activity)):
        actions.keep_comment(teacher=request.user, lesson=lesson, step=step, text=text)
    return render(request, "handin/_kept.html", {"kept": queries.kept_comments(request.user, lesson)})
