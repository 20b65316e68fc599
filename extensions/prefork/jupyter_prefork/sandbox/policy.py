"""How a child is to be confined."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What a child may use; None is no limit."""

    memory_mb: int | None = None
    """Beyond what the process had when it was forked: for each process; for all together where there is a cgroup."""
    processes: int | None = None
    """Threads count too."""
    open_files: int | None = None
    file_mb: int | None = None
    """The largest single file."""
    cpu_seconds: int | None = None
    """Of each process, over its life."""


@dataclass(frozen=True, kw_only=True)
class Policy:
    """What a child sees of the machine."""

    network: bool
    """True: the machine's network. False: no network, and no sockets but Unix ones."""
    read_only: tuple[str, ...]
    """Paths seen read-only at their own place, besides the system's. One that does not exist is left out."""
    tmp_mb: int
    """Size of its own /tmp; /dev/shm has the same."""
    own_processes: bool
    """Whether it sees only processes it started itself."""
    limits: Limits
