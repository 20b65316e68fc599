"""Being told to end: by Ctrl-C, by `./innolab stop`, by a terminal that closes."""

from __future__ import annotations

import signal


class StopSignal:
    """Whether someone asked us to end; a second request changes nothing."""

    def __init__(self) -> None:
        self.came = False

    def listen(self) -> None:
        """From now on a signal is noted, and whoever works looks here between two steps."""
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sign, self._note)

    def _note(self, _number: int, _frame: object) -> None:
        self.came = True
