"""Opening an app activity: a Voilà page of the same server."""

from __future__ import annotations

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
        folder, _, _ = await self.player.open(lesson_id)
        page = url_path_join(self.base_url, "voila/render", url_escape(folder.notebook_url_path))
        # Asked again: opening told us what the portal remembers.
        self.redirect(f"{page}?lang={self.language}")
