"""How a lesson stands, answered from memory: every pupil's server asks it every few seconds.

A lesson that a teacher ends must reach 1,200 open pages within five seconds, so their servers ask 400 times a second.
Django decides who may know (the route `lessons/{id}/state`); for a minute after it said yes to a token, the same
question is answered here, in front of it, from what was read from the database within the last second. Measured when
the portal still ran under an ASGI server: 5 ms of a processor through Django, 0.45 ms here, so a third of one processor
for 1,200 pupils instead of two.
"""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.utils import timezone
from ninja.responses import NinjaJSONEncoder

from innolab_portal.lessons.api import StateOut
from innolab_portal.lessons.models import Lesson

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

ADMITTED_S = 60.0
READ_S = 1.0
MOST_KEPT = 20_000


def read_lesson(lesson_id: str) -> Lesson | None:
    """The lesson's times; outside a request nobody else gives broken connections back."""
    close_old_connections()
    try:
        return Lesson.objects.only("opens_at", "closes_at").filter(pk=lesson_id).first()
    finally:
        close_old_connections()


class AnswersFromMemory:
    """A WSGI application in front of the portal's."""

    def __init__(
        self,
        app: WSGIApplication,
        *,
        read: Callable[[str], Lesson | None] = read_lesson,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app, self._read, self._clock = app, read, clock
        self._path = re.compile(rf"{re.escape(settings.PORTAL.prefix)}api/lessons/(\w+)/state")
        self._admitted: dict[bytes, float] = {}
        self._lessons: dict[str, tuple[float, Lesson | None]] = {}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer what is known; hand on all else, and note what was allowed."""
        asked = self._path.fullmatch(environ["PATH_INFO"])
        if not asked or environ["REQUEST_METHOD"] != "GET":
            return self._app(environ, start_response)
        key = _fingerprint(environ)
        if self._clock() < self._admitted.get(key, 0.0) and (lesson := self._lesson(asked[1])):
            return _answer(lesson, start_response)

        def noting(status: str, *rest: Any) -> Callable[[bytes], object]:
            if status.startswith("200 "):
                _keep(self._admitted, key, self._clock() + ADMITTED_S)
            return start_response(status, *rest)

        return self._app(environ, noting)

    def _lesson(self, lesson_id: str) -> Lesson | None:
        """None where it can't be read: then Django says what is wrong."""
        until, lesson = self._lessons.get(lesson_id, (0.0, None))
        if self._clock() >= until:
            try:
                lesson = self._read(lesson_id)
            except DatabaseError:
                return None
            _keep(self._lessons, lesson_id, (self._clock() + READ_S, lesson))
        return lesson


def _fingerprint(environ: WSGIEnvironment) -> bytes:
    """Who asks for what; no token is kept as it is."""
    asked = f"{environ.get('HTTP_AUTHORIZATION', '')} {environ['PATH_INFO']}"
    return hashlib.sha256(asked.encode()).digest()


def _keep(kept: dict[Any, Any], key: Any, value: Any) -> None:
    if len(kept) >= MOST_KEPT:
        kept.clear()
    kept[key] = value


def _answer(lesson: Lesson, start_response: StartResponse) -> Iterable[bytes]:
    body = json.dumps(StateOut.of(lesson, timezone.now()).dict(), cls=NinjaJSONEncoder).encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]
