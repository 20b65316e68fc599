"""A cgroup for each sandbox, where this process may make them: its memory and processes limited all together.

Groups are made below the zygote's own, so whatever limits the zygote limits them too. With version 2 that takes a
group of which the zygote is the only process (systemd: `Delegate=yes` on a unit of its own).

    cgroups.confine(name, pid, limits)    # after the fork; the child waits until this is done
    cgroups.release(name)                 # after its end
    cgroups.sweep(mark, kept)             # at the zygote's start: what one that was killed left of "mark.*"

Other zygotes may have their groups beside ours, so a zygote's names begin with a mark of its own.
"""

from __future__ import annotations

import contextlib
import functools
import os
import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from jupyter_prefork.sandbox.limits import MB
from jupyter_prefork.sandbox.policy import Limits
from jupyter_prefork.sandbox.system import SandboxError

Version = Literal["v2", "v1", "none"]
CONTROLLERS = ("memory", "pids")
PREFIX = "prefork-"
PATIENCE_SECONDS = 0.2


@dataclass(frozen=True)
class Cgroups:
    """Where groups are made: for each controller the folder of the group this process is in."""

    version: Version
    folders: Mapping[str, Path]

    def groups(self, name: str) -> list[Path]:
        """The folders of the group of this name: one, or with version 1 one for each controller."""
        return [folder / f"{PREFIX}{name}" for folder in dict.fromkeys(self.folders.values())]


def look() -> tuple[Version, frozenset[str]]:
    """The version of the machine's cgroups, "none" when we may make none, and which controllers can limit."""
    found = find()
    return found.version, frozenset(found.folders)


def confine(name: str, pid: int, limits: Limits) -> None:
    """Put a process, and all it will start, into a new group; does nothing where there are no cgroups.

    Raises:
        SandboxError: the group could not be made.
    """
    found = find()
    try:
        for group in found.groups(name):
            group.mkdir()
            for file, value in settings(found.version, limits):
                if (group / file).exists():
                    (group / file).write_text(str(value))
            (group / "cgroup.procs").write_text(str(pid))
    except OSError as error:
        release(name)
        raise SandboxError(f"could not make cgroup {name}: {error.strerror}") from error


def settings(version: Version, limits: Limits) -> Iterator[tuple[str, int]]:
    """Files of a group, which has those of its controllers only, and what belongs into them."""
    if limits.memory_mb is not None:
        # What a child changes of the pages it shares with this process becomes its own: at most all of them.
        memory = limits.memory_mb * MB + resident_size()
        if version == "v1":
            yield "memory.limit_in_bytes", memory
            yield "memory.memsw.limit_in_bytes", memory
        else:
            yield "memory.max", memory
            yield "memory.swap.max", 0
            yield "memory.oom.group", 1
    if limits.processes is not None:
        yield "pids.max", limits.processes


def release(name: str) -> None:
    """End what still runs in a group and remove it; nothing when there is none."""
    groups = find().groups(name)
    end = time.monotonic() + PATIENCE_SECONDS
    while any(kill(group) for group in groups) and time.monotonic() < end:
        time.sleep(0.005)
    for group in groups:
        # One with a process that is still dying can't be removed; the next sweep takes it.
        with contextlib.suppress(OSError):
            group.rmdir()


def sweep(mark: str, kept: Collection[str]) -> None:
    """Release all groups whose names begin with "mark.", but those kept."""
    for pattern in find().groups(f"{mark}.*"):
        for group in pattern.parent.glob(pattern.name):
            name = group.name.removeprefix(PREFIX)
            if name not in kept:
                release(name)


def kill(group: Path) -> bool:
    """Kill every process of a group; whether there was one."""
    try:
        pids = [int(pid) for pid in (group / "cgroup.procs").read_text().split()]
    except OSError:
        return False
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, 9)
    return bool(pids)


def resident_size() -> int:
    """Bytes of memory this process has."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


# Finding the place


@functools.cache
def find() -> Cgroups:
    """Where groups can be made, tried by making one."""
    mounted = list(mounts())
    groups = own_groups()
    unified = next((path for path, kind, _ in mounted if kind == "cgroup2"), None)
    if unified and "" in groups:
        own = unified / groups[""].lstrip("/")
        if enable(own):
            return Cgroups("v2", dict.fromkeys(CONTROLLERS, own))
    folders = {}
    for path, kind, options in mounted:
        for controller in CONTROLLERS:
            if kind == "cgroup" and controller in options and controller in groups:
                folder = path / groups[controller].lstrip("/")
                if can_make(folder):
                    folders[controller] = folder
    return Cgroups("v1" if folders else "none", folders)


def mounts() -> Iterator[tuple[Path, str, list[str]]]:
    """Mounted cgroup hierarchies: where, which kind, its options."""
    for line in Path("/proc/self/mounts").read_text().splitlines():
        _, path, kind, options, *_ = line.split()
        if kind in ("cgroup", "cgroup2"):
            yield Path(path), kind, options.split(",")


def own_groups() -> dict[str, str]:
    """This process's group for each version 1 controller, and for version 2 under the empty name."""
    groups = {}
    for line in Path("/proc/self/cgroup").read_text().splitlines():
        _, controllers, path = line.split(":", 2)
        groups.update(dict.fromkeys(controllers.split(","), path))
    return groups


def enable(own: Path) -> bool:
    """With version 2: let groups below ours be limited. This process moves down, for a group with both fails."""
    try:
        if not set(CONTROLLERS) <= set((own / "cgroup.controllers").read_text().split()):
            return False
        if (own / "cgroup.procs").read_text().split() != [str(os.getpid())]:
            return False
        (own / "zygote").mkdir(exist_ok=True)
        (own / "zygote" / "cgroup.procs").write_text(str(os.getpid()))
        (own / "cgroup.subtree_control").write_text(" ".join(f"+{name}" for name in CONTROLLERS))
    except OSError:
        return False
    return True


def can_make(folder: Path) -> bool:
    """With version 1: whether a group can be made in ours."""
    trial = folder / f"{PREFIX}trial-{os.getpid()}"
    try:
        trial.mkdir()
        trial.rmdir()
    except OSError:
        return False
    return True
