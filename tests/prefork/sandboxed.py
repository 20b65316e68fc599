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
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

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


def start(
    function: Callable[[], Any],
    mode: str,
    *,
    own: Sequence[str] = (),
    read_only: Sequence[str] = (),
    network: bool = False,
    own_processes: bool = True,
    tmp_mb: int = 8,
    limits: Limits = NO_LIMITS,
    cgroup: bool = False,
    before: Callable[[], None] = lambda: None,
    between: Callable[[], None] = lambda: None,
) -> Running:
    """Start a function in a sandbox; `before` runs in the zygote, `between` once its own folders have been opened."""
    policy = Policy(
        network=network,
        read_only=(*PYTHON, *read_only),
        tmp_mb=tmp_mb,
        own_processes=own_processes,
        limits=limits,
    )
    answer, told = os.pipe()
    known, tell = os.pipe()
    zygote = os.fork()
    if zygote:
        os.close(told)
        os.close(tell)
        with os.fdopen(known, "rb") as file:
            child = int(file.readline() or 0)
        if not child:
            os.waitpid(zygote, 0)
            raise RuntimeError("the zygote failed, see its traceback")
        return Running(zygote, child, answer)
    try:
        before()
        if mode == "unprivileged":
            become_nobody()
        confined, confine = os.pipe()
        child = processes.fork(own_processes=own_processes)
        if child == 0:
            for handle in (confine, tell, known, answer):
                os.close(handle)
            # Whatever a test does wrong, nothing of it stays behind.
            signal.signal(signal.SIGALRM, lambda *_: os._exit(1))
            signal.alarm(PATIENCE + 5)
            os.read(confined, 1)
            os.write(told, inside(function, policy, mode, own, between))
            os._exit(0)
        name = secrets.token_hex(4)
        if cgroup:
            cgroups.confine(name, child, limits)
        os.close(confine)
        os.close(told)
        os.write(tell, f"{child}\n".encode())
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if cgroup:
            cgroups.release(name)
        if code < 0:
            signal.signal(-code, signal.SIG_DFL) if -code != signal.SIGKILL else None
            os.kill(os.getpid(), -code)
        os._exit(code)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(1)


def inside(
    function: Callable[[], Any], policy: Policy, mode: str, own: Sequence[str], between: Callable[[], None]
) -> bytes:
    """Enter and call; gives the pickled outcome."""
    try:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        handles: Mapping[str, int] = {path: os.open(path, os.O_PATH | os.O_NOFOLLOW) for path in own}
        between()
        enter(policy, uid=UIDS[mode], gid=UIDS[mode], own=handles)
        return pickle.dumps((None, function()))
    except BaseException as problem:
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
        mounts.attach(str(closed), mounts.make("tmpfs", {"mode": "755"}, 0), target)
    Path(path).mkdir(parents=True)
    with mounts.opened(path) as target:
        mounts.attach(path, tree, target)


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


def refused(function: Callable[[], Any]) -> int | None:
    """The errno a call fails with, None when it does not fail."""
    try:
        function()
    except OSError as problem:
        return problem.errno
    return None


def never(*_: Any) -> NoReturn:
    """For what must not be reached."""
    raise AssertionError
