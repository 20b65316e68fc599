"""When people's servers and kernels that nobody uses are ended: how often is looked, and what counts as idle.

What a server tells the hub of its use: `innolab_player.activity`.
"""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from hub_config.settings import Settings

LONGEST_LOOK_S = 600


def look_every_s(idle_minutes: float) -> int:
    """Seconds between two looks for what has been idle for so long."""
    return max(2, min(LONGEST_LOOK_S, int(idle_minutes * 60) // 6))


def report_every_s(settings: Settings) -> int:
    """Seconds between two reports of a server that it is in use: at least two to each look of any kind."""
    idle = [minutes for minutes in (settings.server_idle_minutes, settings.kernel_idle_minutes) if minutes]
    return min([look_every_s(minutes) for minutes in idle], default=LONGEST_LOOK_S) // 2


def kernel_options(idle_minutes: float) -> list[str]:
    """Options of a server: end kernels that are idle so long without a page; 0 minutes end none."""
    return [
        f"--MappingKernelManager.cull_idle_timeout={int(idle_minutes * 60)}",
        f"--MappingKernelManager.cull_interval={look_every_s(idle_minutes)}",
    ]


class IdleTwice:
    """The culler's arbiter: a server goes when it is idle at two looks in a row.

    After the machine has slept, or the hub was away, all servers look idle until they have reported once more.
    """

    def __init__(self) -> None:
        self._idle_at: dict[str, float] = {}
        """When a server was seen idle, by the clock on the wall: that goes on while a machine sleeps."""

    def __call__(self, *, inactive: timedelta, inactive_limit: int, server: dict[str, Any]) -> bool:
        """Whether to stop the server of JupyterHub's model `server`; the limit in seconds."""
        start, now = f"{server['url']} {server['started']}", time.time()
        before = self._idle_at.pop(start, None)
        if inactive.total_seconds() < inactive_limit:
            return False
        if before is not None and now - before <= 1.5 * look_every_s(inactive_limit / 60):
            return True
        self._idle_at[start] = now
        return False
