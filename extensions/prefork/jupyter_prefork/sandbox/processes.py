"""Forking into a new pid namespace, and user namespaces."""

from __future__ import annotations

import ctypes
import os
import signal
from pathlib import Path

from jupyter_prefork.sandbox.system import (
    CLONE_NEWNS,
    CLONE_NEWPID,
    CLONE_NEWUSER,
    PR_GET_TID_ADDRESS,
    SandboxError,
    call_number,
    problem,
    process_control,
    system_call,
    unshare,
)

CLONE_CHILD_CLEARTID = 0x0020_0000
CLONE_CHILD_SETTID = 0x0100_0000
ROBUST_LIST_SIZE = 24


def fork(*, own_processes: bool) -> int:
    """Fork as os.fork does, the child as first process of a new pid namespace when asked for.

    unshare would also move every later child, and an unprivileged zygote may not go back from it. So this is what
    os.fork and the C library do, with one flag more. Handlers of pthread_atfork don't run: only for a process
    with a single thread.

    Raises:
        OSError: as os.fork, and when no new pid namespace could be had.
        SandboxError: this is no machine to do it on.
    """
    if not own_processes:
        return os.fork()
    if "glibc" not in (os.confstr("CS_GNU_LIBC_VERSION") or ""):
        raise SandboxError("could not fork into a new pid namespace: only known with the GNU C library")
    thread_id, robust_list = ctypes.c_void_p(), ctypes.c_void_p()
    process_control("find the address of the thread id", PR_GET_TID_ADDRESS, ctypes.byref(thread_id))
    length = ctypes.c_size_t()
    system_call("find the robust list", "get_robust_list", 0, ctypes.byref(robust_list), ctypes.byref(length))
    flags = CLONE_NEWPID | CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID | signal.SIGCHLD
    last = [ctypes.c_void_p(), thread_id] if os.uname().machine == "aarch64" else [thread_id, ctypes.c_void_p()]
    arguments = [ctypes.c_long(call_number("clone")), ctypes.c_long(flags), ctypes.c_void_p(), ctypes.c_void_p(), *last]
    syscall = ctypes.PyDLL(None, use_errno=True).syscall  # keeps the interpreter's lock, as os.fork does
    ctypes.pythonapi.PyOS_BeforeFork()
    pid: int = syscall(*arguments)
    if pid == 0:
        ctypes.pythonapi.PyOS_AfterFork_Child()
        system_call("set the robust list", "set_robust_list", robust_list, length)
        return 0
    code = ctypes.get_errno()
    ctypes.pythonapi.PyOS_AfterFork_Parent()
    if pid < 0:
        raise OSError(code, os.strerror(code))
    return pid


def become_namespace_root() -> None:
    """Take a user namespace in which this user, under its own number, may make the other namespaces.

    For an unprivileged zygote, once at its start, while it has a single thread. It has its own mount namespace
    then, into which what is mounted later on the machine still comes.
    """
    own_user_namespace(os.getuid(), os.getgid(), CLONE_NEWNS)


def own_user_namespace(uid: int, gid: int, more: int = 0) -> None:
    """Move into a new user namespace (and `more`) that knows this user only, who is the calling process's already.

    Raises:
        SandboxError: the machine does not allow it.
    """
    unshare("make a user namespace", CLONE_NEWUSER | more)
    try:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
        Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")
    except OSError as error:
        raise problem("set up a user namespace", error.errno or 0) from error
