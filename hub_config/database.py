"""SQLite for a class at the bell: readers don't wait for the writer, a commit doesn't wait for the disk's cache."""

from __future__ import annotations

from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine


def tune_sqlite() -> None:
    """Set the pragmas on every connection this process opens."""
    event.listen(Engine, "connect", set_pragmas)


def set_pragmas(connection: Any, _record: Any) -> None:
    """WAL and synchronous NORMAL: what is committed survives a killed process."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = NORMAL")
    cursor.close()
