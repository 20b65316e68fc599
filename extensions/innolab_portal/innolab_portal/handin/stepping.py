"""One step across the class: all answers under one another, so that a thought is judged once and the scale stays."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from innolab_portal.handin import actions, errors, likeness, queries, reviewing, works
from innolab_portal.handin.forms import ReviewForm
from innolab_portal.handin.pages import taught, title_of
from innolab_portal.people.access import PageRequest, page_for
from innolab_portal.people.models import Role


@dataclass(slots=True)
class PupilsStep:
    """A pupil's part of the step's page."""

    row: reviewing.Row
    step: works.Step
    form: ReviewForm
    edited: bool = False
    """Somebody else saved in between."""

    @property
    def fields(self) -> dict[int, object]:
        """The inputs by graded cell."""
        return {one.cell.pk: one for one in self.form.fields}


@require_http_methods(["GET", "POST"])
@page_for(Role.TEACHER)
def review_step(request: PageRequest, lesson_id: str, step_id: str) -> HttpResponse:
    """All pupils' answers to a step, those that are alike together."""
    lesson = taught(request, lesson_id)
    habits = queries.habits_of(request.user)
    whole = reviewing.review(lesson, animals=not habits.names)
    stops = whole.stops
    at = next((number for number, stop in enumerate(stops) if stop.id == step_id), None)
    if at is None:
        raise Http404
    pupils = _pupils(whole, step_id, request.POST if request.method == "POST" else None)
    following = stops[at + 1] if at + 1 < len(stops) else None
    status = 200
    if request.method == "POST":
        status = _save(pupils)
        if status == 200:  # noqa: PLR2004
            messages.success(request, _("Saved"))
            return redirect("review_step", lesson_id, following.id) if following else redirect("review", lesson_id)
    by: likeness.By = "result" if request.GET.get("by") == "result" else "answer"
    page = {
        "lesson": lesson,
        "title": title_of(lesson),
        "habits": habits,
        "kept": queries.kept_comments(request.user, lesson),
        "names": habits.names,
        "pupils": pupils,
        "groups": likeness.grouped(((one, one.step) for one in pupils), by),
        "by": by,
        "has_code": any(one.step.code for one in pupils[:1]),
        "stops": stops,
        "stop": stops[at],
        "after": following,
        "first": whole.first_to_see,
        "wrong": sum(not one.form.is_valid for one in pupils),
        "edited": any(one.edited for one in pupils),
    }
    return render(request, "handin/review_step.html", page, status=status)


def _pupils(whole: reviewing.Review, step_id: str, sent: QueryDict | None) -> list[PupilsStep]:
    """Who waits for the teacher first."""
    pupils = []
    for row in whole.rows:
        if row.hand_in is None or row.state == "grading":
            continue
        result = row.hand_in.result
        step = next(iter(works.steps(row.hand_in, only=step_id)), None)
        if step is not None:
            form = ReviewForm.of(result, step_id) if sent is None else ReviewForm.sent(result, sent, step_id)
            pupils.append(PupilsStep(row, step, form))
    return sorted(pupils, key=lambda one: not one.step.waits)


def _save(pupils: list[PupilsStep]) -> int:
    """Save what was changed, each pupil whole or not at all; the page's status."""
    for one in pupils:
        if one.form.is_valid and one.form.changed:
            try:
                actions.save_review(result=one.form.result, revision=one.form.revision, cells=one.form.judged)
                one.form.revision += 1
            except errors.EditedMeanwhile:
                one.form.revision, one.edited = one.form.result.revision, True
    if any(one.edited for one in pupils):
        return 409
    return 200 if all(one.form.is_valid for one in pupils) else 422
