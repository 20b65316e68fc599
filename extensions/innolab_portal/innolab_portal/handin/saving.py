"""Saving without leaving the page: any of a lesson's results at once, each whole or not at all."""

from __future__ import annotations

from typing import TypedDict

from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_POST

from innolab_portal.handin import actions, errors, queries, scores
from innolab_portal.handin.forms import ReviewForm, shown
from innolab_portal.handin.models import CellResult, Result
from innolab_portal.handin.pages import taught
from innolab_portal.handin.works import Graded, written_cells
from innolab_portal.lessons.models import Lesson
from innolab_portal.people.access import PageRequest, page_for
from innolab_portal.people.models import Role


class CellNow(TypedDict):
    """A graded cell as it stands after saving, ready for the page."""

    points: str
    comment: str
    given: bool
    """By a person, not by grading."""
    waits: bool
    said: str
    """HTML: the verdict."""
    error: str
    """Why what was typed can't be saved; empty where it can."""


class ResultNow(TypedDict):
    """What became of a result."""

    saved: bool
    edited: bool
    """Somebody else had saved in between, so nothing was."""
    revision: int
    words: str
    returnable: bool
    """All is judged, and the pupil has yet to be told."""
    cells: dict[int, CellNow]


@require_POST
@page_for(Role.TEACHER)
def save_review(request: PageRequest, lesson_id: str) -> HttpResponse:
    """Save the fields that were sent; tells how each result stands now, saved or not."""
    lesson = taught(request, lesson_id)
    named = (key.removeprefix("revision-") for key in request.POST if key.startswith("revision-"))
    pks = [pk for name in named if (pk := queries.whole_number(name)) is not None]
    forms = [ReviewForm.sent(result, request.POST) for result in queries.results_in(lesson, pks)]
    edited = {form.result.pk for form in forms if form.is_valid and not _saved(form)}
    return JsonResponse({"results": _now(lesson, forms, edited)})


def _saved(form: ReviewForm) -> bool:
    """False where somebody else saved in between."""
    try:
        actions.save_review(result=form.result, revision=form.revision, cells=form.judged, comment=form.comment)
    except errors.EditedMeanwhile:
        return False
    return True


def _now(lesson: Lesson, forms: list[ReviewForm], edited: set[int]) -> dict[int, ResultNow]:
    typed = {form.result.pk: form for form in forms}
    written = written_cells(lesson.activity)
    return {
        result.pk: _result(result, typed[result.pk], written, edited=result.pk in edited)
        for result in queries.results_in(lesson, list(typed))
    }


def _result(result: Result, form: ReviewForm, written: set[str], *, edited: bool) -> ResultNow:
    wrong = {field.cell.pk: field.error for field in form.fields}
    own = result.hand_in.lesson.activity.own
    return {
        "saved": form.is_valid and not edited,
        "edited": edited,
        "revision": result.revision,
        "words": result.comment,
        "returnable": queries.returnable(result),
        "cells": {
            cell.pk: _cell(Graded(cell, scores.verdict(cell), cell.grade_id in written, own), wrong.get(cell.pk, ""))
            for cell in result.cells.all()
        },
    }


def _cell(graded: Graded, error: str) -> CellNow:
    cell: CellResult = graded.cell
    return {
        "points": shown(cell.points),
        "comment": cell.comment,
        "given": cell.manual_points is not None,
        "waits": graded.waits,
        "said": render_to_string("handin/_said.html", {"graded": graded}),
        "error": error,
    }
