"""Mounts by descriptor (Linux 5.12): made detached, given their attributes, then attached where they belong."""

from __future__ import annotations

import contextlib
import ctypes
import os
from collections.abc import Iterator, Mapping

from jupyter_prefork.sandbox.system import system_call

READ_ONLY, NO_SUID, NO_DEVICES, NO_EXEC = 1, 2, 4, 8
OPEN_TREE_CLONE = 1
MOVE_MOUNT_EMPTY_PATHS = 0x04 | 0x40
AT_FDCWD = -100
AT_EMPTY_PATH = 0x1000
AT_RECURSIVE = 0x8000
MS_PRIVATE = 1 << 18
FSCONFIG_SET_STRING, FSCONFIG_CMD_CREATE = 1, 6


class MountAttributes(ctypes.Structure):
    """As mount_setattr takes them."""

    _fields_ = [
        ("set", ctypes.c_uint64),
        ("clear", ctypes.c_uint64),
        ("propagation", ctypes.c_uint64),
        ("user_namespace", ctypes.c_uint64),
    ]


def set_attributes(name: str, handle: int, attributes: int, *, recursive: bool, propagation: int = 0) -> None:
    """Add attributes to the mount whose top is `handle`, and to all below it when recursive."""
    wanted = MountAttributes(set=attributes, propagation=propagation)
    flags = AT_EMPTY_PATH | (AT_RECURSIVE if recursive else 0)
    doing = f"set the attributes of {name}"
    system_call(doing, "mount_setattr", handle, b"", flags, ctypes.byref(wanted), ctypes.sizeof(wanted))


def clone(name: str, source: int, attributes: int) -> int:
    """A detached copy of the tree at the descriptor `source`, with what is mounted in it; `name` for messages only."""
    flags = OPEN_TREE_CLONE | os.O_CLOEXEC | AT_EMPTY_PATH | AT_RECURSIVE
    tree = system_call(f"take {name} along", "open_tree", source, b"", flags)
    set_attributes(name, tree, attributes, recursive=True, propagation=MS_PRIVATE)
    return tree


def make(kind: str, options: Mapping[str, str], attributes: int) -> int:
    """A detached new filesystem."""
    context = system_call(f"open a {kind}", "fsopen", kind.encode(), 1)
    try:
        for key, value in options.items():
            system_call(
                f"set {key} of a {kind}", "fsconfig", context, FSCONFIG_SET_STRING, key.encode(), value.encode(), 0
            )
        system_call(f"make a {kind}", "fsconfig", context, FSCONFIG_CMD_CREATE, None, None, 0)
        return system_call(f"mount a {kind}", "fsmount", context, 1, attributes)
    finally:
        os.close(context)


def attach(name: str, tree: int, target: int) -> None:
    """Put a detached tree over what the descriptor `target` stands for."""
    system_call(f"mount {name}", "move_mount", tree, b"", target, b"", MOVE_MOUNT_EMPTY_PATHS)


@contextlib.contextmanager
def opened(path: str, *, within: int | None = None) -> Iterator[int]:
    """An O_PATH descriptor for a moment; the last part is not followed when it is a link."""
    handle = os.open(path, os.O_PATH | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=within)
    try:
        yield handle
    finally:
        os.close(handle)
