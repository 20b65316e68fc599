"""The system calls a sandbox may not make, as a seccomp filter (classic BPF, put together by hand)."""

from __future__ import annotations

import ctypes
import errno
import socket
import struct

from jupyter_prefork.sandbox.syscalls import FIRST_UNKNOWN, number, own_architecture
from jupyter_prefork.sandbox.system import SandboxError, system_call

FORBIDDEN = (
    # other filesystems, other roots, other namespaces
    *("chroot", "fsconfig", "fsmount", "fsopen", "fspick", "mount", "mount_setattr", "move_mount", "open_tree"),
    *("pivot_root", "setns", "umount2", "unshare", "name_to_handle_at", "open_by_handle_at"),
    # other processes
    *("kcmp", "pidfd_getfd", "process_madvise", "process_vm_readv", "process_vm_writev", "ptrace"),
    *("migrate_pages", "move_pages"),
    # the kernel's keys, and memory outside the limits
    *("add_key", "keyctl", "request_key", "shmget"),
    # parts of the kernel with a long list of holes, and none of a pupil's business
    *("bpf", "fanotify_init", "lookup_dcookie", "modify_ldt", "perf_event_open", "userfaultfd"),
    # the machine itself
    *("_sysctl", "acct", "adjtimex", "clock_adjtime", "clock_settime", "delete_module", "finit_module"),
    *("init_module", "ioperm", "iopl", "kexec_file_load", "kexec_load", "nfsservctl", "quotactl", "quotactl_fd"),
    *("reboot", "setdomainname", "sethostname", "settimeofday", "swapoff", "swapon", "sysfs", "syslog"),
    *("uselib", "ustat", "vhangup"),
)
"""Refused with EPERM."""

ABSENT = ("clone3", "fallocate", "io_uring_enter", "io_uring_register", "io_uring_setup", "memfd_secret")
"""As if the kernel did not have them: libraries then use the older ways, whose arguments a filter can see.

fallocate takes a disk's room in no time; who has to write sooner meets whoever looks how much was written.
"""

NAMESPACE_FLAGS = 0x7E02_0000
TERMINAL_INPUT = (0x5412, 0x541C)  # TIOCSTI, TIOCLINUX: typing in another's terminal
PERSONALITIES = (0, 0xFFFF_FFFF)  # the usual one, and asking which it is
NETWORK_FAMILIES = (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK)

AUDIT = {"x86_64": 0xC000_003E, "aarch64": 0xC000_00B7}
LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
NUMBER, ARCHITECTURE, FIRST_ARGUMENT, SECOND_ARGUMENT = 0, 4, 16, 24
KILL, REFUSE, ALLOW = 0x8000_0000, 0x0005_0000, 0x7FFF_0000
SET_FILTER = 1

Instruction = tuple[int, int, int, int]
"""Operation, how many to skip when true, when false, and its number."""


class Program(ctypes.Structure):
    """As the kernel takes a filter."""

    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p)]


def install(*, network: bool) -> None:
    """Put this process, and all it starts, under the filter for good; it must have no_new_privs.

    Raises:
        SandboxError: the kernel has no seccomp, or the architecture is not known.
    """
    architecture = own_architecture()
    if architecture is None:
        raise SandboxError("could not filter system calls: not known on this architecture")
    instructions = make_filter(architecture, network=network)
    packed = b"".join(struct.pack("HBBI", *instruction) for instruction in instructions)
    program = Program(length=len(instructions), instructions=packed)
    system_call("filter system calls", "seccomp", SET_FILTER, 0, ctypes.byref(program))


def make_filter(architecture: str, *, network: bool) -> list[Instruction]:
    """The filter's program. Once it has looked at an argument it ends, so the call's number stays loaded until then."""
    # Sockets are refused as unsupported: at EACCES zmq ends the whole process when asked to bind a tcp address.
    families = NETWORK_FAMILIES if network else (socket.AF_UNIX,)
    program: list[Instruction] = [
        (LOAD, 0, 0, ARCHITECTURE),
        (EQUAL, 1, 0, AUDIT[architecture]),
        (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, NUMBER),
        # Also the numbers of x86's x32 calls, which start far above.
        (AT_LEAST, 0, 1, FIRST_UNKNOWN),
        refuse(errno.ENOSYS),
    ]
    for name in FORBIDDEN + ABSENT:
        if (found := number(name, architecture)) is not None:
            program += [(EQUAL, 0, 1, found), refuse(errno.ENOSYS if name in ABSENT else errno.EPERM)]
    for name, judged in (
        ("clone", [(LOAD, 0, 0, FIRST_ARGUMENT), (ANY_BIT, 0, 1, NAMESPACE_FLAGS), refuse(errno.EPERM), allow()]),
        ("socket", only(FIRST_ARGUMENT, families, errno.EOPNOTSUPP)),
        ("socketpair", only(FIRST_ARGUMENT, (socket.AF_UNIX,), errno.EOPNOTSUPP)),
        ("personality", only(FIRST_ARGUMENT, PERSONALITIES, errno.EPERM)),
        ("ioctl", all_but(SECOND_ARGUMENT, TERMINAL_INPUT, errno.EPERM)),
    ):
        found = number(name, architecture)
        assert found is not None  # noqa: S101  (every architecture has these)
        program += [(EQUAL, 0, len(judged), found), *judged]
    return [*program, allow()]


def only(argument: int, values: tuple[int, ...], code: int) -> list[Instruction]:
    """Allow a call with one of these values alone."""
    checks = [(EQUAL, len(values) - index, 0, value) for index, value in enumerate(values)]
    return [(LOAD, 0, 0, argument), *checks, refuse(code), allow()]


def all_but(argument: int, values: tuple[int, ...], code: int) -> list[Instruction]:
    """Allow a call unless it has one of these values."""
    checks = [(EQUAL, len(values) - index, 0, value) for index, value in enumerate(values)]
    return [(LOAD, 0, 0, argument), *checks, allow(), refuse(code)]


def refuse(code: int) -> Instruction:
    """End with this errno."""
    return (RETURN, 0, 0, REFUSE | code)


def allow() -> Instruction:
    """End, and let the call through."""
    return (RETURN, 0, 0, ALLOW)
