"""System calls that Python 3.11 has no function for."""

from __future__ import annotations

import ctypes
import os
import platform
from typing import Any

from jupyter_prefork.errors import PreforkError
from jupyter_prefork.sandbox.syscalls import number, own_architecture

LIBC = ctypes.CDLL(None, use_errno=True)

CLONE_NEWNS = 0x0002_0000
CLONE_NEWCGROUP = 0x0200_0000
CLONE_NEWUTS = 0x0400_0000
CLONE_NEWIPC = 0x0800_0000
CLONE_NEWUSER = 0x1000_0000
CLONE_NEWPID = 0x2000_0000
CLONE_NEWNET = 0x4000_0000

PR_SET_DUMPABLE = 4
PR_CAPBSET_DROP = 24
PR_SET_NO_NEW_PRIVS = 38
PR_GET_TID_ADDRESS = 40
PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL = 47, 4


class SandboxError(PreforkError):
    """Something a sandbox is made of could not be had."""


def problem(doing: str, code: int) -> SandboxError:
    """The error that `doing` failed with this errno."""
    return SandboxError(f"could not {doing}: {os.strerror(code)}")


def call_number(name: str) -> int:
    """The number of a call on this machine; raises SandboxError where it is not known."""
    architecture = own_architecture()
    found = number(name, architecture) if architecture else None
    if found is None:
        raise SandboxError(f"could not call {name}: not known on {platform.machine()}")
    return found


def system_call(doing: str, name: str, *arguments: Any) -> int:
    """Make a system call and give its result.

    Raises:
        SandboxError: it failed; says that it could not do what `doing` says.
    """
    result: int = LIBC.syscall(ctypes.c_long(call_number(name)), *map(as_register, arguments))
    if result < 0:
        raise problem(doing, ctypes.get_errno())
    return result


def process_control(doing: str, option: int, *arguments: Any) -> None:
    """Call prctl; raises SandboxError as `system_call` does."""
    filled = [*arguments, 0, 0, 0, 0][:4]
    if LIBC.prctl(option, *map(as_register, filled)) < 0:
        raise problem(doing, ctypes.get_errno())


def as_register(argument: Any) -> Any:
    """Whole numbers as wide as a register: ctypes would pass a C int."""
    return ctypes.c_long(argument) if isinstance(argument, int) else argument


def unshare(doing: str, flags: int) -> None:
    """Move into new namespaces; raises SandboxError."""
    system_call(doing, "unshare", flags)
