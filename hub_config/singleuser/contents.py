"""The files a server shows: those of the home, to who is signed in.

The pupil's code can put links into the home, which lead to what the server sees and that code does not.
"""

from __future__ import annotations

from pathlib import Path

from jupyter_server.base.handlers import AuthenticatedFileHandler
from jupyter_server.services.contents.filecheckpoints import FileCheckpoints
from jupyter_server.services.contents.largefilemanager import LargeFileManager
from tornado.web import HTTPError
from voila.static_file_handler import AllowListFileHandler


def in_home(path: str, home: str) -> str:
    """The path; raises HTTPError where it leads out of the home."""
    if not Path(path).resolve().is_relative_to(Path(home).resolve()):
        raise HTTPError(404, "not in the home")
    return path


class HomeContents(LargeFileManager):
    """Jupyter's files, which by themselves follow all links. From the asynchronous kind Voilà can get no pictures."""

    def _get_os_path(self, path: str) -> str:
        return in_home(super()._get_os_path(path), self.root_dir)  # type: ignore[no-untyped-call]


class HomeCheckpoints(FileCheckpoints):
    """Jupyter's second copies of files."""

    def checkpoint_path(self, checkpoint_id: str, path: str) -> str:
        """Where a copy lies."""
        return in_home(super().checkpoint_path(checkpoint_id, path), self.root_dir)  # type: ignore[no-untyped-call]


class AppFiles(AuthenticatedFileHandler, AllowListFileHandler):  # type: ignore[misc]
    """Pictures and tables of Voilà's apps, which Voilà by itself gives to anybody, signed in or not."""

    def validate_absolute_path(self, root: str, absolute_path: str) -> str:
        """The file to send."""
        return in_home(super().validate_absolute_path(root, absolute_path), root)
