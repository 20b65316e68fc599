"""Bridging the moments in which no zygote answers, because it is being started again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

from jupyter_prefork.errors import ZygoteAway

RETRY = 0.2
"""Seconds between two tries."""

T = TypeVar("T")


async def patiently(seconds: float, call: Callable[[], Awaitable[T]]) -> T:
    """Call until a zygote answers; raises ZygoteAway when none has after so many seconds."""
    end = time.monotonic() + seconds
    while True:
        try:
            return await call()
        except ZygoteAway:
            if time.monotonic() > end:
                raise
        await asyncio.sleep(RETRY)
