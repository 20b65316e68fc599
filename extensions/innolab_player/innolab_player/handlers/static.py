"""The built front end: hashed names kept for ever, already compressed."""

from __future__ import annotations

import json
import mimetypes
import re
from pathlib import Path

from jupyter_server.auth.decorator import allow_unauthenticated
from tornado import web

from innolab_player.handlers.base import PlayerHandler

STATIC = Path(__file__).parent.parent / "static"
HASHED = re.compile(r"-[0-9A-Z]{8}\.")
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2"}


def asset(entry: str) -> str:
    """The hashed name of an entry such as `main.js`."""
    manifest: dict[str, str] = json.loads((STATIC / "manifest.json").read_bytes())
    return manifest[entry]


class StaticHandler(PlayerHandler):
    """A file of the built front end, or the theme."""

    # Public, as the code of any web page is: browsers ask for module scripts in a way ("cors" mode) in which
    # JupyterHub does not accept the sign-in cookie, and would send the script to the sign-in page for ever.
    @allow_unauthenticated
    def get(self, name: str) -> None:
        """Send it, compressed where the browser can read that."""
        path = STATIC / name
        if not path.is_file():
            raise web.HTTPError(404)
        packed = STATIC / f"{name}.gz"
        if packed.is_file() and "gzip" in self.request.headers.get("Accept-Encoding", ""):
            self.set_header("Content-Encoding", "gzip")
            path = packed
        kind = TYPES.get(Path(name).suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
        self.set_header("Content-Type", kind)
        self.set_header("Vary", "Accept-Encoding")
        always = "private, max-age=31536000, immutable"
        self.set_header("Cache-Control", always if HASHED.search(name) else "no-cache")
        self.finish(path.read_bytes())
