"""From a fork of the zygote to a process as clean as one just started."""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import io
import json
import logging
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from jupyter_prefork import folders
from jupyter_prefork.config import Entry
from jupyter_prefork.protocol import read_private_part
from jupyter_prefork.sandbox.enter import enter

GO = b"."
"""What the zygote says once the child may go on."""
FIRST_KEPT = 3
"""The number under which a child finds the first descriptor that was sent with its request."""


@dataclass(frozen=True, kw_only=True)
class Job:
    """What is to be forked, as the zygote has checked it."""

    entry: Entry
    uid: int
    gid: int
    folder: str
    own: list[str]
    make: bool
    """Whether missing own folders are made: for callers only."""
    log: str
    private: int
    kept: Sequence[int]


def become(job: Job, ready: int) -> NoReturn:
    """In the child, right after the fork: never returns. Tells `ready` what went wrong, or closes it."""
    code = 1
    try:
        try:
            start = prepare(job, ready)
        except BaseException as problem:
            os.write(ready, json.dumps({"error": str(problem) or repr(problem), "kind": "failed"}).encode())
            raise
        os.close(ready)
        code = call(start)
    finally:
        os._exit(code)


def prepare(job: Job, ready: int) -> Callable[[], Any]:
    """Everything up to the entry point's first line; gives the entry point."""
    os.setsid()
    # What ps shows: the command line stays the zygote's.
    Path("/proc/self/comm").write_text(job.entry.name)
    forget_signals()
    keep_only([job.private, ready, *job.kept])
    # The zygote first puts this process where its limits are.
    if os.read(ready, len(GO)) != GO:
        raise EOFError("the zygote went away")
    argv, environment = read_private_part(job.private)
    if job.make:
        for path in job.own:
            folders.make_own(path, job.uid, job.gid)
    own = {path: folders.open_own(path, job.uid) for path in job.own}
    enter(job.entry.policy, uid=job.uid, gid=job.gid, own=own)
    os.umask(0o077)
    os.chdir(job.folder)
    open_streams(job.log)
    move_kept(job.kept)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    sys.argv = [job.entry.call, *argv]
    forget_imports_state()
    module, _, function = job.entry.call.partition(":")
    return getattr(importlib.import_module(module), function)  # type: ignore[no-any-return]


def forget_signals() -> None:
    """Signals as a new Python process has them."""
    signal.set_wakeup_fd(-1)
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
        with contextlib.suppress(OSError):
            signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    # The first process of a pid namespace would not hear the default.
    signal.signal(signal.SIGTERM, lambda number, _frame: os._exit(128 + number))
    signal.pthread_sigmask(signal.SIG_SETMASK, [])


def keep_only(handles: Sequence[int]) -> None:
    """Close every descriptor but the three streams and these."""
    first = 3
    for handle in sorted(handles):
        os.closerange(first, handle)
        first = handle + 1
    os.closerange(first, os.sysconf("SC_OPEN_MAX"))


def move_kept(kept: Sequence[int]) -> None:
    """Put the descriptors sent with the request at 3, 4, ..."""
    copies = [os.dup(handle) for handle in kept]
    for number, handle in enumerate(copies, FIRST_KEPT):
        if handle != number:
            os.dup2(handle, number, inheritable=False)
    os.closerange(FIRST_KEPT + len(kept), max([*kept, *copies], default=FIRST_KEPT) + 1)


def open_streams(log: str) -> None:
    """Standard input empty, output and errors into the log."""
    empty = os.open(os.devnull, os.O_RDWR)
    target = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o600) if log else os.dup(empty)
    for number, handle in ((0, empty), (1, target), (2, target)):
        os.dup2(handle, number)
    os.close(empty)
    os.close(target)
    system: Any = sys
    system.stdin = system.__stdin__ = io.TextIOWrapper(open(0, "rb", closefd=False), encoding="utf-8")  # noqa: SIM115
    system.stdout = system.__stdout__ = writer(1)
    system.stderr = system.__stderr__ = writer(2)


def writer(number: int) -> io.TextIOWrapper:
    """A line-buffered text stream on a descriptor."""
    raw = open(number, "wb", closefd=False)  # noqa: SIM115
    return io.TextIOWrapper(raw, encoding="utf-8", errors="backslashreplace", line_buffering=True)


def forget_imports_state() -> None:
    """What imported modules keep that two processes must not share: random states, keys, loops.

    `random`, `tempfile` and OpenSSL see to it themselves after a fork, `secrets` and `uuid4` keep no state. Hashes of
    strings are alike in all children of one zygote: the seed can't be changed in a running process.
    """
    # The zygote's log is not the child's.
    logging.root.handlers.clear()
    logging.root.setLevel(logging.WARNING)
    modules = sys.modules
    if "numpy.random" in modules:
        modules["numpy.random"].seed()
    if "matplotlib" in modules and (backend := os.environ.get("MPLBACKEND")):
        # Read on import only, which was in the zygote.
        modules["matplotlib"].rcParams["backend"] = backend
    if "uuid" in modules:
        modules["uuid"]._last_timestamp = None  # type: ignore[attr-defined]
    if "multiprocessing.process" in modules:
        process: Any = modules["multiprocessing.process"]
        process._current_process._config["authkey"] = process.AuthenticationString(os.urandom(32))
    if "asyncio" in modules:
        asyncio: Any = modules["asyncio"]
        asyncio._set_running_loop(None)
        asyncio.set_event_loop_policy(None)
    gc.enable()


def call(start: Callable[[], Any]) -> int:
    """Run the entry point as a script's main would be run; gives the exit code."""
    code = 0
    try:
        result = start()
        code = result if isinstance(result, int) else 0
    except SystemExit as asked:
        code = asked.code if isinstance(asked.code, int) else int(asked.code is not None)
        if isinstance(asked.code, str):
            sys.stderr.write(asked.code + "\n")
    except BaseException:  # noqa: BLE001  (as the interpreter does: to the log)
        traceback.print_exc()
        code = 1
    with contextlib.suppress(Exception):
        # What the interpreter calls at its end: it waits for threads.
        threading._shutdown()  # type: ignore[attr-defined]
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
    return code
