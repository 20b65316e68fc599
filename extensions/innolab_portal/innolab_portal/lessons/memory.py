"""How a lesson stands, answered from memory: every pupil's server asks it every few seconds.

A lesson that a teacher ends must reach 1,200 open pages within five seconds, so their servers ask 400 times a second.
Django decides who may know (the route `lessons/{id}/state`); for a minute after it said yes to a token, the same
question is answered here, in front of it, from what was read from the database within the last second. Measured: 5 ms
of a processor through Django, 0.45 ms here, so a third of one processor for 1,200 pupils instead of two.
"""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Awaitable, Callable, MutableMapping
from http import HTTPStatus
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.utils import timezone
from ninja.responses import NinjaJSONEncoder

from innolab_portal.lessons.api import StateOut
from innolab_portal.lessons.models import Lesson

ADMITTED_S = 60.0
READ_S = 1.0
MOST_KEPT = 20_000

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Any, Any, Any], Awaitable[None]]


@sync_to_async
def read_lesson(lesson_id: str) -> Lesson | None:
    """The lesson's times; outside a request nobody else gives broken connections back."""
    close_old_connections()
    try:
        return Lesson.objects.only("opens_at", "closes_at").filter(pk=lesson_id).first()
    finally:
        close_old_connections()


class AnswersFromMemory:
    """An ASGI application in front of the portal's."""

    def __init__(
        self,
        app: App,
        *,
        read: Callable[[str], Awaitable[Lesson | None]] = read_lesson,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app, self._read, self._clock = app, read, clock
        self._path = re.compile(rf"{re.escape(settings.PORTAL.prefix)}api/lessons/(\w+)/state")
        self._admitted: dict[bytes, float] = {}
        self._lessons: dict[str, tuple[float, Lesson | None]] = {}

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer what is known; hand on all else, and note what was allowed."""
        asked = scope["type"] == "http" and scope["method"] == "GET" and self._path.fullmatch(scope["path"])
        if not asked:
            return await self._app(scope, receive, send)
        key = _fingerprint(scope)
        if self._clock() < self._admitted.get(key, 0.0) and (lesson := await self._lesson(asked[1])):
            return await _answer(lesson, send)

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == HTTPStatus.OK:
                _keep(self._admitted, key, self._clock() + ADMITTED_S)
            await send(message)

        return await self._app(scope, receive, noting)

    async def _lesson(self, lesson_id: str) -> Lesson | None:
        """None where it can't be read: then Django says what is wrong."""
        until, lesson = self._lessons.get(lesson_id, (0.0, None))
        if self._clock() >= until:
            try:
                lesson = await self._read(lesson_id)
            except DatabaseError:
                return None
            _keep(self._lessons, lesson_id, (self._clock() + READ_S, lesson))
        return lesson


def _fingerprint(scope: Message) -> bytes:
    """Who asks for what; no token is kept as it is."""
    token = dict(scope["headers"]).get(b"authorization", b"")
    return hashlib.sha256(token + b" " + scope["path"].encode()).digest()


def _keep(kept: dict[Any, Any], key: Any, value: Any) -> None:
    if len(kept) >= MOST_KEPT:
        kept.clear()
    kept[key] = value


async def _answer(lesson: Lesson, send: Send) -> None:
    body = json.dumps(StateOut.of(lesson, timezone.now()).dict(), cls=NinjaJSONEncoder).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
