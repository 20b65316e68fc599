"""The pages: a lesson, and a problem told in words."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from jupyter_server.auth.decorator import authorized
from jupyter_server.utils import url_path_join
from tornado import template, web

from innolab_player.handlers.base import PlayerHandler
from innolab_player.handlers.static import asset
from innolab_player.language import translate

TEMPLATES = Path(__file__).parent.parent / "templates"


@lru_cache
def _templates() -> template.Loader:
    return template.Loader(str(TEMPLATES))


class PageHandler(PlayerHandler):
    """A handler that answers with a page."""

    def render_page(self, name: str, **values: Any) -> None:
        """Fill a template of ours."""
        language = self.language
        page = (
            _templates()
            .load(name)
            .generate(
                language=language,
                _=lambda message: translate(message, language),
                asset=lambda entry: url_path_join(self.base_url, "innolab/static", asset(entry)),
                base_url=self.base_url,
                portal=self.player.portal_page,
                user=self.player.user,
                **values,
            )
        )
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        self.set_header("Referrer-Policy", "same-origin")
        self.finish(page)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """A problem in words, with the way home."""
        status, _, message = self.told(status_code, kwargs.get("exc_info", (None, None))[1])
        self.set_status(status)
        self.render_page("problem.html", message=message)


class SignedInHandler(PageHandler):
    """What an open page loads unseen when the server was started again: the hub makes this browser known on the way."""

    @web.authenticated
    @authorized
    def get(self) -> None:
        """Nothing but the cookies."""
        _ = self.xsrf_token
        self.finish()


class LessonPageHandler(PageHandler):
    """The player."""

    @web.authenticated
    @authorized
    def get(self, lesson_id: str) -> None:
        """The page's frame; its script asks for the lesson."""
        # Reading the token sets the cookie the page's own requests must repeat.
        _ = self.xsrf_token
        self.render_page("lesson.html", lesson_id=lesson_id)
