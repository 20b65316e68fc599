"""Functions run in a real sandbox, forked as a zygote forks: by root with a uid of its own, or by an unprivileged user."""

from __future__ import annotations

import contextlib
import os
import pickle
import secrets
import select
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from jupyter_prefork.sandbox import cgroups, mounts, processes
from jupyter_prefork.sandbox.enter import enter
from jupyter_prefork.sandbox.machine import look
from jupyter_prefork.sandbox.policy import Limits, Policy
from jupyter_prefork.sandbox.system import CLONE_NEWNS, PR_SET_DUMPABLE, process_control, unshare

NOBODY = 65534
UIDS = {"root": 200_001, "unprivileged": NOBODY if os.geteuid() == 0 else os.geteuid()}
MODES = ("root", "unprivileged")
PYTHON = tuple({sys.prefix, sys.base_prefix, str(Path(__file__).parents[2] / "extensions" / "prefork")})
PATIENCE = 20
NO_LIMITS = Limits()


GROUPS = f"test-{os.getpid()}-"
"""How the names of the tests' cgroups begin: other zygotes of this machine have theirs beside."""


@dataclass
class Running:
    """A function at work in a sandbox."""

    zygote: int
    child: int
    answer: int

    def result(self) -> Any:
        """What the function gave, or raise what it raised; ChildProcessError when its process was killed."""
        content = bytearray()
        end = time.monotonic() + PATIENCE
        try:
            while select.select([self.answer], [], [], max(0, end - time.monotonic()))[0]:
                if not (part := os.read(self.answer, 1 << 16)):
                    break
                content += part
            else:
                raise TimeoutError(f"no answer within {PATIENCE} s")
        finally:
            os.close(self.answer)
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.child, signal.SIGKILL)
            status = os.waitpid(self.zygote, 0)[1]
        if not content:
            raise ChildProcessError(os.waitstatus_to_exitcode(status))
        problem, value = pickle.loads(content)
        if problem:
            raise problem
        return value


@dataclass(frozen=True, kw_only=True)
class How:
    """What a test may want otherwise."""

    own: Sequence[str] = ()
    read_only: Sequence[str] = ()
    network: bool = False
    own_processes: bool = True
    tmp_mb: int = 8
    limits: Limits = NO_LIMITS
    cgroup: bool = False
    before: Callable[[], None] = lambda: None
    """Called in the zygote."""
    between: Callable[[], None] = lambda: None
    """Called in the child, once its own folders have been opened."""

    @property
    def policy(self) -> Policy:
        return Policy(
            network=self.network,
            read_only=(*PYTHON, *self.read_only),
            tmp_mb=self.tmp_mb,
            own_processes=self.own_processes,
            limits=self.limits,
        )


def start(function: Callable[[], Any], mode: str, **how: Any) -> Running:
    """Start a function in a sandbox; how: the fields of `How`."""
    wanted = How(**how)
    answer, told = os.pipe()
    known, tell = os.pipe()
    zygote = os.fork()
    if zygote == 0:
        try:
            be_zygote(function, mode, wanted, told, tell)
        except BaseException:  # noqa: BLE001  (nothing may run on into the test's own process)
            traceback.print_exc()
        finally:
            os._exit(1)
    os.close(told)
    os.close(tell)
    with os.fdopen(known, "rb") as file:
        child = int(file.readline() or 0)
    if not child:
        os.waitpid(zygote, 0)
        raise RuntimeError("the zygote failed, see its traceback")
    return Running(zygote, child, answer)


def be_zygote(function: Callable[[], Any], mode: str, how: How, told: int, tell: int) -> None:
    """Fork one child, tell its pid, end as it ends."""
    how.before()
    if mode == "unprivileged":
        become_nobody()
    confined, confine = os.pipe()
    child = processes.fork(own_processes=how.own_processes)
    if child == 0:
        os.close(confine)
        os.close(tell)
        # Whatever a test does wrong, nothing of it stays behind.
        signal.signal(signal.SIGALRM, lambda *_: os._exit(1))
        signal.alarm(PATIENCE + 5)
        os.read(confined, 1)
        os.write(told, inside(function, mode, how))
        os._exit(0)
    os.close(told)
    name = f"{GROUPS}{secrets.token_hex(4)}"
    if how.cgroup:
        cgroups.confine(name, child, how.limits)
    os.close(confine)
    os.write(tell, f"{child}\n".encode())
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if how.cgroup:
        cgroups.release(name)
    if code < 0:
        os.kill(os.getpid(), -code)
    os._exit(code)


def inside(function: Callable[[], Any], mode: str, how: How) -> bytes:
    """Enter and call; gives the pickled outcome."""
    try:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        own = {path: os.open(path, os.O_PATH | os.O_NOFOLLOW) for path in how.own}
        how.between()
        enter(how.policy, uid=UIDS[mode], gid=UIDS[mode], own=own)
        return pickle.dumps((None, function()))
    except BaseException as problem:  # noqa: BLE001  (for the test to judge)
        return pickle.dumps((problem, None))


def become_nobody() -> None:
    """From root to an unprivileged zygote, which can still read this Python."""
    if os.geteuid() == 0:
        unshare("make a mount namespace", CLONE_NEWNS)
        for path in PYTHON:
            open_the_way(path)
        os.setgroups([])
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
        process_control("own its files in /proc", PR_SET_DUMPABLE, 1)
    look.cache_clear()
    cgroups.find.cache_clear()
    look()
    processes.become_namespace_root()


def open_the_way(path: str) -> None:
    """Where a parent folder is closed to others, cover it with an open one that holds this path alone."""
    closed = next((p for p in reversed(Path(path).parents) if not p.stat().st_mode & 1), None)
    if closed is None:
        return
    with mounts.opened(path) as source, mounts.opened(str(closed)) as target, mounts.opened("/") as top:
        mounts.set_attributes("/", top, 0, recursive=True, propagation=mounts.MS_PRIVATE)
        tree = mounts.clone(path, source, 0)
        cover = mounts.make("tmpfs", {"mode": "755"}, 0)
        mounts.attach(str(closed), cover, target)
    Path(path).mkdir(parents=True)
    with mounts.opened(path) as target:
        mounts.attach(path, tree, target)
    os.close(tree)
    os.close(cover)


def in_sandbox(function: Callable[[], Any], mode: str, **how: Any) -> Any:
    """What the function gives when it is called in a sandbox; raises what it raises."""
    return start(function, mode, **how).result()


@contextlib.contextmanager
def home(mode: str) -> Iterator[Path]:
    """A folder that belongs to the sandbox's user."""
    folder = Path(tempfile.mkdtemp(prefix="home-", dir="/tmp"))
    try:
        os.chown(folder, UIDS[mode], UIDS[mode])
        yield folder
    finally:
        shutil.rmtree(folder)


def need(mode: str) -> None:
    """Skip where this mode can't be had: a whole sandbox, or the reason why not."""
    if mode == "root" and os.geteuid() != 0:
        pytest.skip("not run as root")
    asked = Policy(network=False, read_only=(), tmp_mb=1, own_processes=True, limits=NO_LIMITS)
    if missing := look().not_isolated(asked):
        pytest.skip(missing[0])


def files_beyond(number: int) -> int:
    """A limit that leaves room for so many files above those which pytest has open, unlike a zygote's child."""
    return number + max(map(int, os.listdir("/proc/self/fd")))


def refused(function: Callable[[], Any]) -> int | None:
    """The errno a call fails with, None when it does not fail."""
    try:
        function()
    except OSError as problem:
        return problem.errno
    return None
