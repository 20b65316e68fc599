"""What the player's handlers share: the player, the language, and one form for every error."""

from __future__ import annotations

from typing import Any

from innolab_exchange import ExchangeError, Refused, Unreachable
from jupyter_server.base.handlers import JupyterHandler
from tornado import web

from innolab_player.errors import Away, PlayerError, gettext_noop
from innolab_player.language import translate
from innolab_player.player import Player

GENERAL = {
    403: ("forbidden", gettext_noop("You are signed out, or this page is not yours. Sign in again.")),
    404: ("not_found", gettext_noop("This page was not found.")),
    405: ("method_not_allowed", gettext_noop("This page was not found.")),
}


class PlayerHandler(JupyterHandler):
    """A handler that knows the player of this home."""

    auth_resource = "contents"

    @property
    def player(self) -> Player:
        """The player of this home."""
        player: Player = self.settings["innolab_player"]
        return player

    @property
    def language(self) -> str:
        """The pupil's language; also what the portal is spoken to in."""
        language = self.player.language.current(accepted=self.request.headers.get("Accept-Language", ""))
        self.player.portal.language = language
        return language

    def told(self, status: int, error: BaseException | None) -> tuple[int, str, str]:
        """Status, code and sentence of an error."""
        match error:
            case Refused():
                return error.status, error.code, str(error)
            case Unreachable():
                return Away.status, Away.code, str(error)
            case PlayerError():
                return error.status, error.code, translate(error.message, self.language)
            case _:
                code, message = GENERAL.get(status, ("server_error", PlayerError.message))
                return status, code, translate(message, self.language)

    def log_exception(self, kind: Any, error: Any, trace: Any) -> None:
        """What we tell in words needs no traceback in the log."""
        if isinstance(error, (PlayerError, ExchangeError)):
            self.log.warning("%s %s: %s", self.request.method, self.request.path, error)
        elif isinstance(error, web.HTTPError):
            super().log_exception(kind, error, trace)
        else:
            self.log.error("%s %s", self.request.method, self.request.path, exc_info=(kind, error, trace))

    @property
    def content_security_policy(self) -> str:
        """Scripts, connections and pictures from here only; CodeMirror and widgets write inline styles."""
        here = f"ws://{self.request.host} wss://{self.request.host}"
        return "; ".join(
            [
                "default-src 'self'",
                "script-src 'self'",
                "style-src 'self' 'unsafe-inline'",
                "img-src 'self' data: blob:",
                "font-src 'self' data:",
                f"connect-src 'self' {here}",
                "object-src 'none'",
                "base-uri 'self'",
                "form-action 'self'",
                "frame-ancestors 'self'",
            ]
        )
