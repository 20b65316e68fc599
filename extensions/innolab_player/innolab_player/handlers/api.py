"""The JSON routes the page calls."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from jupyter_server.auth.decorator import authorized
from tornado import web

from innolab_player import cells, handin, work
from innolab_player.activity import seen
from innolab_player.errors import BadWork, NotThere
from innolab_player.folder import LessonFolder
from innolab_player.handlers.base import PlayerHandler
from innolab_player.language import LANGUAGES

MOST_BYTES = 20_000_000
RECEIPT_WAIT_S = 3.0
NEWS_WAIT_S = 20.0


class ApiHandler(PlayerHandler):
    """JSON in, JSON out, errors in one form; refuses instead of sending to a sign-in page."""

    def get_login_url(self) -> str:
        """An unsigned caller gets a 403, not a page."""
        raise web.HTTPError(403)

    def body(self) -> Any:
        """The request's JSON."""
        if len(self.request.body) > MOST_BYTES:
            raise BadWork("too large")
        try:
            return json.loads(self.request.body)
        except ValueError as error:
            raise BadWork(str(error)) from error

    def reply(self, value: Any, status: int = 200) -> None:
        """Answer with JSON that no cache keeps."""
        self.set_status(status)
        self.set_header("Content-Type", "application/json")
        self.set_header("Cache-Control", "no-store")
        self.finish(json.dumps(value, ensure_ascii=False))

    async def prepare(self) -> None:  # type: ignore[override]
        """A page that asks is open: somebody may be reading it."""
        await super().prepare()
        if self.current_user:
            seen(self.settings)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """{"error": {"code", "message"}}."""
        status, code, message = self.told(status_code, kwargs.get("exc_info", (None, None))[1])
        self.reply({"error": {"code": code, "message": message}}, status)

    def fetched(self, lesson_id: str) -> LessonFolder:
        """A lesson that is in the home."""
        folder = self.player.folder(lesson_id)
        if not folder.exists:
            raise NotThere
        return folder

    def standing(self, folder: LessonFolder) -> dict[str, Any]:
        """What a page hears with each answer: how the lesson stands, and whether the home is full."""
        return {"lesson": _state(folder), "full": self.player.room.is_full}


class LessonHandler(ApiHandler):
    """A lesson with its cells, the saved work and the last hand-in."""

    @web.authenticated
    @authorized
    async def get(self, lesson_id: str) -> None:
        """Fetch the release at the first time; from the home when the portal is away."""
        _ = self.language
        (folder, lesson, away), _ = await asyncio.gather(self.player.open(lesson_id), self.player.hear_language())
        release, saved = folder.release(), work.load(folder)
        self.reply(
            {
                "lesson": lesson and {**lesson, **(_state(folder) or {})},
                "away": away,
                "language": self.language,
                "view": self.player.view.current(),
                "user": self.player.user,
                "path": folder.notebook_url_path,
                "about": release.metadata.get("innolab", {}),
                "kernel": release.metadata.get("kernelspec", {}).get("name", "python3"),
                "cells": cells.for_browser(release, folder.work()),
                "work": {
                    key: getattr(saved, key) for key in ("revision", "saved_at", "current_step", "cells", "steps")
                },
                "hand_in": handin.state(folder),
                "now": work.now_ms(),
            }
        )


class WorkHandler(ApiHandler):
    """What the pupil changes."""

    @web.authenticated
    @authorized
    async def get(self, lesson_id: str) -> None:
        """What other devices saved after `base`, and how the lesson stands.

        With `known`, not before the lesson stands otherwise than the page knows, or a while is over.
        """
        folder = self.fetched(lesson_id)
        base, device = self.get_query_argument("base", "0"), self.get_query_argument("device", "")
        if not base.isdigit():
            raise BadWork("base")
        _ = self.language
        if (known := self.get_query_argument("known", None)) is not None:
            await self.player.watch.wait(folder, known, NEWS_WAIT_S)
        self.reply({**work.since(folder, int(base), device), **self.standing(folder)})

    @web.authenticated
    @authorized
    def put(self, lesson_id: str) -> None:
        """Merge a change into the notebook."""
        self._save(lesson_id)

    @web.authenticated
    @authorized
    def post(self, lesson_id: str) -> None:
        """The same, for a page that is going away and can only POST."""
        self._save(lesson_id)

    def _save(self, lesson_id: str) -> None:
        _ = self.language
        folder = self.fetched(lesson_id)
        answer = work.save(folder, work.Change.parse(self.body()))
        self.player.progress.tell(folder)
        self.player.talk.heard(folder)
        self.reply({**answer, **self.standing(folder)})


def _state(folder: LessonFolder) -> dict[str, Any] | None:
    lesson = folder.about().get("lesson")
    if lesson is None:
        return None
    stands = {key: lesson.get(key) for key in ("state", "opens_at", "closes_at")}
    return {**stands, "room": folder.room(), "standing": folder.standing()}


class HandInHandler(ApiHandler):
    """Handing in, and how far the hand-in is."""

    @web.authenticated
    @authorized
    def get(self, lesson_id: str) -> None:
        """pending, received with the receipt, or refused with the reason."""
        self.reply(handin.state(self.fetched(lesson_id)))

    @web.authenticated
    @authorized
    async def post(self, lesson_id: str) -> None:
        """Keep and send; the receipt if it comes soon, else 202 and the page asks again."""
        folder = self.fetched(lesson_id)
        _ = self.language
        task = self.player.hand_ins.hand_in(folder)
        await asyncio.wait([task], timeout=RECEIPT_WAIT_S)
        state = handin.state(folder)
        self.reply(state, 202 if state["state"] == "pending" else 200)


class LanguageHandler(ApiHandler):
    """The pupil's language."""

    @web.authenticated
    @authorized
    def put(self) -> None:
        """Remember a switch."""
        body = self.body()
        language = body.get("language") if isinstance(body, dict) else None
        if language not in LANGUAGES:
            raise BadWork("language")
        self.player.language.choose(language)
        self.reply({"language": language})


class ViewHandler(ApiHandler):
    """How the pupil's page looks."""

    @web.authenticated
    @authorized
    def put(self) -> None:
        """Remember a choice."""
        _ = self.language
        self.player.view.choose(self.body())
        self.reply(self.player.view.current())
