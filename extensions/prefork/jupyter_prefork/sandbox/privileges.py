"""Giving up, for good, what a child must not have: its uid's past, capabilities, privileges of programs."""

from __future__ import annotations

import contextlib
import ctypes
import os
import struct
from pathlib import Path

from jupyter_prefork.sandbox.system import (
    PR_CAP_AMBIENT,
    PR_CAP_AMBIENT_CLEAR_ALL,
    PR_CAPBSET_DROP,
    PR_SET_DUMPABLE,
    PR_SET_NO_NEW_PRIVS,
    SandboxError,
    process_control,
    system_call,
)

CAPABILITY_VERSION = 0x2008_0522
LAST_CAPABILITY = Path("/proc/sys/kernel/cap_last_cap")


def become(uid: int, gid: int) -> None:
    """Be this user in this group alone.

    Raises:
        SandboxError: this process may not.
    """
    if uid == 0:
        raise SandboxError("a sandbox can't be run as root")
    try:
        if os.geteuid() == 0:
            shorten_bounding_set()
            os.setgroups([])
        os.setresgid(gid, gid, gid)
        os.setresuid(uid, uid, uid)
    except OSError as error:
        raise SandboxError(f"could not become uid {uid}: {error.strerror}") from error
    # Its own files in /proc belong to root otherwise.
    process_control("own its files in /proc", PR_SET_DUMPABLE, 1)


def drop_capabilities() -> None:
    """No capability, and no program that gives any.

    Raises:
        SandboxError: the kernel refused.
    """
    process_control("forbid new privileges", PR_SET_NO_NEW_PRIVS, 1)
    process_control("drop ambient capabilities", PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
    # A user namespace of its own brought a new one; without that a child has no right to shorten it any more.
    with contextlib.suppress(SandboxError):
        shorten_bounding_set()
    header = ctypes.create_string_buffer(struct.pack("Ii", CAPABILITY_VERSION, 0))
    nothing = ctypes.create_string_buffer(struct.pack("6I", *[0] * 6))
    system_call("drop capabilities", "capset", header, nothing)


def shorten_bounding_set() -> None:
    """Let no program ever give a capability; raises SandboxError without the right to."""
    for capability in range(int(LAST_CAPABILITY.read_text()) + 1):
        process_control("shorten the capability bounding set", PR_CAPBSET_DROP, capability)
