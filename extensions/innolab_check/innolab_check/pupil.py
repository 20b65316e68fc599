"""What the pupil has done in this kernel: the names, the code that was run, what it printed and drew."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from innolab_check.descriptions import describe_figures

LONGEST_PRINT = 100_000
AUTHORS_MARK = "innolab_check"
"""A cell with this word in it is the author's: pupils' starter code never names the package."""


@dataclass(frozen=True)
class Line:
    """A line in a drawing."""

    label: str
    x: list[Any]
    y: list[Any]
    color: str


@dataclass(frozen=True)
class Drawing:
    """One pair of axes as it was when the pupil's code had run."""

    title: str
    x_label: str
    y_label: str
    lines: list[Line]
    bars: int


@dataclass
class _Seen:
    """What the last code of the pupil gave."""

    printed: list[str] = field(default_factory=list)
    drawings: list[Drawing] = field(default_factory=list)


_seen = _Seen()


def shell() -> Any:
    """IPython's shell, or None in plain Python."""
    module = sys.modules.get("IPython")
    return module.get_ipython() if module else None


def names() -> dict[str, Any]:
    """The pupil's variables: the globals of the nearest code that is not this package's."""
    ip = shell()
    if ip is not None:
        return dict(ip.user_ns)
    frame = sys._getframe()
    while frame.f_back and str(frame.f_globals.get("__name__", "")).startswith("innolab_check"):
        frame = frame.f_back
    return dict(frame.f_globals)


def is_authors(source: str) -> bool:
    """Whether a cell was written by the activity's author and not by the pupil."""
    return AUTHORS_MARK in source


def _sources() -> Iterator[str]:
    """The pupil's cells that were run, latest first."""
    ip = shell()
    history = ip.user_ns.get("In", []) if ip is not None else []
    return (source for source in reversed(history) if source.strip() and not is_authors(source))


def source() -> str:
    """The pupil's code that was run last; empty if none was."""
    return next(_sources(), "")


def line_of(pattern: str) -> int | None:
    """The line in the pupil's last code where a regular expression is found, to point at; None if nowhere."""
    for number, line in enumerate(source().splitlines(), 1):
        if re.search(pattern, line):
            return number
    return None


def printed() -> str:
    """What the pupil's last code printed."""
    return "".join(_seen.printed)


def drawn() -> list[Drawing]:
    """The plots that the pupil's last code drew."""
    return list(_seen.drawings)


def watch(ip: Any) -> None:
    """From now on remember what pupils' cells print and draw. Watching twice is watching once."""
    ip.events.callbacks["pre_run_cell"][:] = [
        *(c for c in ip.events.callbacks["pre_run_cell"] if getattr(c, "__name__", "") != _before.__name__),
        _before,
    ]
    # Before matplotlib's own callback, which closes the figures after showing them.
    ip.events.callbacks["post_execute"][:] = [
        _after,
        *(c for c in ip.events.callbacks["post_execute"] if getattr(c, "__name__", "") != _after.__name__),
    ]


def _before(info: Any) -> None:
    if not is_authors(info.raw_cell or ""):
        _seen.printed, _seen.drawings = [], []
        if not isinstance(sys.stdout, _Echo):
            sys.stdout = _Echo(sys.stdout)


def _after() -> None:
    ip = shell()
    if ip is not None:
        describe_figures(ip)
    if isinstance(sys.stdout, _Echo):
        sys.stdout = sys.stdout.real
        _seen.drawings = _drawings()


class _Echo:
    """Standard output that also remembers; everything else is the real one's."""

    def __init__(self, real: Any) -> None:
        self.real = real
        self.room = LONGEST_PRINT

    def write(self, text: str) -> int:
        """Write, and remember as long as there is room."""
        if self.room > 0:
            _seen.printed.append(text[: self.room])
            self.room -= len(text)
        return int(self.real.write(text) or 0)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)


def _drawings() -> list[Drawing]:
    helpers = sys.modules.get("matplotlib._pylab_helpers")
    if helpers is None:
        return []
    try:
        return [_drawing(axes) for manager in helpers.Gcf.get_all_fig_managers() for axes in manager.canvas.figure.axes]
    except Exception:  # noqa: BLE001 - remembering must never break a pupil's cell
        return []


def _drawing(axes: Any) -> Drawing:
    lines = [
        Line(str(ln.get_label()), list(ln.get_xdata()), list(ln.get_ydata()), str(ln.get_color())) for ln in axes.lines
    ]
    bars = sum(len(container) for container in axes.containers if hasattr(container, "patches"))
    return Drawing(axes.get_title(), axes.get_xlabel(), axes.get_ylabel(), lines, bars)
