"""The route by which the page speaks in the lesson room."""

from __future__ import annotations

import asyncio

from jupyter_server.auth.decorator import authorized
from tornado import web

from innolab_player.handlers.api import ApiHandler
from innolab_player.talk import parsed

SENT_WAIT_S = 3.0


class RoomHandler(ApiHandler):
    """Hands, notes that were read, ideas."""

    @web.authenticated
    @authorized
    async def post(self, lesson_id: str) -> None:
        """Keep what the pupil says and send it; answered when the portal has it, or after a while."""
        folder = self.fetched(lesson_id)
        _ = self.language
        task = self.player.talk.say(folder, parsed(self.body()))
        await asyncio.wait([task], timeout=SENT_WAIT_S)
        self.reply(self.standing(folder))
