"""What went wrong, told on a page of its own: who is not allowed, what is not there, a lesson that has not started."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from innolab_portal.errors import PortalError

Arguments = ParamSpec("Arguments")
View = Callable[Concatenate[HttpRequest, Arguments], HttpResponseBase]


def told_on_a_page(view: View[Arguments]) -> View[Arguments]:
    """Turn the portal's errors into the pages of their statuses, in the person's language."""

    @wraps(view)
    def telling(request: HttpRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except PortalError as error:
            if error.status == HTTPStatus.FORBIDDEN:
                raise PermissionDenied from error
            if error.status == HTTPStatus.NOT_FOUND:
                raise Http404 from error
            words = {"title": _("Not right now"), "text": error.message, "status": error.status}
            return render(request, "error.html", words, status=error.status)

    return telling
