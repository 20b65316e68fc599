"""The player of one home: what its handlers share."""

from __future__ import annotations

import asyncio
import os
from functools import cached_property
from pathlib import Path
from typing import Any

from innolab_exchange import AsyncExchangeClient, ExchangeError, Lesson, Refused
from traitlets import Unicode, default
from traitlets.config import LoggingConfigurable

from innolab_player.errors import Away
from innolab_player.folder import LessonFolder, all_lessons
from innolab_player.handin import HandInSender
from innolab_player.language import LanguageChoice
from innolab_player.progress import ProgressSender
from innolab_player.release import unpack
from innolab_player.renewing import renew
from innolab_player.retry import may_pass
from innolab_player.room import RoomGuard
from innolab_player.sessions import OneSessionPerNotebook
from innolab_player.talk import Talk
from innolab_player.view import ViewChoice
from innolab_player.watch import LessonWatch

Opened = tuple[LessonFolder, dict[str, Any] | None, str | None]
"""The lesson's folder, the portal's words about the lesson, and why they are old where the portal is away."""


class Player(LoggingConfigurable):
    """Opens lessons, keeps what the portal said, and owns the senders and the watch."""

    portal_url = Unicode(help="Address of the portal's API, straight and not through the hub's proxy.").tag(config=True)
    portal_page = Unicode("/services/portal/", help="Path of the portal's pages, for links.").tag(config=True)
    user = Unicode(help="The pupil's pseudonym; the hub sets it.").tag(config=True)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._opening: dict[str, asyncio.Future[Opened]] = {}

    @default("portal_url")
    def _portal_url_default(self) -> str:
        return os.environ.get("INNOLAB_PORTAL_API", "")

    @default("user")
    def _user_default(self) -> str:
        return os.environ.get("JUPYTERHUB_USER", "me")

    @cached_property
    def home(self) -> Path:
        """The folder the server serves, outside of which nothing is read or written."""
        server: Any = self.parent
        return Path(server.root_dir)

    @cached_property
    def portal(self) -> AsyncExchangeClient:
        """The portal, spoken to with the server's own token."""
        return AsyncExchangeClient(self.portal_url, os.environ.get("JUPYTERHUB_API_TOKEN", ""), "en")

    @cached_property
    def language(self) -> LanguageChoice:
        """The pupil's language."""
        return LanguageChoice(self.home)

    @cached_property
    def view(self) -> ViewChoice:
        """How the pupil's page looks."""
        return ViewChoice(self.home)

    @cached_property
    def progress(self) -> ProgressSender:
        """Who tells the portal how far the pupil is."""
        return ProgressSender(self.portal, self.log)

    @cached_property
    def hand_ins(self) -> HandInSender:
        """Who hands in."""
        return HandInSender(self.portal, self.log)

    @cached_property
    def talk(self) -> Talk:
        """Who says in the lesson room what the pupil says."""
        return Talk(self.portal, self.log)

    @cached_property
    def watch(self) -> LessonWatch:
        """Who hears that the lesson was ended."""
        return LessonWatch(self.portal, self.log, heard=self.talk.heard)

    @cached_property
    def sessions(self) -> OneSessionPerNotebook | None:
        """Who starts kernels; none where the server has another kind, which would start one for each who asks."""
        server: Any = self.parent
        sessions = server.session_manager
        return sessions if isinstance(sessions, OneSessionPerNotebook) else None

    @property
    def is_sending(self) -> bool:
        """Whether there is something in this home that the portal does not have yet."""
        return self.hand_ins.is_sending or self.progress.is_sending or self.talk.is_sending

    @cached_property
    def room(self) -> RoomGuard:
        """Who sees to it that code does not fill the disk."""
        server: Any = self.parent
        return RoomGuard(self.home, server.kernel_manager, self.log)

    def folder(self, lesson_id: str) -> LessonFolder:
        """A lesson's place in the home."""
        return LessonFolder(self.home, lesson_id)

    async def resume(self) -> None:
        """Carry on with what was unsent at the last stop."""
        folders = [folder for folder in all_lessons(self.home) if folder.exists]
        self.progress.resume(folders)
        self.hand_ins.resume(folders)
        self.talk.resume(folders)

    async def stop(self) -> None:
        """Let the server stop without half-sent requests."""
        if self.sessions:
            await self.sessions.settled()
        await self.progress.stop()
        await self.hand_ins.stop()
        await self.talk.stop()
        await self.watch.stop()
        await self.portal.aclose()

    async def open(self, lesson_id: str) -> Opened:
        """The lesson's folder and what the portal says of it; who asks while it is being opened gets the same."""
        if lesson_id not in self._opening:
            opening = asyncio.ensure_future(self._open(lesson_id))
            self._opening[lesson_id] = opening
            opening.add_done_callback(lambda _: self._opening.pop(lesson_id))
        return await asyncio.shield(self._opening[lesson_id])

    async def _open(self, lesson_id: str) -> Opened:
        folder = self.folder(lesson_id)
        try:
            lesson = await self._ask(folder)
            await self._fetch(folder, lesson)
        except ExchangeError as error:
            if not folder.exists:
                raise _as_away(error) from error
            if not may_pass(error):
                raise
            return folder, folder.about().get("lesson"), str(error)
        return folder, dict(lesson.json), None

    async def _ask(self, folder: LessonFolder) -> Lesson:
        lesson = await self.portal.lesson(folder.lesson_id)
        if folder.exists:
            folder.remember_lesson(lesson.json)
            folder.remember_state(await self.portal.lesson_state(folder.lesson_id))
        return lesson

    async def _fetch(self, folder: LessonFolder, lesson: Lesson) -> None:
        # A teacher's own assignment that is released anew is not brought into work that has begun.
        if folder.exists and (lesson.own or folder.about()["release_sha256"] == lesson.release_sha256):
            return
        release = await self.portal.release(folder.lesson_id)
        content, activity = release.content or b"", lesson.activity
        if folder.exists:
            renew(folder, content, sha256=release.etag, activity=activity)
        else:
            unpack(folder, content, sha256=release.etag, activity=activity, lesson=lesson.json)
        folder.remember_state(await self.portal.lesson_state(folder.lesson_id))

    async def hear_language(self) -> None:
        """Ask the portal which language the pupil chose there; without it we keep what we know."""
        try:
            chosen = (await self.portal.me()).language
            # Empty: the pupil never chose one there, and each browser decides for itself.
            if chosen:
                self.language.heard(chosen)
        except ExchangeError as error:
            self.log.info("The portal did not say the pupil's language: %s", error)


def _as_away(error: ExchangeError) -> Exception:
    return error if isinstance(error, Refused) else Away(str(error))
