"""How much room a home takes: code that fills it beyond its share, or the disk to its last, is ended.

Filesystems that count for us (quotas) are neither everywhere nor to be had without root, so this server looks. It stops
only what the pupil's code writes: what the player saves and hands in always goes through while the disk has room.
"""

from __future__ import annotations

import asyncio
import logging
import math
import os
import shutil
import signal
import stat
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from tornado.web import HTTPError

MB = 1024 * 1024
LOOK_EVERY_S = 1.0
PAUSE = 10
"""A home that takes long to look through is looked at less often: the pause is so many times the look."""
SMALLEST = 4096
"""Bytes that an empty file or a folder counts."""
SLACK = MB
"""Where there is no room, code may still write so much: to tidy up, and what the player itself saves."""


class Room:
    """Decides when a home has grown too large."""

    def __init__(self, home_mb: int, disk_free_mb: int) -> None:
        self.most, self.floor = home_mb * MB, disk_free_mb * MB
        self._least = math.inf
        self._before = math.inf

    def is_overfilled(self, taken: float, free: int) -> bool:
        """Whether what the home takes has grown beyond what is allowed since the last time this was said of it.

        Args:
            taken: bytes of the home.
            free: bytes free on its disk.
        """
        self._least = min(self._least, taken)
        if free >= self.floor or math.isinf(self._before):
            self._before = taken
        allowed = max(self.most, self._least + SLACK)
        if free < self.floor:
            # Ended is who fills the disk now, not who had much on it before.
            allowed = min(allowed, self._before + SLACK)
        if taken <= allowed:
            return False
        # Python starts again, and may tidy up.
        self._least = self._before = taken
        return True


class RoomGuard:
    """Looks while kernels run, and ends those of a home that is overfilled; their front ends start them again."""

    def __init__(self, home: Path, kernels: Any, log: logging.Logger) -> None:
        self._home, self._kernels, self._log = home, kernels, log
        self.room = Room(megabytes("INNOLAB_HOME_MB", 1000), megabytes("INNOLAB_DISK_FREE_MB", 1000))
        self.is_full = False
        """Code was ended for it, and there is no more room since."""
        self._looking: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to look."""
        self._looking = asyncio.create_task(self._look_on())

    def stop(self) -> None:
        """Look no more."""
        if self._looking:
            self._looking.cancel()

    async def _look_on(self) -> None:
        while True:
            began = time.monotonic()
            try:
                if self._kernels.list_kernel_ids():
                    await self.look()
            except Exception:  # noqa: BLE001  (to the log; the next look may go well)
                self._log.exception("The room that %s takes could not be looked at", self._home)
            await asyncio.sleep(max(LOOK_EVERY_S, PAUSE * (time.monotonic() - began)))

    async def look(self) -> None:
        """Measure, and end kernels where they must."""
        taken = await asyncio.to_thread(taken_by, self._home, self.room.most)
        free = shutil.disk_usage(self._home).free
        if self.room.is_overfilled(taken, free):
            self.is_full = True
            self._log.warning(
                "%s takes %d MB, %d MB are free: its kernels are ended", self._home, taken // MB, free // MB
            )
            for kernel_id in self._kernels.list_kernel_ids():
                # One may have gone meanwhile.
                with suppress(HTTPError, RuntimeError):
                    await self._kernels.get_kernel(kernel_id).signal_kernel(signal.SIGKILL)
        elif taken <= self.room.most and free >= self.room.floor:
            self.is_full = False


def megabytes(variable: str, usual: int) -> int:
    """What the hub told this server."""
    return int(os.environ.get(variable) or usual)


def taken_by(home: Path, unknown: int) -> int:
    """Bytes on the disk of all that is in a folder; each part that can't be looked into counts as `unknown`."""
    total = 0
    counted: set[int] = set()
    waiting = [str(home)]
    while waiting:
        for path, about in inside(waiting.pop()):
            if about is None:
                total += unknown
                continue
            if about.st_ino not in counted:
                counted.add(about.st_ino)
                total += max(about.st_blocks * 512, SMALLEST)
            if stat.S_ISDIR(about.st_mode):
                waiting.append(path)
    return total


def inside(folder: str) -> Iterator[tuple[str, os.stat_result | None]]:
    """What is in a folder, and of what kind; None where that can't be seen, as below a path that is too long."""
    try:
        with opened(folder) as entries:
            for entry in entries:
                with suppress(FileNotFoundError):
                    yield entry.path, entry.stat(follow_symlinks=False)
    except FileNotFoundError:
        return
    except OSError:
        yield folder, None


def opened(folder: str) -> Any:
    """The entries of a folder, one that the pupil's code closed included."""
    try:
        return os.scandir(folder)
    except PermissionError:
        os.chmod(folder, 0o700)
        return os.scandir(folder)
