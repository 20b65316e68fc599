"""A sandbox has its own processes, no privileges, and few of the kernel's doors."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import multiprocessing
import os
import platform
import pty
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from jupyter_prefork.sandbox import seccomp
from jupyter_prefork.sandbox.policy import Limits
from jupyter_prefork.sandbox.syscalls import NUMBERS, number
from jupyter_prefork.sandbox.system import LIBC

from .sandboxed import MODES, home, in_sandbox, need, refused, start


@pytest.fixture(params=MODES)
def mode(request: pytest.FixtureRequest) -> str:
    need(request.param)
    return request.param


def call(name: str, *arguments: int) -> int:
    """The errno of a system call, 0 when it worked."""
    found = number(name, platform.machine())
    ctypes.set_errno(0)
    LIBC.syscall(ctypes.c_long(found), *map(ctypes.c_long, arguments))
    return ctypes.get_errno()


def pids() -> list[str]:
    return [name for name in os.listdir("/proc") if name.isdigit()]


def test_sees_its_own_processes_only(mode: str) -> None:
    def look() -> tuple[int, int, list[str]]:
        return os.getpid(), os.getppid(), pids()

    assert in_sandbox(look, mode) == (1, 0, ["1"])


def test_signals_nobody_outside(mode: str) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as outside:

        def attack() -> list[int | None]:
            pids = [outside.pid, os.getppid() or outside.pid, -1]
            return [refused(lambda pid=pid: os.kill(pid, signal.SIGKILL)) for pid in pids]  # type: ignore[misc]

        assert in_sandbox(attack, mode) == [errno.ESRCH] * 3
        assert outside.poll() is None
        outside.communicate(b"\n", 10)
        assert outside.returncode == 0


def test_a_sandbox_of_the_same_user_is_out_of_reach(mode: str) -> None:
    with home(mode) as own:
        neighbour = start(lambda: time.sleep(0.3) or (own / "alive").write_text("x"), mode, own=[str(own)])

        def attack() -> set[int | None]:
            return {refused(lambda pid=pid: os.kill(pid, signal.SIGKILL)) for pid in range(2, 40_000)}  # type: ignore[misc]

        assert in_sandbox(attack, mode) == {errno.ESRCH}
        assert neighbour.result() == 1


def test_has_no_capability_and_can_get_none(mode: str) -> None:
    status = in_sandbox(lambda: Path("/proc/self/status").read_text(), mode)
    found = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)

    assert {name: int(found[name], 16) for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")} == dict.fromkeys(
        ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"), 0
    )
    assert (found["NoNewPrivs"], found["Seccomp"], found["Groups"].strip()) == ("1", "2", "")


def test_cannot_become_another_user(mode: str) -> None:
    def become() -> list[int | None]:
        return [refused(lambda: os.setuid(0)), refused(lambda: os.setgid(0)), refused(lambda: os.setgroups([0]))]

    assert set(in_sandbox(become, mode)) <= {errno.EPERM, errno.EINVAL}


def test_forbidden_calls_fail(mode: str) -> None:
    names = [name for name in seccomp.FORBIDDEN if number(name, platform.machine()) is not None]

    assert in_sandbox(lambda: {name: call(name) for name in names}, mode) == dict.fromkeys(names, errno.EPERM)


def test_newer_calls_seem_not_to_exist(mode: str) -> None:
    def make() -> list[int]:
        unknown = ctypes.c_long(457)  # statmount
        return [*(call(name) for name in seccomp.ABSENT), LIBC.syscall(unknown, 0) and ctypes.get_errno()]

    assert in_sandbox(make, mode) == [errno.ENOSYS] * (len(seccomp.ABSENT) + 1)


@pytest.mark.parametrize(
    "flag", [0x0002_0000, 0x0200_0000, 0x0400_0000, 0x0800_0000, 0x1000_0000, 0x2000_0000, 0x4000_0000]
)
def test_no_clone_into_a_new_namespace(mode: str, flag: int) -> None:
    assert in_sandbox(lambda: call("clone", flag | signal.SIGCHLD, 0, 0, 0, 0), mode) == errno.EPERM


def test_the_personality_stays(mode: str) -> None:
    assert in_sandbox(lambda: (call("personality", 0x0004_0000), call("personality", 0xFFFF_FFFF)), mode) == (
        errno.EPERM,
        0,
    )


def test_types_in_no_terminal_but_has_terminals(mode: str) -> None:
    def type_in() -> tuple[int, bytes]:
        parent, child = pty.openpty()
        os.write(child, b"hello")
        return call("ioctl", child, 0x5412, 0), os.read(parent, 5)

    assert in_sandbox(type_in, mode) == (errno.EPERM, b"hello")


def test_starts_threads_programs_and_processes(mode: str) -> None:
    def work() -> tuple[list[int], str, list[int]]:
        found: list[int] = []
        thread = threading.Thread(target=found.append, args=(1,))
        thread.start()
        thread.join()
        printed = subprocess.run(
            ["/bin/sh", "-c", "echo $((6 * 7))"], capture_output=True, text=True, check=True
        ).stdout
        with multiprocessing.get_context("fork").Pool(2) as pool:
            return found, printed, pool.map(abs, [-1, -2])

    assert in_sandbox(work, mode) == ([1], "42\n", [1, 2])


def test_the_python_of_the_machine_starts_anew(mode: str) -> None:
    def run() -> str:
        command = [sys.executable, "-c", "import os, json; print(os.getuid())"]
        return subprocess.run(command, capture_output=True, text=True, check=True, env={}).stdout

    assert int(in_sandbox(run, mode)) > 0


def test_a_fork_bomb_stops_at_the_limit_and_the_neighbour_goes_on(mode: str) -> None:
    limits = Limits(processes=12)

    def bomb() -> tuple[int, int | None]:
        children = []
        try:
            while len(children) < 500:
                if (pid := os.fork()) == 0:
                    time.sleep(30)
                    os._exit(0)
                children.append(pid)
        except OSError as problem:
            time.sleep(1)  # while the neighbour forks
            return len(children), problem.errno
        return len(children), None

    def work() -> list[str]:
        time.sleep(0.5)
        return [
            subprocess.run(["/bin/echo", "on"], capture_output=True, text=True, check=True).stdout for _ in range(3)
        ]

    bombed = start(bomb, mode, limits=limits)
    assert in_sandbox(work, mode, limits=limits) == ["on\n"] * 3
    assert bombed.result() == (11, errno.EAGAIN)


def test_threads_count_as_processes(mode: str) -> None:
    def spin() -> int:
        threads = 0
        wait = threading.Event()
        with contextlib.suppress(RuntimeError):
            for threads in range(500):  # noqa: B007
                threading.Thread(target=wait.wait, daemon=True).start()
        return threads

    assert in_sandbox(spin, mode, limits=Limits(processes=10)) == 9


def test_the_end_of_the_first_process_ends_all(mode: str) -> None:
    with home(mode) as own:

        def leave_one_behind() -> None:
            if os.fork() == 0:
                os.setsid()
                with (own / "beats").open("wb", buffering=0) as beats:
                    while beats.write(b"x"):
                        time.sleep(0.01)
            while not (own / "beats").exists() or not (own / "beats").stat().st_size:
                time.sleep(0.01)

        in_sandbox(leave_one_behind, mode, own=[str(own)])
        beats = (own / "beats").stat().st_size
        time.sleep(0.1)
        assert (own / "beats").stat().st_size == beats > 0


def test_two_sandboxes_draw_different_random_numbers(mode: str) -> None:
    def draw() -> tuple[float, bytes, int]:
        return random.random(), os.urandom(8), random.SystemRandom().getrandbits(60)

    first, second = in_sandbox(draw, mode), in_sandbox(draw, mode)
    assert not set(first) & set(second)


def test_the_numbers_are_those_of_the_kernels_headers() -> None:
    headers = {
        "x86_64": "/usr/include/x86_64-linux-gnu/asm/unistd_64.h",
        "aarch64": "/usr/include/asm-generic/unistd.h",
    }
    known = {architecture: defined(Path(path)) for architecture, path in headers.items() if Path(path).exists()}
    if not known:
        pytest.skip("the kernel's headers are not installed")

    for architecture, numbers in known.items():
        assert {name: numbers.get(name) for name in NUMBERS} == {name: number(name, architecture) for name in NUMBERS}


def defined(header: Path) -> dict[str, int]:
    """Numbers by name."""
    words = [
        line.split()
        for line in header.read_text().splitlines()
        if line.startswith(("#define __NR_", "#define __NR3264_"))
    ]
    return {
        name.partition("_")[2].partition("_")[2].partition("_")[2]: int(value)
        for _, name, value, *_ in words
        if value.isdigit()
    }
