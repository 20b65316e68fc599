"""Handing in: written to the home first, then sent until there is a receipt, over any restart."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import logging
from typing import Any, Protocol

from innolab_exchange import ExchangeError, Receipt, Refused

from innolab_player.folder import LessonFolder
from innolab_player.retry import may_pass, waits
from innolab_player.storage import read_json, write_json, write_whole

Json = dict[str, Any]


class Portal(Protocol):
    """The part of the exchange client that is used here."""

    async def hand_in(self, lesson_id: str | int, content: bytes, *, pressed_at: dt.datetime | None = None) -> Receipt:
        """Hand a notebook in."""
        ...


def state(folder: LessonFolder) -> Json:
    """{"state": none|pending|received|refused, "receipt": the last one, "code", "message", "created_at"}."""
    known: Json = read_json(folder.ours / "hand-in.json", {"state": "none", "receipt": None})
    return known


class HandInSender:
    """One sender per home; one task per lesson with a pending hand-in."""

    def __init__(self, portal: Portal, log: logging.Logger, *, first_wait_s: float = 1.0) -> None:
        self._portal = portal
        self._log = log
        self._first_wait_s = first_wait_s
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def hand_in(self, folder: LessonFolder) -> asyncio.Task[None]:
        """Keep the notebook as pending and start sending. A newer one takes a pending one's place."""
        content = folder.notebook.read_bytes()
        write_whole(folder.ours / "pending.ipynb", content)
        _note(
            folder,
            state="pending",
            sha256=hashlib.sha256(content).hexdigest(),
            created_at=dt.datetime.now(dt.UTC).isoformat(),
            code=None,
            message=None,
        )
        return self._start(folder)

    @property
    def is_sending(self) -> bool:
        """Whether something is unsent yet."""
        return any(not task.done() for task in self._tasks.values())

    def resume(self, folders: list[LessonFolder]) -> None:
        """Send what was pending when the server last stopped."""
        for folder in folders:
            if state(folder)["state"] == "pending":
                self._start(folder)

    def _start(self, folder: LessonFolder) -> asyncio.Task[None]:
        if (old := self._tasks.get(folder.lesson_id)) is not None:
            old.cancel()
        task = asyncio.create_task(self._send(folder))
        self._tasks[folder.lesson_id] = task
        return task

    async def _send(self, folder: LessonFolder) -> None:
        for pause in waits(self._first_wait_s):
            try:
                receipt = await self._portal.hand_in(
                    folder.lesson_id,
                    (folder.ours / "pending.ipynb").read_bytes(),
                    # Kept with the pending file: over any restart it is the moment the pupil pressed the button.
                    pressed_at=dt.datetime.fromisoformat(state(folder)["created_at"]),
                )
            except ExchangeError as error:
                if not may_pass(error):
                    self._refused(folder, error)
                    return
                _note(folder, code=_code(error), message=str(error))
                await asyncio.sleep(pause)
            else:
                self._received(folder, receipt)
                return

    def _received(self, folder: LessonFolder, receipt: Receipt) -> None:
        _note(folder, state="received", code=None, message=None, receipt=_receipt(receipt))
        (folder.ours / "pending.ipynb").unlink(missing_ok=True)

    def _refused(self, folder: LessonFolder, error: ExchangeError) -> None:
        self._log.warning("The hand-in of lesson %s was refused: %s", folder.lesson_id, error)
        _note(folder, state="refused", code=_code(error), message=str(error))

    async def stop(self) -> None:
        """Let the server stop; what is pending is sent at the next start."""
        for task in self._tasks.values():
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)


def _note(folder: LessonFolder, **about: Any) -> None:
    write_json(folder.ours / "hand-in.json", {**state(folder), **about})


def _code(error: ExchangeError) -> str:
    return error.code if isinstance(error, Refused) else "unreachable"


def _receipt(receipt: Receipt) -> Json:
    return {
        "receipt": receipt.receipt,
        "sha256": receipt.sha256,
        "handed_in_at": receipt.handed_in_at.isoformat(),
        "late": receipt.late,
        "size": receipt.size,
    }
