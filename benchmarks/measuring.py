"""One measurement: a side started fresh, pupils in a process of their own, memory while they are still there."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, cast

from innolab_cli.folder import ROOT

from benchmarks import processes
from benchmarks.report import say
from benchmarks.sides import BenchError, Side, innolab, stock

SIDES: dict[str, Callable[[int, Path], AbstractContextManager[Side]]] = {"stock": stock, "innolab": innolab}

BUSY_AT_MOST = 0.1
"""An idle house and an idle machine stay below it."""


@dataclass
class Measured:
    """What one run found. A run in which a pupil failed has no time: the last one's first output never came."""

    seconds: float | None
    memory_mb: float | None
    """Of servers, kernels and what they are forked from, over the pupils."""
    failures: list[str]
    notes: list[str]
    last_served_s: float | None = None
    """When the last of those who did not fail was served."""
    shared_cpu_s: dict[str, float] = field(default_factory=dict)
    ready_s: float | None = None
    """How long it took to start all servers ahead, where the side does that by itself."""


def measure(side_name: str, *, pupils: int, task: str, ahead: bool = False) -> Measured:
    """Start the side, let the pupils do the task, end the side. A side that does not start is told in the notes."""
    say(f"{side_name}: {pupils} pupils, {task}{', servers started ahead' if ahead else ''} ...")
    with tempfile.TemporaryDirectory(prefix="innolab-bench-", ignore_cleanup_errors=True) as folder:
        try:
            with SIDES[side_name](pupils, Path(folder)) as side:
                found = measure_at(side, task=task, ahead=ahead)
        except BenchError as error:
            found = Measured(None, None, [], [f"{side_name}: {error}"])
    told = f"{found.last_served_s:.2f} s" if found.last_served_s is not None else "no figure"
    memory = f", {found.memory_mb:.1f} MB a pupil" if found.memory_mb is not None else ""
    say(f"{side_name}: {told}{memory}, {len(found.failures)} failed")
    return found


def measure_at(side: Side, *, task: str, ahead: bool = False) -> Measured:
    """Let the pupils of a running side do the task."""
    ready_s = side.start_ahead() if ahead and side.start_ahead else None
    job = {
        "side": side.name,
        "url": side.url,
        "pupils": side.pupils,
        "task": task,
        "ahead": ahead and ready_s is None,
        "hub_api": side.hub_api,
        "hub_token": side.hub_token,
    }
    others = others_note(f"{side.name}, {task}")
    before = shared_cpu(side)
    with subprocess.Popen(
        [sys.executable, "-m", "benchmarks.pupils"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as client:
        to_client, from_client = cast("IO[str]", client.stdin), cast("IO[str]", client.stdout)
        to_client.write(json.dumps(job) + "\n")
        to_client.flush()
        line = from_client.readline()
        if not line:
            return Measured(None, None, [], [f"{side.name}: the pupils' process ended without a result"])
        # Now, while every pupil's page is open.
        memory, unread = processes.pss_mb(side.servers())
        spent = {name: seconds - before.get(name, 0) for name, seconds in shared_cpu(side).items()}
        to_client.close()
    found = read(side, json.loads(line), memory_mb=memory, unread=unread, spent=spent, task=task)
    found.ready_s = ready_s
    found.notes += others
    return found


def others_note(what: str) -> list[str]:
    """A note where other work has the machine now, just before a clock runs; none on a quiet machine."""
    busy = processes.others_share()
    return [f"{what}: other work took {busy:.0%} of the machine before the clock ran"] if busy > BUSY_AT_MOST else []


def read(
    side: Side, told: dict[str, Any], *, memory_mb: float, unread: int, spent: dict[str, float], task: str
) -> Measured:
    """What the pupils' process told, with the memory."""
    failures = [f"{pupil['user']}: {pupil['error']}" for pupil in told["pupils"] if pupil["error"]]
    notes = [f"{side.name}, {task}: the pupils' own process used {told['cpu_s']:.1f} s of CPU", *told["notes"]]
    if failures:
        notes.append(f"{side.name}, {task}: {len(failures)} of {len(side.pupils)} failed, the first: {failures[0]}")
    if unread:
        notes.append(f"{side.name}: the memory of {unread} processes could not be read")
    known = task != "sign-in" and not unread and not failures
    return Measured(
        seconds=None if failures else told["last_s"],
        memory_mb=memory_mb / len(side.pupils) if known else None,
        failures=failures,
        notes=notes,
        last_served_s=told["last_s"],
        shared_cpu_s=spent,
    )


def shared_cpu(side: Side) -> dict[str, float]:
    """CPU seconds of hub, proxy and portal so far, each with its workers."""
    servers = side.servers()
    return {
        name: round(processes.cpu_s({pid} | (processes.below({pid}) - servers)), 2)
        for name, pid in side.shared().items()
    }
