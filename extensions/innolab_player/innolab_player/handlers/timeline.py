"""The route of the work's earlier states."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado import web

from innolab_player.handlers.api import ApiHandler
from innolab_player.timeline import moments


class TimelineHandler(ApiHandler):
    """What the work was earlier."""

    @web.authenticated
    @authorized
    def get(self, lesson_id: str) -> None:
        """The kept moments, oldest first."""
        self.reply({"moments": moments(self.fetched(lesson_id))})
