"""The zygote's children: who runs, kept in a file so that a zygote started again knows those of the one before."""

from __future__ import annotations

import contextlib
import json
import os
import signal
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

ENDED_KEPT = 1000
"""How many ended children are remembered, so that who asks late still learns how they ended."""


@dataclass(kw_only=True)
class Child:
    """One forked process, running or ended."""

    id: str
    pid: int
    started: int
    """Clock ticks from boot to its start: tells it from a later process with the same pid."""
    entry: str
    owner: str
    """The id of the child that asked for it, or empty when a caller did."""
    uid: int
    own: list[str]
    log: str
    exit: int | None = None
    """As subprocess tells it, negative for a signal; None while it runs, and when another zygote forked it."""
    ended: bool = False
    pidfd: int = field(default=-1, repr=False)
    adopted: bool = False
    """Forked by an earlier zygote: it can be watched and signalled, but not waited for."""


NOT_KEPT = {"pidfd", "adopted", "exit", "ended"}
KEPT = {each.name for each in fields(Child)} - NOT_KEPT


class Children:
    """Running children by id and pid, and the last ended ones."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.running: dict[str, Child] = {}
        self.ended: dict[str, Child] = {}

    def adopt(self) -> None:
        """Take over what an earlier zygote wrote down and what still runs."""
        with contextlib.suppress(FileNotFoundError):
            for found in json.loads(self.file.read_text()):
                # Another version may have written more.
                child = Child(**{key: found[key] for key in KEPT & found.keys()}, adopted=True)
                with contextlib.suppress(OSError):
                    child.pidfd = os.pidfd_open(child.pid)
                    if start_time(child.pid) == child.started:
                        self.running[child.id] = child
                    else:
                        os.close(child.pidfd)
        self.save()

    def add(self, child: Child) -> None:
        """A child has been forked."""
        self.running[child.id] = child
        self.save()

    def end(self, child: Child) -> None:
        """A child's process has ended: reap it and remember how."""
        if not child.adopted:
            _, status = os.waitpid(child.pid, 0)
            child.exit = os.waitstatus_to_exitcode(status)
        os.close(child.pidfd)
        child.ended = True
        del self.running[child.id]
        self.ended[child.id] = child
        for oldest in list(self.ended)[:-ENDED_KEPT]:
            del self.ended[oldest]
        self.save()

    def find(self, name: str) -> Child | None:
        """The child of this id, running or ended."""
        return self.running.get(name) or self.ended.get(name)

    def by_pid(self, pid: int) -> Child | None:
        """The running child with this pid: an ended one keeps its pid until it is reaped here."""
        return next((child for child in self.running.values() if child.pid == pid), None)

    def owned_by(self, child: Child) -> Iterator[Child]:
        """Running children that this one asked for."""
        return (other for other in list(self.running.values()) if other.owner == child.id)

    def save(self) -> None:
        """Write down what runs, whole or not at all."""
        kept = [
            {name: value for name, value in asdict(child).items() if name in KEPT} for child in self.running.values()
        ]
        temporary = self.file.with_suffix(".new")
        temporary.write_text(json.dumps(kept))
        temporary.replace(self.file)


def send_signal(child: Child, number: int) -> None:
    """Signal a child and, so that what it started hears it too, its process group; nothing when it has ended."""
    with contextlib.suppress(ProcessLookupError):
        if number == signal.SIGKILL or child.adopted:
            signal.pidfd_send_signal(child.pidfd, number)
        if not child.adopted:
            os.killpg(child.pid, number)


def end_left(state: Path) -> None:
    """Kill what an earlier zygote with this state folder left running, for a service that starts from nothing."""
    left = Children(state / "children.json")
    if state.exists():
        left.adopt()
    for child in left.running.values():
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(child.pidfd, signal.SIGKILL)
        os.close(child.pidfd)


def start_time(pid: int) -> int:
    """When a process started, in clock ticks from boot; raises OSError when there is none."""
    # The second field is a name in brackets, which may hold blanks and brackets of its own.
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19])
