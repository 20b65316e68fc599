"""The raw body of an API request, read no further than it may be long."""

from __future__ import annotations

from django.http import HttpRequest

from innolab_portal.errors import PortalError


def whole_body(request: HttpRequest, *, most: int, too_large: type[PortalError]) -> bytes:
    """The body; what has more than `most` bytes is refused without being read to its end."""
    length = request.headers.get("Content-Length", "")
    if length.isdigit() and int(length) > most:
        raise too_large
    body = request.read(most + 1)
    if len(body) > most:
        raise too_large
    return body
