"""Whether this server is in use. jupyter_server tells the hub, and what is in use is not ended as idle."""

from __future__ import annotations

import datetime as dt
import os
from typing import Any

from tornado.ioloop import PeriodicCallback

from innolab_player.player import Player

SETTING = "innolab_last_activity"
"""jupyter_server counts every setting whose name ends so."""
REPORTS_EVERY_S = 300
"""How often JupyterHub's part of the server tells the hub where nothing else is set."""


def seen(settings: dict[str, Any]) -> None:
    """Somebody is at work here now."""
    settings[SETTING] = dt.datetime.now(dt.UTC)


class Activity:
    """Looks twice between two reports to the hub."""

    def __init__(self, settings: dict[str, Any], player: Player, kernels: Any) -> None:
        self._settings, self._player, self._kernels = settings, player, kernels
        every_s = float(os.environ.get("JUPYTERHUB_ACTIVITY_INTERVAL") or REPORTS_EVERY_S) / 2
        self._looking = PeriodicCallback(self.look, every_s * 1000)

    def start(self) -> None:
        """Begin to look."""
        self._looking.start()

    def stop(self) -> None:
        """Look no more."""
        self._looking.stop()

    def look(self) -> None:
        """Note what is in use: a kernel that runs a cell or has a page, work that has not reached the portal.

        jupyter_server itself counts what a kernel says, so a long cell that says nothing would be idle; and a page that
        is read for long and then loses its connection for a moment would lose its kernel.
        """
        in_use = [model["id"] for model in self._kernels.list_kernels() if _is_in_use(model)]
        for kernel_id in in_use:
            self._kernels.get_kernel(kernel_id).last_activity = dt.datetime.now(dt.UTC)
        if in_use or self._player.is_sending:
            seen(self._settings)


def _is_in_use(kernel: dict[str, Any]) -> bool:
    # A page whose machine sleeps or is gone answers no pings, and jupyter_server ends its connection after 90 s.
    return kernel["execution_state"] == "busy" or int(kernel["connections"]) > 0
