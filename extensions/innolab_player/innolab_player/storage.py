"""Files that are either the old or the new, never half."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import Any

from innolab_player.errors import disk_full_told


def write_whole(path: Path, content: bytes) -> None:
    """Replace a file at once: a reader, or a power cut, sees the old or the new one."""
    with disk_full_told():
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename last over a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_json(path: Path, value: Any) -> None:
    """Write a value as JSON, whole."""
    write_whole(path, json.dumps(value, ensure_ascii=False, indent=1).encode())


def read_json(path: Path, default: Any = None) -> Any:
    """A JSON file's value, or the default where there is no file."""
    try:
        return json.loads(path.read_bytes())
    except FileNotFoundError:
        return default
