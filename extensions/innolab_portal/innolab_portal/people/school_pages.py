"""Operators' pages: schools, a school's classes by school year, its teachers and operators."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from innolab_portal.people import actions, disclosures, invitations, queries
from innolab_portal.people.access import PageRequest, page_for, school_looked_after
from innolab_portal.people.card_pages import end_and_tell
from innolab_portal.people.forms import focus_first_wrong
from innolab_portal.people.models import Role, School, SchoolClass, User
from innolab_portal.people.school_forms import ClassForm, IdleForm, InvitationForm, SchoolForm

LOG_LINES = 500


@require_GET
@page_for(Role.OPERATOR)
def schools(request: PageRequest) -> HttpResponseBase:
    """All schools in numbers; the operator of one school goes to that one."""
    if request.user.school_id:
        return redirect("school", request.user.school_id)
    return _schools_page(request, SchoolForm())


@require_POST
@page_for(Role.OPERATOR)
def add_school(request: PageRequest) -> HttpResponseBase:
    """A new school, by the operator of the service."""
    if request.user.school_id:
        return redirect("school", request.user.school_id)
    form = SchoolForm(request.POST)
    if not form.is_valid():
        return _schools_page(request, form)
    made = actions.make_school(code=form.cleaned_data["code"], name=form.cleaned_data["name"])
    return redirect("school", made.code)


@require_GET
@never_cache
@page_for(Role.OPERATOR)
def school(request: PageRequest, code: str) -> HttpResponse:
    """A school: its classes of a school year, its teachers and operators."""
    return _school_page(request, school_looked_after(user=request.user, code=code))


@require_POST
@page_for(Role.OPERATOR)
def add_class(request: PageRequest, code: str) -> HttpResponseBase:
    """A new class."""
    shown = school_looked_after(user=request.user, code=code)
    form = ClassForm(request.POST, school=shown)
    if not form.is_valid():
        return _school_page(request, shown, class_form=form)
    made = actions.make_class(school=shown, **form.cleaned_data)
    messages.success(request, _("The class %(name)s is there. Add its pupils and teachers.") % {"name": made.name})
    return redirect("class_people", made.key)


@require_POST
@never_cache
@page_for(Role.OPERATOR)
def invite(request: PageRequest, code: str) -> HttpResponseBase:
    """A teacher or an operator comes to the school; the link to come in is shown, this once."""
    shown = school_looked_after(user=request.user, code=code)
    form = InvitationForm(request.POST)
    if not form.is_valid():
        return _school_page(request, shown, invitation_form=form)
    answers = {**form.cleaned_data, "role": Role(form.cleaned_data["role"])}
    try:
        adult = actions.invite(school=shown, **answers)
    except actions.OtherRole:
        form.add_error("email", _("This e-mail belongs to somebody with another role or another school."))
        return _school_page(request, shown, invitation_form=form)
    if actions.has_password(adult) or not queries.only_of(school=shown).contains(adult):
        messages.info(request, _("This person is in InnoLab already. A teacher can be added to a class by e-mail."))
        return redirect("school", code)
    return _invited_page(request, shown, adult)


@require_POST
@never_cache
@page_for(Role.OPERATOR)
def new_link(request: PageRequest, code: str, username: str) -> HttpResponse:
    """A new link for an adult of this school only, who has lost the first one or forgotten the password."""
    shown = school_looked_after(user=request.user, code=code)
    return _invited_page(request, shown, _adult_of(shown, username))


@require_POST
@page_for(Role.OPERATOR)
def close(request: PageRequest, code: str, username: str) -> HttpResponseBase:
    """Close the account of an adult of this school only."""
    adult = _adult_of(school_looked_after(user=request.user, code=code), username)
    if adult == request.user:
        messages.error(request, _("This is your own account."))
    else:
        actions.close_account(user=adult)
        end_and_tell(request, adult, _("%(name)s can't sign in any more.") % {"name": adult.full_name})
    return redirect("school", code)


@require_GET
@never_cache
@page_for(Role.OPERATOR)
def log(request: PageRequest, code: str) -> HttpResponse:
    """Who looked at names of the school's pupils or took something out."""
    shown = school_looked_after(user=request.user, code=code)
    entries = disclosures.of_school(shown, most=LOG_LINES)
    return render(request, "people/log.html", {"school": shown, "entries": entries, "most": LOG_LINES})


def _adult_of(shown: School, username: str) -> User:
    """An adult for whom this school's operator alone answers, or 404."""
    return get_object_or_404(queries.only_of(school=shown), username=username)


def _schools_page(request: PageRequest, form: SchoolForm) -> HttpResponse:
    focus_first_wrong(form)
    context = {
        "schools": queries.schools_with_numbers(),
        "totals": {
            "schools": School.objects.count(),
            "classes": SchoolClass.objects.count(),
            "teachers": User.objects.filter(role=Role.TEACHER, is_active=True).count(),
            "pupils": User.objects.filter(role=Role.PUPIL, is_active=True).count(),
        },
        "form": form,
    }
    return render(request, "people/schools.html", context, status=422 if form.errors else 200)


def _school_page(
    request: PageRequest,
    shown: School,
    *,
    class_form: ClassForm | None = None,
    invitation_form: InvitationForm | None = None,
) -> HttpResponse:
    wrong = class_form or invitation_form
    if wrong:
        focus_first_wrong(wrong)
    years = queries.school_years(school=shown)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and int(asked) in years else queries.this_school_year()
    context: dict[str, Any] = {
        "school": shown,
        "years": [{"year": each, "shown": each == year} for each in years],
        "classes": queries.classes_with_numbers(school=shown, school_year=year),
        "adults": queries.adults_of(school=shown),
        "idle_form": IdleForm(initial={"minutes": shown.idle_minutes}),
        "class_form": class_form or ClassForm(school=shown),
        "invitation_form": invitation_form or InvitationForm(),
    }
    return render(request, "people/school.html", context, status=422 if wrong else 200)


def _invited_page(request: PageRequest, shown: School, adult: User) -> HttpResponse:
    context = {"adult": adult, "link": invitations.link_of(adult), "school": shown}
    return render(request, "people/invited.html", context)
