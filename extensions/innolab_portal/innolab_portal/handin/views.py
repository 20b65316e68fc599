"""The teacher's review: the class, and pupil by pupil."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from innolab_portal.handin import actions, errors, export, queries, repairs, reviewing, works
from innolab_portal.handin.forms import ReviewForm
from innolab_portal.handin.models import HandIn
from innolab_portal.handin.pages import taught, title_of
from innolab_portal.lessons.models import Lesson
from innolab_portal.people import disclosures
from innolab_portal.people.access import PageRequest, page_for
from innolab_portal.people.models import Disclosure, Role, User


@require_GET
@page_for(Role.TEACHER)
def review(request: PageRequest, lesson_id: str) -> HttpResponse:
    """The class's points, who waits for the teacher first."""
    lesson = taught(request, lesson_id)
    names = queries.habits_of(request.user).names
    if names:
        disclosures.note(by=request.user, what=Disclosure.What.SEEN, of=lesson.school_class)
    whole = reviewing.review(lesson, animals=not names)
    page = {"lesson": lesson, "title": title_of(lesson), "review": whole, "names": names}
    return render(request, "handin/review.html", page)


@require_http_methods(["GET", "POST"])
@page_for(Role.TEACHER)
def review_pupil(request: PageRequest, lesson_id: str, username: str) -> HttpResponse:
    """A pupil's work, with points and words for each graded cell."""
    lesson = taught(request, lesson_id)
    hand_in, versions = _work(lesson, username, request.POST.get("receipt") or request.GET.get("receipt", ""))
    form, status, edited = ReviewForm.of(hand_in.result), 200, False
    if request.method == "POST":
        form = ReviewForm.sent(hand_in.result, request.POST)
        try:
            if form.is_valid:
                _save(form)
                return _after(request, lesson, username)
            status = 422
        except errors.EditedMeanwhile:
            form.revision, status, edited = hand_in.result.revision, 409, True
    page = _pupil_page(request, lesson, hand_in, form)
    return render(request, "handin/review_pupil.html", {**page, "versions": versions, "edited": edited}, status=status)


@require_POST
@page_for(Role.TEACHER)
def regrade(request: PageRequest, lesson_id: str, username: str) -> HttpResponse:
    """Grade a pupil's work once more."""
    hand_in, _versions = _work(taught(request, lesson_id), username, request.POST.get("receipt", ""))
    if actions.regrade(hand_in=hand_in):
        messages.info(request, _("Being graded again. Your points and comments stay."))
    else:
        messages.info(request, _("Grading is under way already."))
    return redirect("review_pupil", lesson_id, username)


@require_POST
@page_for(Role.TEACHER)
def return_feedback(request: PageRequest, lesson_id: str) -> HttpResponse:
    """Return what is reviewed: of the chosen pupils, or of all."""
    lesson = taught(request, lesson_id)
    many = actions.return_feedback(lesson=lesson, pupils=request.POST.getlist("pupil") or None)
    if many:
        told = ngettext("Returned to %(many)d pupil.", "Returned to %(many)d pupils.", many) % {"many": many}
        messages.success(request, told)
    else:
        messages.info(request, _("There was nothing new to return."))
    return redirect("review", lesson_id)


@require_GET
@page_for(Role.TEACHER)
def points_csv(request: PageRequest, lesson_id: str) -> HttpResponse:
    """The class's points as a table for a spreadsheet."""
    lesson = taught(request, lesson_id)
    names = queries.habits_of(request.user).names
    disclosures.note(by=request.user, what=Disclosure.What.POINTS, of=lesson.school_class)
    table = export.points_csv(lesson, reviewing.review(lesson, animals=not names))
    response = HttpResponse(table, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{lesson.school_class.key}-{lesson.assignment}.csv"'
    return response


def _work(lesson: Lesson, username: str, receipt: str) -> tuple[HandIn, list[HandIn]]:
    """The pupil's hand-in asked for, else the one that counts, and all there are."""
    pupil = User.objects.filter(
        username=username, role=Role.PUPIL, is_active=True, memberships__school_class=lesson.school_class
    ).first()
    versions = queries.of_pupil(lesson, pupil) if pupil else []
    if not versions:
        raise Http404
    return next((one for one in versions if one.receipt == receipt), versions[0]), versions


def _pupil_page(request: PageRequest, lesson: Lesson, hand_in: HandIn, form: ReviewForm) -> dict[str, object]:
    habits = queries.habits_of(request.user)
    if habits.names:
        disclosures.note(by=request.user, what=Disclosure.What.SEEN, of=lesson.school_class)
    whole = reviewing.review(lesson, animals=not habits.names)
    at = hand_in.pupil.username
    steps = works.steps(hand_in)
    before, after = whole.beside(at)
    return {
        "lesson": lesson,
        "title": title_of(lesson),
        "hand_in": hand_in,
        "form": form,
        "steps": steps,
        "first_stop": next(iter(whole.stops), None),
        "left": sum(step.waits for step in steps),
        "to_judge": sum(bool(step.graded) for step in steps),
        "fields": {one.cell.pk: one for one in form.fields},
        "row": next(row for row in whole.rows if row.pupil.username == at),
        "review": whole,
        "before": before,
        "after": after,
        "next": whole.next_after(at),
        "earlier": hand_in.result.earlier.all(),
        "habits": habits,
        "kept": queries.kept_comments(request.user, lesson),
        "names": habits.names,
        "reason": repairs.reason(hand_in.result.repaired),
        "repaired": repairs.told(hand_in.result.repaired),
        "reaching": repairs.reaching(hand_in.result.repaired),
    }


def _save(form: ReviewForm) -> None:
    actions.save_review(result=form.result, revision=form.revision, cells=form.judged, comment=form.comment)


def _after(request: PageRequest, lesson: Lesson, username: str) -> HttpResponse:
    """To the next pupil who waits for the teacher; to the class when none does."""
    following = reviewing.review(lesson, animals=True).next_after(username)
    if following is None or following.pupil.username == username:
        messages.success(request, _("Saved"))
        return redirect("review", lesson.pk)
    return redirect("review_pupil", lesson.pk, following.pupil.username)
