"""Pages around lessons: a pupil's day, a teacher's classes, giving an activity to a class."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from innolab_portal.lessons import actions, queries
from innolab_portal.lessons.forms import ONE_BY_ONE, GiveForm
from innolab_portal.lessons.models import Lesson
from innolab_portal.library.models import Activity
from innolab_portal.library.queries import newest_activity
from innolab_portal.people import disclosures
from innolab_portal.people.access import PageRequest, own_class, page_for
from innolab_portal.people.models import Disclosure, Role
from innolab_portal.people.queries import classes_of

LESSONS_OF_CLASS = 30


@require_GET
@page_for(Role.PUPIL)
def today(request: PageRequest) -> HttpResponse:
    """A pupil's home: one big card says what to do now."""
    every = request.GET.get("all") == "1"
    day = queries.pupil_day(request.user, timezone.now(), earlier=200 if every else 6)
    if request.GET.get("version") == "1":
        return JsonResponse({"version": day.version})
    context = {"day": day, "school_class": classes_of(user=request.user).first(), "every": every}
    return render(request, "lessons/today.html", context)


@require_GET
@page_for(Role.TEACHER)
def classes(request: PageRequest) -> HttpResponse:
    """A teacher's home: today's lessons first, then the classes."""
    return render(request, "lessons/classes.html", {"day": queries.teacher_day(request.user, timezone.now())})


@require_GET
@page_for(Role.TEACHER)
def school_class(request: PageRequest, key: str) -> HttpResponse:
    """A class: its pupils, its lessons, its sign-in code big enough for the board."""
    shown = own_class(user=request.user, key=key)
    disclosures.note(by=request.user, what=Disclosure.What.SEEN, of=shown)
    now = timezone.now()
    lessons = queries.lessons_for(request.user, now, key)[:LESSONS_OF_CLASS]
    context = {
        "school_class": shown,
        "pupils": queries.class_list(shown),
        "lessons": queries.taught_lessons(list(lessons), now),
    }
    return render(request, "lessons/school_class.html", context)


@require_http_methods(["GET", "POST"])
@page_for(Role.TEACHER)
def give(request: PageRequest, slug: str, activity: str) -> HttpResponseBase:
    """Give an activity to a class: which class, when, and when feedback comes."""
    chosen = _activity(slug, activity)
    form = GiveForm(request.POST or None, classes=classes_of(user=request.user))
    if request.method == "POST" and form.is_valid():
        lesson = _given(request, chosen, form.cleaned_data)
        if lesson.state(timezone.now()) == Lesson.State.OPEN:
            messages.success(request, _("The lesson is running. Pupils see it on their page now."))
        else:
            messages.success(request, _("The lesson is planned. Pupils see on their page when it starts."))
        return redirect("lesson_room", lesson.pk)
    others = chosen.module_version.activities.exclude(pk=chosen.pk)
    return render(request, "lessons/give.html", {"activity": chosen, "form": form, "others": others})


def _given(request: PageRequest, activity: Activity, answers: dict[str, Any]) -> Lesson:
    return actions.give(
        school_class=answers["school_class"],
        activity=activity,
        by=request.user,
        opens_at=answers["opens"],
        closes_at=answers["closes"],
        hints_allowed=answers["hints_allowed"],
        late_allowed=answers["late_allowed"],
        feedback_when=Lesson.FeedbackWhen(answers["feedback_when"]),
        open_steps=1 if answers["pace"] == ONE_BY_ONE else None,
        chosen=answers["chosen"],
    )


def _activity(slug: str, activity: str) -> Activity:
    try:
        return newest_activity(slug, activity)
    except Activity.DoesNotExist as error:
        raise Http404 from error
