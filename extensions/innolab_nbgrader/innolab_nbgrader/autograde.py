"""Grading one hand-in in a process of its own. Light: nbgrader is imported over there."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from innolab_nbgrader.graded import GradedCell, GradedHandIn, Notebook, Reason, Verdict, unjudged
from innolab_nbgrader.processes import kill_marked, kill_tree
from innolab_nbgrader.reading import Unreadable, read_hand_in

__all__ = ["GradedCell", "GradedHandIn", "Reason", "Timeouts", "Verdict", "grade"]

# Start and end of the process and of its kernel, beside the notebook's own time.
OVERHEAD_SECONDS = 60
# A socket's path may have 107 characters, and jupyter_client adds some of its own.
MAX_SOCKET_FOLDER = 70
MAX_DETAIL = 4000
# What a grading process may know of ours. Everything else could be a secret.
KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "TZ", "VIRTUAL_ENV", "LD_LIBRARY_PATH")


@dataclass(frozen=True)
class Timeouts:
    """How long one cell and one whole notebook may run."""

    cell_seconds: float = 30
    notebook_seconds: float = 120


def grade(source_zip: bytes, hand_in: bytes, workdir: Path, timeouts: Timeouts | None = None) -> GradedHandIn:
    """Grade a hand-in against the source it was released from.

    Whatever the hand-in holds, a result comes back. Only a source that is not ours to begin with raises ValueError.
    """
    source, files = _open_source(source_zip)
    try:
        read_hand_in(hand_in)
    except Unreadable as unreadable:
        return unjudged(source, unreadable.reason, unreadable.detail)
    with _folders(workdir, files) as (folder, sockets):
        return _grade_apart(source, hand_in, folder, sockets, timeouts or Timeouts())


def _open_source(source_zip: bytes) -> tuple[Notebook, dict[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(source_zip)) as archive:
            files = {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
    except zipfile.BadZipFile as error:
        raise ValueError("the source is not a zip file") from error
    for name in files:
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts:
            raise ValueError(f"the source holds a file outside its folder: {name}")
    notebooks = [name for name in files if name.endswith(".ipynb") and "/" not in name]
    if len(notebooks) != 1:
        raise ValueError(f"the source must hold one notebook, not {len(notebooks)}")
    source: Notebook = json.loads(files.pop(notebooks[0]))
    return source, files


@contextmanager
def _folders(workdir: Path, files: dict[str, bytes]) -> Iterator[tuple[Path, Path]]:
    """A folder for this grading, with the data files where the notebook runs, and one for its kernel's sockets."""
    workdir.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="grade-", dir=workdir.resolve()))
    sockets = folder / "s"
    if len(str(sockets)) > MAX_SOCKET_FOLDER:
        sockets = Path(tempfile.mkdtemp(prefix="grade-"))
    try:
        for each in (folder / "run", folder / "home", sockets):
            each.mkdir(exist_ok=True, mode=0o700)
        for name, content in files.items():
            (folder / "run" / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / "run" / name).write_bytes(content)
        yield folder, sockets
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(sockets, ignore_errors=True)


def _environment(folder: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    home = str(folder / "home")
    return {
        **kept,
        "HOME": home,
        "TMPDIR": home,
        "IPYTHONDIR": f"{home}/.ipython",
        "JUPYTER_CONFIG_DIR": f"{home}/.jupyter",
        "JUPYTER_DATA_DIR": f"{home}/.jupyter-data",
        "JUPYTER_RUNTIME_DIR": f"{home}/.jupyter-run",
        "PYTHONUTF8": "1",
        # What nbgrader sets while it grades, for notebooks that ask.
        "NBGRADER_EXECUTION": "autograde",
        # Several notebooks are graded side by side.
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }


def _grade_apart(source: Notebook, hand_in: bytes, folder: Path, sockets: Path, timeouts: Timeouts) -> GradedHandIn:
    job = {
        "source": source,
        "hand_in": b64encode(hand_in).decode(),
        "sockets": str(sockets),
        "cell_seconds": timeouts.cell_seconds,
        "notebook_seconds": timeouts.notebook_seconds,
    }
    log = folder / "log"
    reading, writing = os.pipe()
    with log.open("wb") as log_file, os.fdopen(reading, "rb") as results, ThreadPoolExecutor(1) as reader:
        process = subprocess.Popen(
            [sys.executable, "-m", "innolab_nbgrader.grade_job", str(folder), str(writing)],
            stdin=subprocess.PIPE,
            stdout=log_file,
            stderr=log_file,
            cwd=folder,
            env=_environment(folder),
            pass_fds=[writing],
            start_new_session=True,
        )
        os.close(writing)
        result = reader.submit(results.read)
        try:
            process.communicate(json.dumps(job).encode(), timeout=timeouts.notebook_seconds + OVERHEAD_SECONDS)
        except subprocess.TimeoutExpired:
            return unjudged(source, Reason.TOOK_TOO_LONG, _tail(log))
        finally:
            if process.poll() is None:
                kill_tree(process.pid)
                process.wait()
            if process.returncode < 0:
                # Killed, perhaps by the pupil's code, so it could not end what it had started.
                kill_marked(str(folder))
    if process.returncode == 0:
        return GradedHandIn.from_json(json.loads(result.result()))
    return unjudged(source, Reason.GRADER_FAILED, f"exit code {process.returncode}\n{_tail(log)}")


def _tail(log: Path) -> str:
    return log.read_bytes()[-MAX_DETAIL:].decode(errors="replace")
