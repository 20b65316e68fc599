"""Pictures that an activity's text shows."""

from __future__ import annotations

from pathlib import Path

from jupyter_server.auth.decorator import authorized
from tornado import web

from innolab_player.handlers.base import PlayerHandler

KINDS = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".svg": "image/svg+xml",
}


class PictureHandler(PlayerHandler):
    """A picture of the lesson's folder, and nothing else of the home."""

    @property
    def content_security_policy(self) -> str:
        """A picture opened by itself runs nothing: an SVG can hold scripts."""
        return "default-src 'none'; style-src 'unsafe-inline'; sandbox"

    @web.authenticated
    @authorized
    def get(self, lesson_id: str, name: str) -> None:
        """Send the picture."""
        folder = self.player.folder(lesson_id).path
        path = (folder / name).resolve()
        kind = KINDS.get(path.suffix.lower())
        if kind is None or not _inside(path, folder.resolve()) or not path.is_file():
            raise web.HTTPError(404)
        self.set_header("Content-Type", kind)
        self.set_header("Cache-Control", "private, max-age=3600")
        self.finish(path.read_bytes())


def _inside(path: Path, folder: Path) -> bool:
    return path.is_relative_to(folder) and not any(part.startswith(".") for part in path.relative_to(folder).parts)
