"""The portal's API: one object, each app's routes, one form of errors.

Every route says who may use it: `auth=allow(Role.PUPIL, ...)`; without it any signed-in person may.
"""

from __future__ import annotations

import logging

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from innolab_portal.errors import NotSignedIn, PortalError, error_response, response_for
from innolab_portal.handin.api import router as handin
from innolab_portal.lessons.api import router as lessons
from innolab_portal.lessons.room_api import router as lesson_room
from innolab_portal.lessons.trying import router as trying
from innolab_portal.library.api import router as library
from innolab_portal.people.api import router as people
from innolab_portal.people.hub import allow

log = logging.getLogger(__name__)

api = NinjaAPI(title="InnoLab portal", version="1", docs_url=None, openapi_url=None, auth=allow(), urls_namespace="api")
for router in [people, library, trying, lessons, lesson_room, handin]:
    api.add_router("", router)


@api.exception_handler(PortalError)
def _portal_error(_request: HttpRequest, error: PortalError) -> HttpResponse:
    return error_response(error.code, error.message, error.status)


@api.exception_handler(AuthenticationError)
def _not_signed_in(_request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    return error_response(NotSignedIn.code, NotSignedIn.message, NotSignedIn.status)


@api.exception_handler(ValidationError)
def _invalid(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    log.info("invalid request: %s", [{"loc": e["loc"], "type": e["type"]} for e in error.errors])
    return response_for(422)


@api.exception_handler(RequestDataTooBig)
def _too_large(_request: HttpRequest, _error: RequestDataTooBig) -> HttpResponse:
    return response_for(413)


@api.exception_handler(Http404)
def _not_found(_request: HttpRequest, _error: Http404) -> HttpResponse:
    return response_for(404)


@api.exception_handler(HttpError)
def _http_error(_request: HttpRequest, error: HttpError) -> HttpResponse:
    return response_for(error.status_code)


@api.exception_handler(Exception)
def _our_fault(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("failed: %s %s", request.method, request.path, exc_info=error)
    return response_for(500)
