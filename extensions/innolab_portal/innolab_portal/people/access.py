"""Who may open a page: `@page_for(Role.TEACHER)`."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url

from innolab_portal.people import queries
from innolab_portal.people.models import Role, School, SchoolClass, User

Arguments = ParamSpec("Arguments")
Found = TypeVar("Found", School, SchoolClass)
View = Callable[Concatenate["PageRequest", Arguments], HttpResponseBase]
Guarded = Callable[Concatenate[HttpRequest, Arguments], HttpResponseBase]


class PageRequest(HttpRequest):
    """A request of a signed-in person."""

    user: User


def page_for(*roles: Role) -> Callable[[View[Arguments]], Guarded[Arguments]]:
    """Let people of the given roles in (none given: all who have signed in); send others to sign in first."""

    def decorate(view: View[Arguments]) -> Guarded[Arguments]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponseBase:
            if not isinstance(request.user, User):
                return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))
            if roles and request.user.role not in roles:
                raise PermissionDenied
            return view(cast("PageRequest", request), *args, **kwargs)

        return cast("Guarded[Arguments]", guarded)

    return decorate


def own_class(*, user: User, key: str) -> SchoolClass:
    """The class of that key, if it is one of the person's own; else PermissionDenied, whether it exists or not."""
    school_class = queries.classes_of(user=user).filter(key=key).first()
    if school_class is None:
        raise PermissionDenied
    return school_class


def class_with_names(*, user: User, key: str) -> SchoolClass:
    """A class whose pupils the person may see by name: a teacher's own, or one of an operator's one school."""
    if user.role == Role.TEACHER:
        return own_class(user=user, key=key)
    return _found(user.school.classes.filter(key=key).first() if user.role == Role.OPERATOR and user.school else None)


def class_looked_after(*, user: User, key: str) -> SchoolClass:
    """A class whose teachers the operator chooses: one of the operator's school, or any for the whole service's."""
    classes = SchoolClass.objects.all() if user.school is None else user.school.classes.all()
    return _found(classes.filter(key=key).first() if user.role == Role.OPERATOR else None)


def school_looked_after(*, user: User, code: str) -> School:
    """A school that the operator looks after; else PermissionDenied, whether it exists or not."""
    mine = user.role == Role.OPERATOR and user.school_id in {None, code}
    return _found(School.objects.filter(code=code).first() if mine else None)


def school_with_names(*, user: User, code: str) -> School:
    """The one school of an operator, whose pupils' names the operator may see."""
    return _found(user.school if user.role == Role.OPERATOR and user.school_id == code else None)


def _found(thing: Found | None) -> Found:
    if thing is None:
        raise PermissionDenied
    return thing
