"""What the pupil reads: what the teacher returned, and what was returned before it."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from innolab_portal.errors import NotFound
from innolab_portal.handin import actions, queries
from innolab_portal.handin.models import EarlierFeedback, HandIn, Result
from innolab_portal.handin.pages import own_page, title_of
from innolab_portal.handin.scores import Verdict
from innolab_portal.handin.told import told
from innolab_portal.lessons.models import Lesson
from innolab_portal.people.access import PageRequest, page_for
from innolab_portal.people.models import Role


@require_GET
@page_for(Role.PUPIL)
def feedback(request: PageRequest, receipt: str) -> HttpResponse:
    """What the teacher returned, read by the pupil."""
    try:
        hand_in = queries.by_receipt(request.user, receipt)
    except NotFound:
        raise Http404 from None
    version = _version(hand_in, request.GET.get("version"))
    given = hand_in.result.returned if version is None else version.returned
    if version is None:
        actions.mark_read(result=hand_in.result)
    steps = told(hand_in, given)
    page = {
        "hand_in": hand_in,
        "title": title_of(hand_in.lesson),
        "given": given,
        "steps": steps,
        "version": version,
        "pages": hand_in.result.pages if version is None else version.pages,
        "others": [
            one
            for one in queries.all_given(hand_in.lesson, request.user)
            if (one.receipt, one.version) != (hand_in.receipt, version and version.pk)
        ],
        "soon": given is None
        and hand_in.lesson.feedback_when == Lesson.FeedbackWhen.AT_ONCE
        and _is_graded_soon(hand_in),
        "still_open": hand_in.lesson.state(timezone.now()) == Lesson.State.OPEN,
        "still_waits": any(step.verdict == Verdict.UNJUDGED for step in steps),
    }
    return render(request, "handin/feedback.html", page)


def _version(hand_in: HandIn, pk: str | None) -> EarlierFeedback | None:
    """An earlier feedback, where one is asked for."""
    if pk is None:
        return None
    try:
        return queries.earlier_version(hand_in, pk)
    except NotFound:
        raise Http404 from None


def _is_graded_soon(hand_in: HandIn) -> bool:
    return hand_in.result.status in (Result.Status.QUEUED, Result.Status.RUNNING)


@require_GET
@page_for(Role.PUPIL)
def own_feedback(request: PageRequest, receipt: str, notebook: str) -> HttpResponse:
    """A page of feedback that the teacher's own nbgrader made, read by the pupil."""
    try:
        hand_in = queries.by_receipt(request.user, receipt)
        version = _version(hand_in, request.GET.get("version"))
        return own_page(hand_in.result.pages if version is None else version.pages, notebook)
    except NotFound:
        raise Http404 from None
