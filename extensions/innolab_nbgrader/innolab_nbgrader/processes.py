"""Ending processes with all that they started. Linux: reads /proc."""

from __future__ import annotations

import contextlib
import os
import signal
from collections import defaultdict
from pathlib import Path


def descendants(pid: int) -> list[int]:
    """Processes below `pid`, zombies left out."""
    children: dict[int, list[int]] = defaultdict(list)
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            parent, state = _parent_and_state(entry)
            if state not in ("Z", "X", ""):
                children[parent].append(int(entry.name))
    below: list[int] = []
    new = children[pid]
    while new:
        below += new
        new = [grandchild for child in new for grandchild in children[child]]
    return below


def _parent_and_state(entry: Path) -> tuple[int, str]:
    try:
        # The name in parentheses may hold spaces and parentheses of its own.
        state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
    except (OSError, ValueError):
        return 0, ""
    return int(parent), state


def kill_below(pid: int) -> None:
    """Kill everything below `pid`. If `pid` adopts orphans (a subreaper), nothing slips away."""
    while found := descendants(pid):
        for each in found:
            _signal(each, signal.SIGKILL)
    if pid == os.getpid():
        _reap()


def kill_tree(pid: int) -> None:
    """Kill `pid` and everything below it. It is stopped first, so that it starts nothing new meanwhile."""
    _signal(pid, signal.SIGSTOP)
    kill_below(pid)
    _signal(pid, signal.SIGKILL)


def kill_marked(text: str) -> None:
    """Kill every process that was started with this text, a path of its own, in its environment."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                if text.encode() in (entry / "environ").read_bytes():
                    _signal(int(entry.name), signal.SIGKILL)


def _signal(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def _reap() -> None:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
