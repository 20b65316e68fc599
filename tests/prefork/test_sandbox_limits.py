"""What uses too much is stopped, and the neighbour goes on."""

from __future__ import annotations

import errno
import mmap
import os
import resource
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jupyter_prefork.sandbox import cgroups
from jupyter_prefork.sandbox.policy import Limits

from .sandboxed import GROUPS, MODES, files_beyond, home, in_sandbox, need, refused, start

MB = 1024 * 1024


@pytest.fixture(params=MODES)
def mode(request: pytest.FixtureRequest) -> str:
    need(request.param)
    return request.param


def beside_a_neighbour(function: Callable[[], Any], mode: str, **how: Any) -> Any:
    """As `in_sandbox`, while a neighbour under the same limits uses a little of everything."""

    def work() -> str:
        for _ in range(5):
            held = bytearray(4 * MB)
            Path("/tmp/mine").write_bytes(held[:MB])
            time.sleep(0.02)
        return "done"

    neighbour = start(work, mode, **how)
    try:
        return in_sandbox(function, mode, **how)
    finally:
        assert neighbour.result() == "done"


def test_memory_beyond_the_limit_is_a_memory_error(mode: str) -> None:
    def fill() -> list[bytearray]:
        return [bytearray(8 * MB) for _ in range(1000)]

    with pytest.raises(MemoryError):
        beside_a_neighbour(fill, mode, limits=Limits(memory_mb=64))


def test_the_memory_limit_does_not_count_what_was_there_before_the_fork(mode: str) -> None:
    assert in_sandbox(lambda: len(bytearray(50 * MB)), mode, limits=Limits(memory_mb=64)) == 50 * MB


def test_a_file_too_big_is_an_error(mode: str) -> None:
    with home(mode) as own:

        def fill() -> int | None:
            return refused(lambda: (own / "big").write_bytes(bytes(3 * MB)))

        assert beside_a_neighbour(fill, mode, own=[str(own)], limits=Limits(file_mb=2)) == errno.EFBIG
        assert (own / "big").stat().st_size == 2 * MB


def test_open_files_end_at_the_limit(mode: str) -> None:
    def hoard() -> int | None:
        return refused(lambda: [os.dup(0) for _ in range(limit)])

    limit = files_beyond(40)
    assert beside_a_neighbour(hoard, mode, limits=Limits(open_files=limit)) == errno.EMFILE


def test_a_busy_loop_ends(mode: str) -> None:
    def spin() -> None:
        while True:
            pass

    began = time.monotonic()
    with pytest.raises(ChildProcessError) as caught:
        in_sandbox(spin, mode, limits=Limits(cpu_seconds=1))
    assert caught.value.args == (-signal.SIGKILL,)
    assert time.monotonic() - began < 15


def test_limits_can_not_be_raised_again(mode: str) -> None:
    def loosen() -> list[str]:
        kinds = [resource.RLIMIT_DATA, resource.RLIMIT_NPROC, resource.RLIMIT_NOFILE, resource.RLIMIT_FSIZE]
        problems = []
        for kind in kinds:
            soft, hard = resource.getrlimit(kind)
            assert soft == hard
            with pytest.raises(ValueError, match="not allowed") as caught:
                resource.setrlimit(kind, (hard + 1, hard + 1))
            problems.append(str(caught.value))
        return problems

    limits = Limits(memory_mb=64, processes=20, open_files=files_beyond(40), file_mb=2)
    assert len(in_sandbox(loosen, mode, limits=limits)) == 4


def test_leaves_no_core(mode: str) -> None:
    assert in_sandbox(lambda: resource.getrlimit(resource.RLIMIT_CORE), mode) == (0, 0)


# With a cgroup


@pytest.fixture
def cgroup() -> Iterator[None]:
    """Skips where there are none; in the end none of the tests' groups is left."""
    need("root")
    if cgroups.look()[1] != {"memory", "pids"}:
        pytest.skip("no cgroups can be made here")
    yield
    groups = cgroups.find().groups(f"{GROUPS}*")
    assert [left for pattern in groups for left in pattern.parent.glob(pattern.name)] == []


@pytest.mark.usefixtures("cgroup")
def test_shared_memory_counts_where_there_is_a_cgroup() -> None:
    # What the zygote holds, here all of pytest, comes on top of a limit.
    size = 400 * MB + cgroups.resident_size()

    def fill() -> None:
        held = mmap.mmap(-1, size)
        for place in range(0, size - MB, MB):
            held[place : place + MB] = b"x" * MB

    started = time.monotonic()
    with pytest.raises(ChildProcessError):
        in_sandbox(fill, "root", limits=Limits(memory_mb=32), cgroup=True)
    assert time.monotonic() - started < 15


@pytest.mark.usefixtures("cgroup")
def test_memory_of_all_processes_together_is_limited_where_there_is_a_cgroup() -> None:
    count = 12 + cgroups.resident_size() // (50 * MB)

    def fill() -> int:
        killed = 0
        for _ in range(count):
            if os.fork() == 0:
                held = b"x" * (50 * MB)
                time.sleep(1)
                os._exit(len(held) % 2)
        for _ in range(count):
            killed += os.waitstatus_to_exitcode(os.wait()[1]) == -signal.SIGKILL
        return killed

    try:
        killed = in_sandbox(fill, "root", limits=Limits(memory_mb=64), cgroup=True)
    except ChildProcessError:  # the kernel chose the first process
        killed = count
    assert killed > 0


@pytest.mark.usefixtures("cgroup")
def test_a_cgroup_ends_with_what_runs_in_it() -> None:
    name = f"{GROUPS}abandoned"
    pid = confined(name)
    assert f"prefork-{name}" in Path(f"/proc/{pid}/cgroup").read_text()

    cgroups.release(name)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGKILL
    cgroups.release(name)


@pytest.mark.usefixtures("cgroup")
def test_a_sweep_takes_what_nobody_released_and_leaves_what_is_kept_or_anothers() -> None:
    mark, anothers_mark = f"{GROUPS}mine", f"{GROUPS}anothers"
    left, kept, anothers = (confined(name) for name in (f"{mark}.left", f"{mark}.kept", f"{anothers_mark}.one"))

    cgroups.sweep(mark, {f"{mark}.kept"})
    assert os.waitstatus_to_exitcode(os.waitpid(left, 0)[1]) == -signal.SIGKILL
    assert {os.waitpid(pid, os.WNOHANG) for pid in (kept, anothers)} == {(0, 0)}

    for each, pid in ((mark, kept), (anothers_mark, anothers)):
        cgroups.sweep(each, ())
        os.waitpid(pid, 0)
        cgroups.sweep(each, ())


def confined(name: str) -> int:
    """A process in a cgroup of this name."""
    pid = os.fork()
    if pid == 0:
        time.sleep(60)
        os._exit(0)
    cgroups.confine(name, pid, Limits(memory_mb=16, processes=4))
    return pid
