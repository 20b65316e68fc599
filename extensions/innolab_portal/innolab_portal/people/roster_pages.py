"""Bringing in a school's pupils from a file: choose it, look at what would change, then do it."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from innolab_portal.people import disclosures, encryption, queries
from innolab_portal.people.access import PageRequest, page_for, school_with_names
from innolab_portal.people.models import Disclosure, Role, School
from innolab_portal.people.rosters import oneroster, plan, table
from innolab_portal.people.rosters.rows import MOST_BYTES, Roster, Row, Unreadable

HOUR_S = 60 * 60
"""For so long what was looked at can be confirmed."""


@require_GET
@never_cache
@page_for(Role.OPERATOR)
def roster(request: PageRequest, code: str) -> HttpResponse:
    """Where the file is chosen."""
    return _page(request, school_with_names(user=request.user, code=code))


@require_POST
@never_cache
@page_for(Role.OPERATOR)
def look(request: PageRequest, code: str) -> HttpResponse:
    """What the file would change; nothing is changed yet. It travels with the page, encrypted, and is not kept."""
    school = school_with_names(user=request.user, code=code)
    try:
        told = _read(request.FILES.get("file"), school)
    except Unreadable as error:
        return _page(request, school, wrong=str(error))
    return _preview(request, school, told)


@require_POST
@never_cache
@page_for(Role.OPERATOR)
def bring_in(request: PageRequest, code: str) -> HttpResponseBase:
    """Do what was looked at, unless the school has changed meanwhile: then it is looked at once more."""
    school = school_with_names(user=request.user, code=code)
    sealed = encryption.unseal(request.POST.get("sealed", ""), within_s=HOUR_S)
    told = json.loads(sealed) if sealed else {}
    if told.get("school") != school.code:
        return _page(request, school, wrong=_("That was too long ago. Choose the file once more."))
    read = Roster(rows=[Row(*row) for row in told["rows"]])
    planned = plan.make(roster=read, school=school, school_year=queries.this_school_year())
    if planned.problems or planned.fingerprint != request.POST.get("fingerprint"):
        messages.info(request, _("Something has changed since you looked. Look once more."))
        return _preview(request, school, read)
    plan.carry_out(planned)
    disclosures.note(by=request.user, what=Disclosure.What.ROSTER, of=school, count=len(read.rows))
    messages.success(request, _("The pupils are in. Print cards or give codes on the classes' pages."))
    return redirect("school", school.code)


def _read(file: Any, school: School) -> Roster:
    if file is None:
        raise Unreadable(_("Choose a file first."))
    if file.size is None or file.size > MOST_BYTES:
        raise Unreadable(_("The file is larger than 5 MB."))
    content = file.read()
    told = oneroster.read(content, school_code=school.code) if oneroster.is_zip(content) else table.read(content)
    if not told.rows and not told.problems:
        raise Unreadable(_("The file has no pupils in it."))
    return told


def _page(request: PageRequest, school: School, wrong: str = "") -> HttpResponse:
    context = {"school": school, "wrong": wrong}
    return render(request, "people/roster.html", context, status=422 if wrong else 200)


def _preview(request: PageRequest, school: School, told: Roster) -> HttpResponse:
    disclosures.note(by=request.user, what=Disclosure.What.SEEN, of=school)
    planned = plan.make(roster=told, school=school, school_year=queries.this_school_year())
    sealed = encryption.seal(json.dumps({"school": school.code, "rows": told.rows}))
    shown = {row.school_class.casefold(): row.school_class for row in told.rows}
    context: dict[str, Any] = {
        "school": school,
        "plan": planned,
        "joining": [(each, shown[name]) for each, name in planned.joining],
        "unused": told.unused,
        "sealed": sealed,
    }
    return render(request, "people/roster_preview.html", context, status=422 if planned.problems else 200)
