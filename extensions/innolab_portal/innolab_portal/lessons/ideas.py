"""Pupils' ideas as their teachers read them."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from innolab_portal.lessons import queries, talking
from innolab_portal.lessons.models import Idea
from innolab_portal.lessons.told import told_on_a_page
from innolab_portal.library.texts import in_language
from innolab_portal.people.access import PageRequest, page_for
from innolab_portal.people.models import Role

IDEAS_ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class ShownIdea:
    """An idea with the step it is about."""

    idea: Idea
    step: str
    """The step's number and title; empty where the activity has it no more."""


@require_GET
@page_for(Role.TEACHER)
def ideas(request: PageRequest) -> HttpResponse:
    """What pupils of the teacher's classes sent: what is new, or all."""
    every = request.GET.get("all") == "1"
    found = queries.ideas_for(request.user)
    page = Paginator(found if every else found.filter(read_at=None), IDEAS_ON_A_PAGE).get_page(request.GET.get("page"))
    shown = [ShownIdea(idea, _step(idea)) for idea in page]
    return render(request, "lessons/ideas.html", {"ideas": shown, "page": page, "every": every})


@require_POST
@told_on_a_page
@page_for(Role.TEACHER)
def tick_off(request: PageRequest, pk: int) -> HttpResponseBase:
    """The teacher has read one."""
    talking.tick_off(idea=queries.idea_for(request.user, pk), by=request.user)
    return redirect("ideas")


def _step(idea: Idea) -> str:
    for number, step in enumerate(queries.steps_of(idea.lesson.activity), start=1):
        if step["id"] == idea.step:
            return f"{number} {in_language(step['title'])}"
    return ""
