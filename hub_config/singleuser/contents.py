"""The files a pupil's server shows."""

from __future__ import annotations

from pathlib import Path

from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager
from tornado.web import HTTPError


class HomeContents(AsyncLargeFileManager):
    """The home and nothing else: jupyter_server follows links that the pupil's code can put there."""

    def _get_os_path(self, path: str) -> str:
        found: str = super()._get_os_path(path)  # type: ignore[no-untyped-call]
        if not Path(found).resolve().is_relative_to(Path(self.root_dir).resolve()):
            raise HTTPError(404, "not in the home")
        return found
