"""Which language a person reads: the person's own choice, else the browser's."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers

from innolab_portal.errors import is_api
from innolab_portal.people.models import User


class PersonsLanguage:
    """Speaks the language the person chose; a browser's choice or settings decide for all others.

    Programs are answered in what their Accept-Language says.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Switch to the language, and say in the reply which one it is."""
        language = language_of(request)
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        patch_vary_headers(response, ["Accept-Language"] if is_api(request) else ["Accept-Language", "Cookie"])
        response.headers.setdefault("Content-Language", language)
        return response


def language_of(request: HttpRequest) -> str:
    """The language in which to answer."""
    if not is_api(request):
        chosen = getattr(request.user, "language", "") if isinstance(request.user, User) else ""
        chosen = chosen or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if chosen in settings.PORTAL.languages:
            return str(chosen)
    return translation.get_language_from_request(request)
