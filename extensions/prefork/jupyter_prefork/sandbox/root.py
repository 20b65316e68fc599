"""A new root for one child: a small tmpfs in which the machine's paths appear that it may see, and nothing else."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from jupyter_prefork.sandbox import etc, mounts
from jupyter_prefork.sandbox.mounts import NO_DEVICES, NO_EXEC, NO_SUID, READ_ONLY
from jupyter_prefork.sandbox.policy import Policy
from jupyter_prefork.sandbox.system import SandboxError, system_call

SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/sys/devices/system/cpu", *etc.FOLDERS)
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
LINKS = {
    "/dev/fd": "/proc/self/fd",
    "/dev/stdin": "/proc/self/fd/0",
    "/dev/stdout": "/proc/self/fd/1",
    "/dev/stderr": "/proc/self/fd/2",
    "/dev/ptmx": "pts/ptmx",
    "/var/tmp": "/tmp",  # noqa: S108  (the sandbox's own)
}
ROOT_SIZE = "8m"
FILES_PER_MB = 256
MOST_LINKS = 40
MNT_DETACH = 2

Source = Callable[[int], int]
"""Gives a detached tree to be put into the new root, whose descriptor it is called with."""


def move_into(policy: Policy, own: Mapping[str, int], *, uid: int, gid: int, own_processes: bool) -> None:
    """Make a new root and leave the machine's behind.

    In a mount namespace of its own; `own` are detached trees from `mounts.clone`, closed afterwards.

    Raises:
        SandboxError: a part of it could not be had.
    """
    seen, links = existing(SYSTEM + policy.read_only)
    sources: dict[str, Source] = {
        **{path: read_only(path) for path in outermost(seen)},
        **{path: machine_path(path, NO_SUID | NO_EXEC) for path in DEVICES},
        **filesystems(policy, own_processes=own_processes),
        **{path: lambda _, tree=tree: tree for path, tree in own.items()},  # type: ignore[misc]
    }
    with opened_root() as root:
        for path in sorted(sources):
            put(root, path, sources[path])
        home = next(iter(own), "/tmp")  # noqa: S108
        for path, content in etc.contents(uid, gid, home, network=policy.network):
            if path != "/etc/localtime" or not etc.time_zone_link():
                write(root, PurePosixPath(path), content)
        if zone := etc.time_zone_link():
            links["/etc/localtime"] = zone
        for path, text in (links | LINKS).items():
            link(root, PurePosixPath(path), text)
        mounts.set_attributes("the new root", root, READ_ONLY, recursive=False)
        os.fchdir(root)
    system_call("leave the machine's root", "pivot_root", b".", b".")
    system_call("let the machine's root go", "umount2", b".", MNT_DETACH)
    os.chdir("/")


@contextlib.contextmanager
def opened_root() -> Iterator[int]:
    """A new filesystem on top of the machine's root: reached by its descriptor, while paths still lead to the old."""
    with mounts.opened("/") as top:
        # What is mounted from here on must not show outside.
        mounts.set_attributes("the machine's root", top, 0, recursive=True, propagation=mounts.MS_PRIVATE)
        root = mounts.make("tmpfs", {"size": ROOT_SIZE, "mode": "755"}, NO_SUID | NO_DEVICES)
        try:
            mounts.attach("the new root", root, top)
            yield root
        finally:
            os.close(root)


# What is put into it


def existing(paths: Iterable[str]) -> tuple[set[str], dict[str, str]]:
    """The real places of those paths that exist, and the links that lead there from the paths given."""
    places: set[str] = set()
    links: dict[str, str] = {}
    for path in paths:
        try:
            place, met = resolve(path)
            os.lstat(place)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            raise SandboxError(f"could not find {path}: {error.strerror}") from error
        places.add(place)
        links |= met
    return places, links


def resolve(path: str) -> tuple[str, dict[str, str]]:
    """Where an absolute path leads, and each link met on the way with its text; raises OSError."""
    links: dict[str, str] = {}
    place = "/"
    rest = list(reversed(path.split("/")))
    followed = 0
    while rest:
        part = rest.pop()
        if part in ("", "."):
            continue
        step = str(PurePosixPath(place).parent) if part == ".." else f"{place.rstrip('/')}/{part}"
        if not stat.S_ISLNK(os.lstat(step).st_mode):
            place = step
            continue
        followed += 1
        if followed > MOST_LINKS:
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
        links[step] = text = os.readlink(step)
        if text.startswith("/"):
            place = "/"
        rest.extend(reversed(text.split("/")))
    return place, links


def outermost(places: set[str]) -> list[str]:
    """Without those that lie in another of them."""
    return [place for place in places if not any(str(parent) in places for parent in PurePosixPath(place).parents)]


def read_only(path: str) -> Source:
    """A path of the machine, not to be changed."""
    return machine_path(path, READ_ONLY | NO_SUID | NO_DEVICES)


def machine_path(path: str, attributes: int) -> Source:
    """A path of the machine with what is mounted in it."""

    def take(_: int) -> int:
        with mounts.opened(path) as source:
            return mounts.clone(path, source, attributes)

    return take


def filesystems(policy: Policy, *, own_processes: bool) -> dict[str, Source]:
    """What is made anew for each sandbox."""

    def memory(_: int) -> int:
        options = {"size": f"{policy.tmp_mb}m", "nr_inodes": str(policy.tmp_mb * FILES_PER_MB), "mode": "1777"}
        return mounts.make("tmpfs", options, NO_SUID | NO_DEVICES)

    def processes(_: int) -> int:
        return mounts.make("proc", {}, NO_SUID | NO_DEVICES | NO_EXEC)

    def terminals(_: int) -> int:
        return mounts.make("devpts", {"ptmxmode": "666", "mode": "620"}, NO_SUID | NO_EXEC)

    def settings(root: int) -> int:
        with mounts.opened("proc/sys", within=root) as source:
            return mounts.clone("/proc/sys", source, READ_ONLY | NO_SUID | NO_DEVICES | NO_EXEC)

    return {
        "/tmp": memory,  # noqa: S108
        "/dev/shm": memory,  # noqa: S108
        "/dev/pts": terminals,
        "/proc": processes if own_processes else machine_path("/proc", NO_SUID | NO_DEVICES | NO_EXEC),
        "/proc/sys": settings,
    }


# How it gets there


def put(root: int, path: str, source: Source) -> None:
    """Mount what `source` gives at this path."""
    tree = source(root)
    place = folder if stat.S_ISDIR(os.fstat(tree).st_mode) else file
    try:
        with place(root, PurePosixPath(path)) as target:
            mounts.attach(path, tree, target)
    except OSError as error:
        raise SandboxError(f"could not make a place for {path}: {error.strerror}") from error
    finally:
        os.close(tree)


@contextlib.contextmanager
def folder(root: int, path: PurePosixPath) -> Iterator[int]:
    """A descriptor of this folder in the new root, made with its parents where missing. No link is followed."""
    handle = os.dup(root)
    try:
        for part in path.parts[1:]:
            with contextlib.suppress(FileExistsError):
                os.mkdir(part, 0o755, dir_fd=handle)
            deeper = os.open(part, os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=handle)
            os.close(handle)
            handle = deeper
        yield handle
    finally:
        os.close(handle)


@contextlib.contextmanager
def file(root: int, path: PurePosixPath) -> Iterator[int]:
    """A descriptor of this file in the new root, made empty where missing."""
    write(root, path, b"")
    with folder(root, path.parent) as parent, mounts.opened(path.name, within=parent) as handle:
        yield handle


def write(root: int, path: PurePosixPath, content: bytes) -> None:
    """Write a file of the new root; one that is there already stays."""
    with folder(root, path.parent) as parent, contextlib.suppress(FileExistsError):
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        with os.fdopen(os.open(path.name, flags, 0o644, dir_fd=parent), "wb") as opened:
            opened.write(content)


def link(root: int, path: PurePosixPath, text: str) -> None:
    """Make a link in the new root; what is there already stays."""
    with folder(root, path.parent) as parent, contextlib.suppress(FileExistsError):
        os.symlink(text, path.name, dir_fd=parent)
