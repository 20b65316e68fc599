"""A child's own folders: found without following a link, made and given to its uid."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from jupyter_prefork.errors import PreforkError, Refused


def open_plainly(path: str, flags: int) -> int:
    """Open an absolute path no part of which is a link.

    Every part is opened in the one before, so nobody can put a link in its place meanwhile.

    Raises:
        PreforkError: a part is missing, a link or no folder.
    """
    parts = Path(path).parts
    if not path.startswith("/") or ".." in parts:
        raise PreforkError(f"{path} is not a plain absolute path")
    handle = os.open("/", os.O_PATH | os.O_DIRECTORY)
    try:
        for part in parts[1:-1]:
            deeper = os.open(part, os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=handle)
            os.close(handle)
            handle = deeper
        return os.open(parts[-1], flags | os.O_NOFOLLOW, dir_fd=handle)
    except OSError as problem:
        raise PreforkError(f"{path}: {problem.strerror}") from problem
    finally:
        os.close(handle)


def open_own(path: str, uid: int) -> int:
    """An O_PATH descriptor of a folder that belongs to this uid.

    Raises:
        Refused: it belongs to somebody else.
        PreforkError: as `open_plainly`.
    """
    handle = open_plainly(path, os.O_PATH | os.O_DIRECTORY)
    if os.fstat(handle).st_uid != uid:
        os.close(handle)
        raise Refused(f"{path} does not belong to uid {uid}")
    return handle


def make_own(path: str, uid: int, gid: int) -> None:
    """Make a folder for this uid where there is none; take one over that still belongs to the zygote's user.

    Raises:
        Refused: others can write where it would be made.
        PreforkError: as `open_plainly`.
    """
    parent = open_plainly(str(Path(path).parent), os.O_RDONLY | os.O_DIRECTORY)
    try:
        if os.fstat(parent).st_mode & (stat.S_IWGRP | stat.S_IWOTH):
            raise Refused(f"others can write in {Path(path).parent}")
        name = Path(path).name
        try:
            os.mkdir(name, 0o700, dir_fd=parent)
        except FileExistsError:
            if os.stat(name, dir_fd=parent, follow_symlinks=False).st_uid != os.geteuid() or uid == os.geteuid():
                return
        give(name, parent, uid, gid)
    finally:
        os.close(parent)


def give(name: str, parent: int, uid: int, gid: int) -> None:
    """Give a folder and what the zygote's user has in it to this uid: once, when a home was kept without prefork."""
    for _, folders, files, handle in os.fwalk(name, dir_fd=parent, follow_symlinks=False):
        for entry in folders + files:
            found = os.stat(entry, dir_fd=handle, follow_symlinks=False)
            # A file with a second name may be another's.
            if found.st_uid == os.geteuid() and (stat.S_ISDIR(found.st_mode) or found.st_nlink == 1):
                os.chown(entry, uid, gid, dir_fd=handle, follow_symlinks=False)
    os.chown(name, uid, gid, dir_fd=parent, follow_symlinks=False)
    os.chmod(name, 0o700, dir_fd=parent)


def is_within(path: str, folders: list[str]) -> bool:
    """Whether a plain path is one of these folders or below one."""
    return ".." not in Path(path).parts and any(Path(path).is_relative_to(folder) for folder in folders)


def open_log(path: str, uid: int) -> int | None:
    """A descriptor to read a log that this uid wrote; None when there is none to trust."""
    try:
        handle = open_plainly(path, os.O_RDONLY | os.O_NONBLOCK)
    except PreforkError:
        return None
    found = os.fstat(handle)
    if not stat.S_ISREG(found.st_mode) or found.st_uid != uid or found.st_nlink > 1:
        os.close(handle)
        return None
    return handle
