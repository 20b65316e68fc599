"""Pages on which a class's people are kept: its teachers and the school's operator do it."""

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
from innolab_portal.people.access import PageRequest, class_looked_after, class_with_names, page_for
from innolab_portal.people.forms import focus_first_wrong
from innolab_portal.people.models import Disclosure, Role, SchoolClass, User
from innolab_portal.people.school_forms import IdleForm, PupilsForm, TeacherForm


@require_GET
@never_cache
@page_for(Role.TEACHER, Role.OPERATOR)
def people(request: PageRequest, key: str) -> HttpResponse:
    """A class's pupils and teachers. The service's operator sees the teachers only."""
    return _people_page(request, class_shown(request, key))


@require_POST
@never_cache
@page_for(Role.TEACHER, Role.OPERATOR)
def add_pupils(request: PageRequest, key: str) -> HttpResponse:
    """Pupils come to the class; their codes are shown, this once."""
    school_class = class_with_names(user=request.user, key=key)
    form = PupilsForm(request.POST, school_class=school_class)
    if not form.is_valid():
        return _people_page(request, school_class, pupils_form=form)
    pupils = actions.make_pupils(school_class=school_class, names=form.cleaned_data["names"])
    return _codes_page(request, school_class, pupils)


@require_POST
@never_cache
@page_for(Role.TEACHER, Role.OPERATOR)
def new_codes(request: PageRequest, key: str) -> HttpResponse:
    """New codes for the chosen pupil, or for all; older ones end."""
    school_class = class_with_names(user=request.user, key=key)
    return _codes_page(request, school_class, chosen_pupils(request, school_class))


@require_POST
@page_for(Role.TEACHER, Role.OPERATOR)
def pupil_leaves(request: PageRequest, key: str, username: str) -> HttpResponseBase:
    """A pupil leaves the class."""
    return _leaves(request, class_with_names(user=request.user, key=key), username, Role.PUPIL)


@require_POST
@never_cache
@page_for(Role.OPERATOR)
def add_teacher(request: PageRequest, key: str) -> HttpResponseBase:
    """A teacher comes to the class, for good or until a day; one new to InnoLab is invited."""
    school_class = class_looked_after(user=request.user, key=key)
    form = TeacherForm(request.POST)
    if not form.is_valid():
        return _people_page(request, school_class, teacher_form=form)
    email, name, until = (form.cleaned_data[field] for field in ("email", "full_name", "until"))
    known = User.objects.filter(email=email.strip().lower(), is_active=True).exists()
    if not known and not name:
        form.add_error("full_name", _("This e-mail is new here. Type the teacher's name too."))
        return _people_page(request, school_class, teacher_form=form)
    try:
        teacher = actions.invite(role=Role.TEACHER, email=email, full_name=name, school=school_class.school)
    except actions.OtherRole:
        form.add_error("email", _("This e-mail belongs to somebody who is not a teacher."))
        return _people_page(request, school_class, teacher_form=form)
    actions.join(user=teacher, school_class=school_class, until=until)
    if not actions.has_password(teacher) and queries.only_of(school=school_class.school).contains(teacher):
        context = {"adult": teacher, "link": invitations.link_of(teacher), "school_class": school_class}
        return render(request, "people/invited.html", context)
    messages.success(request, _("The teacher has the class now."))
    return redirect("class_people", key)


@require_POST
@page_for(Role.OPERATOR)
def teacher_leaves(request: PageRequest, key: str, username: str) -> HttpResponseBase:
    """A teacher leaves the class."""
    return _leaves(request, class_looked_after(user=request.user, key=key), username, Role.TEACHER)


def chosen_pupils(request: PageRequest, school_class: SchoolClass) -> list[User]:
    """The pupil of the class whom the form names, or all of the class."""
    pupils = queries.pupils_of(school_class=school_class)
    chosen = request.POST.get("pupil")
    return [pupil for pupil in pupils if chosen in {None, pupil.username}]


def _leaves(request: PageRequest, school_class: SchoolClass, username: str, role: Role) -> HttpResponseBase:
    member = get_object_or_404(User, username=username, role=role, memberships__school_class=school_class)
    actions.leave(user=member, school_class=school_class)
    messages.success(request, _("%(name)s is not in the class any more.") % {"name": member.full_name})
    return redirect("class_people", school_class.key)


def class_shown(request: PageRequest, key: str) -> SchoolClass:
    """The class whose page this is: a teacher's own, or one the operator looks after."""
    if request.user.role == Role.TEACHER:
        return class_with_names(user=request.user, key=key)
    return class_looked_after(user=request.user, key=key)


def _people_page(
    request: PageRequest,
    school_class: SchoolClass,
    *,
    pupils_form: PupilsForm | None = None,
    teacher_form: TeacherForm | None = None,
) -> HttpResponse:
    sees_names = request.user.role == Role.TEACHER or request.user.school_id == school_class.school_id
    if sees_names:
        disclosures.note(by=request.user, what=Disclosure.What.SEEN, of=school_class)
    wrong = pupils_form or teacher_form
    if wrong:
        focus_first_wrong(wrong)
    context: dict[str, Any] = {
        "school_class": school_class,
        "teachers": queries.teachers_of(school_class=school_class),
        "sees_names": sees_names,
        "idle_form": IdleForm(school_class=school_class, initial={"minutes": school_class.idle_minutes}),
        "pupils": queries.members_of(school_class=school_class) if sees_names else [],
        "pupils_form": pupils_form or PupilsForm(school_class=school_class),
        "teacher_form": (teacher_form or TeacherForm()) if request.user.role == Role.OPERATOR else None,
    }
    return render(request, "people/class_people.html", context, status=422 if wrong else 200)


def _codes_page(request: PageRequest, school_class: SchoolClass, pupils: list[User]) -> HttpResponse:
    given = [(pupil, actions.give_code(user=pupil, school_class=school_class)) for pupil in pupils]
    disclosures.note(by=request.user, what=Disclosure.What.CODES, of=school_class, count=len(given))
    return render(request, "people/codes.html", {"school_class": school_class, "given": given})
