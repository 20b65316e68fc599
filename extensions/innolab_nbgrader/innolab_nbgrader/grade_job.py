"""Grades one hand-in and ends: `python -m innolab_nbgrader.grade_job <folder> <result fd>`.

The job comes over standard input and the result leaves by a pipe of its own, so neither the hidden tests nor the
points are ever in a file that the pupil's code could open. The folder holds `run/`, where the notebook runs among
its data files, and a home.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import sys
from base64 import b64decode
from pathlib import Path
from typing import Any

from innolab_nbgrader import kernel, leaf
from innolab_nbgrader.graded import GradedHandIn, unjudged
from innolab_nbgrader.processes import kill_below
from innolab_nbgrader.reading import Unreadable, read_hand_in
from innolab_nbgrader.rebuild import Rebuilt, rebuild

PR_SET_DUMPABLE = 4
PR_SET_CHILD_SUBREAPER = 36
MEMORY_BYTES = 4 * 1024**3
FILE_BYTES = 200 * 1024**2


def main() -> None:
    """Read the job, grade, write the result."""
    folder, result_fd = Path(sys.argv[1]), int(sys.argv[2])
    job = json.load(sys.stdin)
    _guard()
    try:
        result = grade(job, folder)
    finally:
        kill_below(os.getpid())
    with os.fdopen(result_fd, "w") as pipe:
        json.dump(result.as_json(), pipe)


def _guard() -> None:
    """Other processes of this user can't read our memory or files; what we start can't outlive us or fill the disk."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def grade(job: dict[str, Any], folder: Path) -> GradedHandIn:
    """Rebuild, run, score."""
    source = job["source"]
    try:
        handed = read_hand_in(b64decode(job["hand_in"]))
    except Unreadable as unreadable:
        return unjudged(source, unreadable.reason, unreadable.detail)

    def launch() -> Any:
        return kernel.launch(folder / "run", Path(job["sockets"]))

    first = launch()
    leaf.load()
    # Only now, since these are what takes time to import while the kernel starts.
    from innolab_nbgrader.pipeline import judge  # noqa: PLC0415
    from innolab_nbgrader.stages import build_master, build_release  # noqa: PLC0415

    release = build_release(source)
    try:
        rebuilt: Rebuilt = rebuild(build_master(source), release, handed)
    except Unreadable as unreadable:
        kernel.stop(first)
        return unjudged(source, unreadable.reason, unreadable.detail, release)
    return judge(rebuilt, launch, first, cell_seconds=job["cell_seconds"], notebook_seconds=job["notebook_seconds"])


if __name__ == "__main__":
    main()
