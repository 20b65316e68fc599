"""What a pupil says in the lesson room, kept in the home until the portal has it, and showing the work to who looks."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Coroutine
from typing import Any, Protocol

from innolab_exchange import ExchangeError, LessonState

from innolab_player.errors import BadWork
from innolab_player.folder import LessonFolder
from innolab_player.retry import may_pass, waits
from innolab_player.storage import write_json

Json = dict[str, Any]
HANDS = {"raise", "lower"}
KINDS = {"too_hard", "better_task", "other"}
MOST_UNSENT = 50
LONGEST_WORDS = 1000


class Portal(Protocol):
    """The part of the exchange client that is used here."""

    async def raise_hand(self, lesson_id: str | int, *, step: str) -> LessonState:
        """Put the hand up."""
        ...

    async def lower_hand(self, lesson_id: str | int) -> LessonState:
        """Take the hand down."""
        ...

    async def read_note(self, lesson_id: str | int, note: int) -> LessonState:
        """A note has been read."""
        ...

    async def send_idea(self, lesson_id: str | int, *, key: str, kind: str, words: str, step: str) -> None:
        """Send an idea."""
        ...

    async def show_work(self, lesson_id: str | int, notebook: bytes) -> None:
        """Send the saved work."""
        ...


def parsed(told: Any) -> Json:
    """One thing a page says, read from its JSON: {"do": "raise" | "lower" | "read" | "idea", ...}; or BadWork."""
    match told:
        case {"do": "raise", "step": str(step)} if len(step) <= 60:  # noqa: PLR2004 - the portal's own limit
            return {"do": "raise", "step": step}
        case {"do": "lower"}:
            return {"do": "lower"}
        case {"do": "read", "note": int(note)}:
            return {"do": "read", "note": note}
        case {"do": "idea", "key": str(key), "kind": str(kind), "words": str(words), "step": str(step)}:
            if kind in KINDS and re.fullmatch(r"[0-9A-Za-z-]{1,40}", key) and len(words) <= LONGEST_WORDS:
                return {"do": "idea", "key": key, "kind": kind, "words": words, "step": step}
    raise BadWork("not something to say")


class Talk:
    """One for a home; one task per lesson that has something unsent."""

    def __init__(self, portal: Portal, log: logging.Logger) -> None:
        self._portal = portal
        self._log = log
        self._tasks: dict[tuple[str, str], asyncio.Task[None]] = {}
        self._shown: dict[str, int] = {}
        """When the work that the portal has was saved, by lesson, while a teacher looks."""

    def say(self, folder: LessonFolder, told: Json) -> asyncio.Task[None]:
        """Keep it and send it; the task ends when the portal has all, or says no."""
        kept = [each for each in folder.unsent() if not (told["do"] in HANDS and each["do"] in HANDS)]
        _keep(folder, [*kept, told][-MOST_UNSENT:])
        return self._start("say", folder, self._send(folder))

    def heard(self, folder: LessonFolder) -> None:
        """The portal said how the lesson stands, or the work was saved: show it to a teacher who looks."""
        if not folder.room().get("watched"):
            self._shown.pop(folder.lesson_id, None)
        elif self._shown.get(folder.lesson_id) != _saved_at(folder):
            self._start("show", folder, self._show(folder))

    def resume(self, folders: list[LessonFolder]) -> None:
        """Send what was unsent when the server last stopped."""
        for folder in folders:
            if folder.unsent():
                self._start("say", folder, self._send(folder))

    @property
    def is_sending(self) -> bool:
        """Whether something is unsent yet."""
        return any(not task.done() for task in self._tasks.values())

    def _start(self, what: str, folder: LessonFolder, doing: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        key = (what, folder.lesson_id)
        running = self._tasks.get(key)
        if running is not None and not running.done():
            doing.close()
            return running
        task = self._tasks[key] = asyncio.create_task(doing)
        return task

    async def _send(self, folder: LessonFolder) -> None:
        pauses = waits()
        while unsent := folder.unsent():
            first = unsent[0]
            try:
                state = await self._send_one(folder, first)
            except ExchangeError as error:
                if may_pass(error):
                    await asyncio.sleep(next(pauses))
                    continue
                self._log.warning("The portal refused %s in lesson %s: %s", first["do"], folder.lesson_id, error)
                state = None
            # The pupil may have said more, or taken this back, while we waited.
            _keep(folder, [each for each in folder.unsent() if each != first])
            if state is not None:
                folder.remember_state(state)

    async def _send_one(self, folder: LessonFolder, told: Json) -> LessonState | None:
        lesson = folder.lesson_id
        match told["do"]:
            case "raise":
                return await self._portal.raise_hand(lesson, step=told["step"])
            case "lower":
                return await self._portal.lower_hand(lesson)
            case "read":
                return await self._portal.read_note(lesson, told["note"])
        about = {key: told[key] for key in ("key", "kind", "words", "step")}
        await self._portal.send_idea(lesson, **about)
        return None

    async def _show(self, folder: LessonFolder) -> None:
        saved_at = _saved_at(folder)
        try:
            await self._portal.show_work(folder.lesson_id, folder.notebook.read_bytes())
        except (ExchangeError, OSError) as error:
            # The next answer of the portal tries again, if somebody still looks.
            self._log.info("The work of lesson %s could not be shown: %s", folder.lesson_id, error)
        else:
            self._shown[folder.lesson_id] = saved_at

    async def stop(self) -> None:
        """Let the server stop; what is unsent is sent at the next start."""
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)


def _saved_at(folder: LessonFolder) -> int:
    """When the notebook was saved, in nanoseconds; 0 where there is none."""
    try:
        return folder.notebook.stat().st_mtime_ns
    except OSError:
        return 0


def _keep(folder: LessonFolder, unsent: list[Json]) -> None:
    write_json(folder.ours / "said.json", unsent)
