"""Who asks: decided by the kernel's word on the peer (SO_PEERCRED), never by what a request says."""

from __future__ import annotations

import socket
import struct
from dataclasses import dataclass
from pathlib import Path

from jupyter_prefork.children import Child, Children
from jupyter_prefork.config import Config, Entry
from jupyter_prefork.errors import Refused


@dataclass(frozen=True)
class Asker:
    """The process at the other end of a connection."""

    names: frozenset[str]
    """The callers it may be, or the entry it was forked for."""
    uid: int
    child: Child | None = None

    @property
    def owner(self) -> str:
        """What a child it asks for keeps as its owner."""
        return self.child.id if self.child else ""

    def check_entry(self, entry: Entry) -> None:
        """Raise Refused unless this asker may have the entry forked."""
        if not self.names & entry.asked_by:
            raise Refused(f"{describe(self)} may not ask for {entry.name}")

    def check_child(self, child: Child) -> None:
        """Raise Refused unless this asker may see and signal the child."""
        if child.owner != self.owner:
            raise Refused(f"{describe(self)} has nothing to do with {child.id}")


def describe(asker: Asker) -> str:
    """For messages."""
    return asker.child.id if asker.child else f"uid {asker.uid}"


def identify(connection: socket.socket, config: Config, children: Children) -> Asker:
    """Who is at the other end.

    Raises:
        Refused: a process in a sandbox that is not itself a child, or one of no caller's uid.
    """
    pid, uid, _ = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
    if child := children.by_pid(pid):
        return Asker(frozenset({child.entry}), uid, child)
    if is_in_a_sandbox(pid):
        raise Refused("a process in a sandbox may not ask")
    names = frozenset(name for name, known in config.callers.items() if known == uid)
    if not names:
        raise Refused(f"uid {uid} is no caller")
    return Asker(names, uid)


def is_in_a_sandbox(pid: int) -> bool:
    """Whether a process is in a pid namespace below ours: it then has a pid in each. True when it is gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return True
    pids = next((line.split()[1:] for line in lines if line.startswith("NSpid:")), [])
    return len(pids) != 1
