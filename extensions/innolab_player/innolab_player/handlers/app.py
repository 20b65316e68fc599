"""Opening an app activity: a Voilà page of the same server."""

from __future__ import annotations

import asyncio

from jupyter_server.auth.decorator import authorized
from jupyter_server.utils import url_escape, url_path_join
from tornado import web

from innolab_player.handlers.page import PageHandler


class AppHandler(PageHandler):
    """Fetch the app's release, then let Voilà show it."""

    @web.authenticated
    @authorized
    async def get(self, lesson_id: str) -> None:
        """To voila/render/<path in the home>, in the pupil's language."""
        _ = self.language
        (folder, _, _), _ = await asyncio.gather(self.player.open(lesson_id), self.player.hear_language())
        page = url_path_join(self.base_url, "voila/render", url_escape(folder.notebook_url_path))
        # Asked again: the portal may have told us another one meanwhile.
        self.redirect(f"{page}?lang={self.language}")
