"""One step across the class: all answers under one another, so that a thought is judged once and the scale stays."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from innolab_portal.handin import actions, errors, reviewing, works
from innolab_portal.handin.forms import ReviewForm
from innolab_portal.handin.pages import names_shown, taught, title_of
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
    """All pupils' answers to a step; who waits for the teacher first."""
    lesson = taught(request, lesson_id)
    whole = reviewing.review(lesson, animals=not names_shown(request))
    order = list(dict.fromkeys(column.step for column in whole.columns))
    if step_id not in order:
        raise Http404
    pupils = _pupils(whole, step_id, request.POST if request.method == "POST" else None)
    at = order.index(step_id)
    following = order[at + 1] if at + 1 < len(order) else None
    status = 200
    if request.method == "POST":
        status = _save(pupils)
        if status == 200:  # noqa: PLR2004
            messages.success(request, _("Saved"))
            return redirect("review_step", lesson_id, following) if following else redirect("review", lesson_id)
    page = {
        "lesson": lesson,
        "title": title_of(lesson),
        "names": names_shown(request),
        "pupils": pupils,
        "column": next(column for column in whole.columns if column.step == step_id),
        "before": order[at - 1] if at else None,
        "after": following,
        "wrong": sum(not one.form.is_valid for one in pupils),
        "edited": any(one.edited for one in pupils),
        "judged": sum(not one.step.waits for one in pupils),
    }
    return render(request, "handin/review_step.html", page, status=status)


def _pupils(whole: reviewing.Review, step_id: str, sent: QueryDict | None) -> list[PupilsStep]:
    pupils = []
    for row in whole.rows:
        if row.hand_in is None or row.state == "grading":
            continue
        result = row.hand_in.result
        step = next((step for step in works.steps(row.hand_in) if step.id == step_id), None)
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
