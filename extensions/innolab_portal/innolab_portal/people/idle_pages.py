"""How long a shared device waits before it forgets its pupil: for a school and for a class."""

from __future__ import annotations

from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from innolab_portal.people import idle
from innolab_portal.people.access import PageRequest, page_for, school_looked_after
from innolab_portal.people.class_pages import class_shown
from innolab_portal.people.models import Role, School, SchoolClass
from innolab_portal.people.school_forms import IdleForm


@require_POST
@page_for(Role.OPERATOR)
def of_school(request: PageRequest, code: str) -> HttpResponseBase:
    """For the classes of a school that say nothing themselves."""
    school = school_looked_after(user=request.user, code=code)
    _keep(request, school, IdleForm(request.POST))
    return redirect("school", code)


@require_POST
@page_for(Role.TEACHER, Role.OPERATOR)
def of_class(request: PageRequest, key: str) -> HttpResponseBase:
    """For a class."""
    school_class = class_shown(request, key)
    _keep(request, school_class, IdleForm(request.POST, school_class=school_class))
    return redirect("class_people", key)


def _keep(request: PageRequest, of: School | SchoolClass, form: IdleForm) -> None:
    if form.is_valid():
        idle.set_minutes(of=of, minutes=form.cleaned_data["minutes"])
        messages.success(request, _("Saved. It holds from the next sign-in on."))
    else:
        messages.error(request, _("That time is not among those to choose from."))
