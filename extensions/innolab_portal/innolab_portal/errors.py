"""What can go wrong, in one form for programs and in clear words for people.

PortalError
├── NotSignedIn      401 not_signed_in
├── NotAllowed       403 not_allowed
├── NotFound         404 not_found
└── HubAway          503 hub_away
and what the apps add (lesson_closed, too_large, ...), each with its code, status and message.

The API's form of every failure: {"error": {"code": "lesson_closed", "message": "<in the caller's language>"}}.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import ClassVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _


class PortalError(Exception):
    """Something the caller can be told. Subclasses set code, status and message."""

    code: ClassVar[str] = "not_possible"
    status: ClassVar[int] = HTTPStatus.BAD_REQUEST
    message: str | Promise = _("That can't be done.")

    def __init__(self, message: str | Promise | None = None) -> None:
        if message is not None:
            self.message = message
        super().__init__(self.code)

    def __str__(self) -> str:
        return str(self.message)


class NotSignedIn(PortalError):  # noqa: N818
    """No token, or one that the hub does not know."""

    code = "not_signed_in"
    status = HTTPStatus.UNAUTHORIZED
    message = _("Sign in first.")


class NotAllowed(PortalError):  # noqa: N818
    """Known, but not allowed here."""

    code = "not_allowed"
    status = HTTPStatus.FORBIDDEN
    message = _("You have no access to this.")


class NotFound(PortalError):  # noqa: N818
    """There is no such thing, or the caller may not know that there is."""

    code = "not_found"
    status = HTTPStatus.NOT_FOUND
    message = _("This was not found.")


class HubAway(PortalError):  # noqa: N818
    """The hub can't be asked who the caller is."""

    code = "hub_away"
    status = HTTPStatus.SERVICE_UNAVAILABLE
    message = _("InnoLab is just starting. Try again in a moment.")


CODES: dict[int, tuple[str, str | Promise]] = {
    HTTPStatus.BAD_REQUEST: ("bad_request", _("The request could not be understood.")),
    HTTPStatus.UNAUTHORIZED: (NotSignedIn.code, NotSignedIn.message),
    HTTPStatus.FORBIDDEN: (NotAllowed.code, NotAllowed.message),
    HTTPStatus.NOT_FOUND: (NotFound.code, NotFound.message),
    HTTPStatus.METHOD_NOT_ALLOWED: ("method_not_allowed", _("This can't be done at this address.")),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ("too_large", _("That is too large.")),
    HTTPStatus.UNPROCESSABLE_ENTITY: ("invalid", _("Something in the request is missing or wrong.")),
    HTTPStatus.TOO_MANY_REQUESTS: ("too_many", _("Too many requests. Wait a moment.")),
}
OUR_FAULT: tuple[str, str | Promise] = ("our_fault", _("Something broke at our end. Try again in a moment."))


def error_response(code: str, message: str | Promise, status: int) -> JsonResponse:
    """A failure in the API's one form."""
    return JsonResponse({"error": {"code": code, "message": str(message)}}, status=status)


def response_for(status: int) -> JsonResponse:
    """The API's form of a failure of which only the status is known."""
    other = OUR_FAULT if status >= HTTPStatus.INTERNAL_SERVER_ERROR else CODES[HTTPStatus.BAD_REQUEST]
    code, message = CODES.get(status, other)
    return error_response(code, message, status)


def is_api(request: HttpRequest) -> bool:
    """Whether a program asks, so that it gets the API's form and no page."""
    return request.path.startswith(f"{settings.PORTAL.prefix}api/")


class ApiErrorForm:
    """Gives the API's form to failures that never reach a route: unknown paths, wrong methods, faults."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on and look at what comes back."""
        response = self.get_response(request)
        failed = response.status_code >= HTTPStatus.BAD_REQUEST
        if failed and is_api(request) and not response.headers.get("Content-Type", "").startswith("application/json"):
            return response_for(response.status_code)
        return response


def _page(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    if is_api(request):
        return response_for(status)
    return render(request, "error.html", {"title": title, "text": text, "status": status}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Page for requests that can't be understood."""
    return _page(request, 400, now("That did not work"), now("The request could not be understood."))


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Page for what the person may not see."""
    return _page(request, 403, now("This page isn't for you"), now("You have no access to this."))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Page for addresses where there is nothing."""
    return _page(request, 404, now("Page not found"), now("The address may be old or mistyped."))


def our_fault(request: HttpRequest) -> HttpResponse:
    """Page for faults of ours; it says so."""
    if is_api(request):
        return response_for(500)
    text = now("The fault is ours, not yours. What you saved is safe. Try again in a moment.")
    # No header and no person in it: what broke may be what they are read from.
    page = render_to_string("our_fault.html", {"title": now("Something broke"), "text": text, "lang": get_language()})
    return HttpResponse(page, status=500)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """Page for a form whose protection token is too old, as after a long break."""
    text = now("The page was open for so long that it can't be sent any more. Go back and send it again.")
    return _page(request, 403, now("The page has expired"), text)
