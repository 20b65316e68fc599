"""How long a notebook may run and how much it may say."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Allowance:
    """Limits of one run; what a process may use is the zygote's configuration."""

    cell_seconds: float = 30
    grace_seconds: float = 2
    """From the interrupt at a cell's limit to its end by force."""
    notebook_seconds: float = 120
    text_bytes: int = 1_000_000
    """Of printed text and tracebacks, a cell."""
    data_bytes: int = 10_000_000
    """Of all other outputs (pictures, tables, widgets), a cell."""
    outputs: int = 1_000
    """A cell. Text printed in one go counts once."""

    def as_dict(self) -> dict[str, Any]:
        """For the fork."""
        return asdict(self)


LEFT_OUT = "[The rest of this cell's output was left out: it is too much.]\n"
"""Printed where a cell went beyond its allowance."""
TEXT = frozenset({"stream", "error"})
DATA = frozenset({"display_data", "update_display_data", "execute_result", "comm_open", "comm_msg", "comm_close"})


class Meter:
    """Counts a cell's outputs, at both ends: the fork so as not to send too much, the caller so as not to take it."""

    def __init__(self, allowance: Allowance) -> None:
        self.allowance = allowance
        self.restart()

    def restart(self) -> None:
        """A new cell has begun, or its outputs were cleared."""
        self.text = 0
        self.data = 0
        self.outputs = 0
        self.last = ""

    def admits(self, kind: str, size: int, name: str = "") -> bool:
        """Whether one more output has room; counts it if so. `name`: the stream's."""
        if kind == "clear_output":
            self.restart()
        if kind not in TEXT | DATA:
            return True
        goes_on = kind == "stream" and name == self.last
        text, data = (size, 0) if kind in TEXT else (0, size)
        if (
            self.text + text > self.allowance.text_bytes
            or self.data + data > self.allowance.data_bytes
            or self.outputs + (not goes_on) > self.allowance.outputs
        ):
            return False
        self.text += text
        self.data += data
        self.outputs += not goes_on
        self.last = name if kind == "stream" else ""
        return True
