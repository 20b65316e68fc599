"""Telling the portal how far a pupil is: gathered for a moment, repeated until it is there, newest first."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Protocol

from innolab_exchange import ExchangeError, LessonState, StepProgress

from innolab_player import work
from innolab_player.folder import LessonFolder
from innolab_player.retry import may_pass, waits


class Portal(Protocol):
    """The part of the exchange client that is used here."""

    async def put_progress(
        self, lesson_id: str | int, *, current_step: str, steps: Mapping[str, StepProgress]
    ) -> LessonState:
        """Tell where the pupil is."""
        ...


class ProgressSender:
    """One sender per home; one task per lesson that has something unsent."""

    def __init__(self, portal: Portal, log: logging.Logger, *, gather_s: float = 0.2) -> None:
        self._portal = portal
        self._log = log
        self._gather_s = gather_s
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def tell(self, folder: LessonFolder) -> None:
        """Something changed; send it soon."""
        task = self._tasks.get(folder.lesson_id)
        if task is None or task.done():
            self._tasks[folder.lesson_id] = asyncio.create_task(self._send(folder))

    @property
    def is_sending(self) -> bool:
        """Whether something is unsent yet."""
        return any(not task.done() for task in self._tasks.values())

    def resume(self, folders: list[LessonFolder]) -> None:
        """Send what was unsent when the server last stopped."""
        for folder in folders:
            if _is_unsent(folder):
                self.tell(folder)

    async def _send(self, folder: LessonFolder) -> None:
        await asyncio.sleep(self._gather_s)
        pauses = waits()
        while _is_unsent(folder):
            try:
                await self._send_once(folder)
            except ExchangeError as error:
                if not may_pass(error):
                    self._log.warning("Progress of lesson %s was refused: %s", folder.lesson_id, error)
                    return
                await asyncio.sleep(next(pauses))

    async def _send_once(self, folder: LessonFolder) -> None:
        current = work.load(folder)
        state = await self._portal.put_progress(
            folder.lesson_id, current_step=current.current_step, steps=current.progress()
        )
        # The work may have been saved again while we waited: note only what was sent.
        latest = work.load(folder)
        latest.progress_sent = current.revision
        work.store(folder, latest)
        folder.remember_state(state)

    async def stop(self) -> None:
        """Let the server stop; what is unsent is sent at the next start."""
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)


def _is_unsent(folder: LessonFolder) -> bool:
    current = work.load(folder)
    return current.progress_due > current.progress_sent
