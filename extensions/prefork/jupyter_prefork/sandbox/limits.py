"""Limits of one process, by rlimit."""

from __future__ import annotations

import contextlib
import resource
from pathlib import Path

from jupyter_prefork.sandbox.policy import Limits

MB = 1024 * 1024
GRACE_SECONDS = 1
"""Between SIGXCPU, which a program may handle, and SIGKILL."""
FIRST_TO_GO = "800"
"""Where the machine itself runs out of memory, a sandbox goes before what it belongs to."""


def data_size() -> int:
    """Bytes of private writable memory this process has now: what RLIMIT_DATA counts."""
    # statm's data column counts the stack too, which is little.
    return int(Path("/proc/self/statm").read_text().split()[5]) * resource.getpagesize()


def set_limits(limits: Limits, inherited: int) -> None:
    """Limit this process and those it starts; `inherited` is the data size it was forked with."""
    wanted = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_DATA: None if limits.memory_mb is None else inherited + limits.memory_mb * MB,
        resource.RLIMIT_NPROC: limits.processes,
        resource.RLIMIT_NOFILE: limits.open_files,
        resource.RLIMIT_FSIZE: None if limits.file_mb is None else limits.file_mb * MB,
    }
    for kind, value in wanted.items():
        if value is not None:
            set_limit(kind, value, value)
    if limits.cpu_seconds is not None:
        set_limit(resource.RLIMIT_CPU, limits.cpu_seconds, limits.cpu_seconds + GRACE_SECONDS)
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(FIRST_TO_GO)


def set_limit(kind: int, soft: int, hard: int) -> None:
    """Set a limit, never above what the process may have already."""
    _, most = resource.getrlimit(kind)
    if most != resource.RLIM_INFINITY:
        soft, hard = min(soft, most), min(hard, most)
    resource.setrlimit(kind, (soft, hard))
