"""Hearing soon that a lesson was ended, opened again or given more time, and what the teacher says in its room."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Protocol

from innolab_exchange import ExchangeError, LessonState

from innolab_player.folder import LessonFolder

EVERY_S = 2.0
AWAY_S = 10.0


class Portal(Protocol):
    """The part of the exchange client that is used here."""

    async def lesson_state(self, lesson_id: str | int) -> LessonState:
        """How the lesson stands."""
        ...


class LessonWatch:
    """Asks the portal every few seconds while a page waits: one request for a lesson, however many pages are open."""

    def __init__(
        self,
        portal: Portal,
        log: logging.Logger,
        *,
        heard: Callable[[LessonFolder], None] = lambda _folder: None,
        every_s: float = EVERY_S,
    ) -> None:
        self._portal = portal
        self._heard = heard
        self._log = log
        self._every_s = every_s
        self._asking: dict[str, asyncio.Task[None]] = {}

    async def wait(self, folder: LessonFolder, known: str, seconds: float) -> None:
        """Wait until the lesson stands otherwise than the page knows, or the time is over."""
        try:
            async with asyncio.timeout(seconds):
                while folder.standing() == known:
                    # Shielded: other pages of this home may wait for the same answer.
                    await asyncio.shield(self._next_answer(folder))
        except TimeoutError:
            return

    def _next_answer(self, folder: LessonFolder) -> asyncio.Task[None]:
        asking = self._asking.get(folder.lesson_id)
        if asking is None or asking.done():
            asking = self._asking[folder.lesson_id] = asyncio.create_task(self._ask(folder))
        return asking

    async def _ask(self, folder: LessonFolder) -> None:
        await asyncio.sleep(self._every_s)
        try:
            folder.remember_state(await self._portal.lesson_state(folder.lesson_id))
            self._heard(folder)
        except ExchangeError as error:
            self._log.info("The portal did not say how lesson %s stands: %s", folder.lesson_id, error)
            await asyncio.sleep(AWAY_S)

    async def stop(self) -> None:
        """Let the server stop."""
        for task in self._asking.values():
            task.cancel()
        await asyncio.gather(*self._asking.values(), return_exceptions=True)
