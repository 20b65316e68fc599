"""The portal's files by content: `<root>/<sha[:2]>/<sha>`, whole or not at all, the same bytes once.

Releases, sources, module pictures and hand-ins stand here; the database keeps their SHA-256.

    StoreError
      NoSpace      the disk is full (or a quota is): nothing was kept
      NotInStore   no file of that content
      Damaged      the file's bytes are no longer what they were
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import tempfile
from io import BufferedReader
from pathlib import Path

NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_SHA256 = re.compile(r"[0-9a-f]{64}")


class StoreError(Exception):
    """Something about a stored file."""


class NoSpace(StoreError):  # noqa: N818 - reads as what it says
    """The disk is full; nothing was kept."""


class NotInStore(StoreError):  # noqa: N818
    """No file of that content."""


class Damaged(StoreError):  # noqa: N818
    """A stored file no longer has the content it was stored under."""


class Store:
    """Files by content under one folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, sha256: str) -> Path:
        """Where the content stands or would stand."""
        if not _SHA256.fullmatch(sha256):
            raise NotInStore(sha256)
        return self.root / sha256[:2] / sha256

    def put(self, data: bytes) -> str:
        """Keep the bytes and return their SHA-256; already kept is as good."""
        sha256 = hashlib.sha256(data).hexdigest()
        if not self._holds_whole(sha256, len(data)):
            try:
                self._write(self.path(sha256), data)
            except OSError as error:
                if error.errno in NO_SPACE:
                    raise NoSpace(str(self.root)) from error
                raise
        return sha256

    def holds(self, sha256: str) -> bool:
        """Whether the content is here."""
        return self.path(sha256).is_file()

    def _holds_whole(self, sha256: str, size: int) -> bool:
        """Whether a file of that content and size is here: one cut short by a failing disk is written anew."""
        try:
            return self.path(sha256).stat().st_size == size
        except FileNotFoundError:
            return False

    def open(self, sha256: str) -> BufferedReader:
        """The file, open for reading."""
        try:
            return self.path(sha256).open("rb")
        except FileNotFoundError:
            raise NotInStore(sha256) from None

    def read(self, sha256: str) -> bytes:
        """The bytes, proven to be those that were stored."""
        with self.open(sha256) as file:
            data = file.read()
        if hashlib.sha256(data).hexdigest() != sha256:
            raise Damaged(sha256)
        return data

    def verify(self, sha256: str) -> None:
        """Raise NotInStore or Damaged unless the content is here and unharmed."""
        with self.open(sha256) as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
                raise Damaged(sha256)

    @staticmethod
    def _write(target: Path, data: bytes) -> None:
        """Write beside the target, flush to the disk, rename: a reader never meets half a file."""
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".new-")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        _flush_folder(target.parent)


def _flush_folder(folder: Path) -> None:
    """Make the rename itself outlive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
