"""The processes below a process, and the memory they really take."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")


def parents() -> dict[int, int]:
    """Every living process of the machine with its parent; zombies have no memory and are left out."""
    found = {}
    for entry in PROC.iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                # The name in brackets may hold spaces and brackets of its own.
                state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
                if state != "Z":
                    found[int(entry.name)] = int(parent)
    return found


def below(tops: Iterable[int]) -> set[int]:
    """All descendants of the processes, without themselves."""
    tree = parents()
    found: set[int] = set()
    newest = set(tops)
    while newest:
        newest = {pid for pid, parent in tree.items() if parent in newest} - found
        found |= newest
    return found


def pss_mb(pids: Iterable[int]) -> tuple[float, int]:
    """Proportional set size of the processes together, and how many of them could not be read."""
    total_kb, unread = 0, 0
    for pid in pids:
        try:
            lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()
        except (FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
            continue
        except OSError:
            unread += 1
            continue
        total_kb += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total_kb / 1024, unread


def cpu_s(pids: Iterable[int]) -> float:
    """CPU seconds the processes have used themselves."""
    ticks = 0
    for pid in pids:
        with suppress(OSError):
            fields = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def end(pids: Iterable[int], *, patience_s: float = 10) -> None:
    """End the processes: politely, then by force."""
    waiting = set(pids)
    for sign in (signal.SIGTERM, signal.SIGKILL):
        for pid in waiting:
            with suppress(ProcessLookupError):
                os.kill(pid, sign)
        deadline = time.monotonic() + patience_s
        while (waiting := waiting & set(parents())) and time.monotonic() < deadline:
            time.sleep(0.05)


def others_share(watch_s: float = 1.0) -> float:
    """Which part of the machine's processors is busy now, from 0 to 1: with something else than a bench's own."""

    def look() -> tuple[int, int]:
        ticks = [int(field) for field in (PROC / "stat").read_text().splitlines()[0].split()[1:9]]
        return sum(ticks), ticks[3] + ticks[4]

    all_before, idle_before = look()
    time.sleep(watch_s)
    all_after, idle_after = look()
    return 1 - (idle_after - idle_before) / (all_after - all_before)
