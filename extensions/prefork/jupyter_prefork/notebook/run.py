"""Running a notebook in forks of the zygote.

The outputs are those of a real kernel run by nbclient, but for these:

- What is printed in one go is one output. nbclient has a new one whenever the kernel's clock of 0.2 s strikes.
- What C code and other processes write comes in its place; a kernel gives it when it finds time, or loses it.
- A cell that leaves no memory to the others counts as one that ended its process.
- A process that a cell forked ends with the cell. It would go on as a second kernel.
- `exit` and `quit` do nothing. A kernel ends some moments later, in the midst of a cell after it or of none.
- No `metadata.execution` in cells: it holds the times only.
- A cell that ends its process, or does not end in its time, gets an error that says so, and the others run without it.
- Outputs of cells that were not run are removed: they are someone else's.
"""

from __future__ import annotations

import base64
import contextlib
import os
import signal
import time
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Any

from nbformat import NotebookNode

from jupyter_prefork.client import Request
from jupyter_prefork.notebook.allowance import Allowance
from jupyter_prefork.notebook.fork import Fork, forked
from jupyter_prefork.notebook.frames import ClosedError, NotUnderstoodError
from jupyter_prefork.notebook.outputs import Outputs, error

KEPT = ("PATH", "LANG", "LC_ALL", "TZ")
"""What cells see of the caller's environment."""


class Ending(StrEnum):
    """How a cell came to its end."""

    ENDED = "ended"
    """By itself, with or without an error."""
    INTERRUPTED = "interrupted"
    """At its limit, by a KeyboardInterrupt."""
    STUCK = "stuck"
    """At its limit it would not be interrupted; its process was killed."""
    DIED = "died"
    """It ended its process, or the machine did: a crash, too much memory."""
    NOT_RUN = "not_run"
    """The notebook's time was up, or an error before it ended the run."""


@dataclass(frozen=True)
class CellFacts:
    """What is known of a cell besides its outputs."""

    ending: Ending = Ending.NOT_RUN
    seconds: float = 0
    error: str = ""
    """The name of the error it ended with; unlike outputs, which a cell may suppress, never left out."""

    @property
    def ran(self) -> bool:
        """Whether it ran to its end, or to its limit."""
        return self.ending in {Ending.ENDED, Ending.INTERRUPTED}

    @property
    def timed_out(self) -> bool:
        """Whether it was stopped at its limit."""
        return self.ending in {Ending.INTERRUPTED, Ending.STUCK}

    @property
    def not_run(self) -> bool:
        """Whether it was never started."""
        return self.ending is Ending.NOT_RUN


@dataclass(frozen=True)
class Run:
    """A notebook that has been run."""

    notebook: dict[str, Any]
    cells: Mapping[int, CellFacts]
    """By their place in the notebook: code cells that hold something and are not tagged `skip-execution`."""
    problem: str = ""
    """Why the outputs can't be trusted to be the cells'; empty when they can."""


@dataclass(frozen=True)
class Judges:
    """Cells that judge the others.

    Before each of them what other cells put in the place of the kernel's own code, and of these modules', is put back
    as it was after the first cell, and what they left running is ended; `judging` says what that is worth.
    """

    cells: Collection[int] = ()
    """By index."""
    guarded: Collection[str] = ()
    """Patterns of modules' names."""


def run_notebook(  # noqa: PLR0913  (all that a run can be told, by name)
    zygote_socket: str,
    notebook: Mapping[str, Any],
    *,
    entry: str = "notebook",
    files: Mapping[str, bytes] | None = None,
    allowance: Allowance | None = None,
    allow_errors: bool = True,
    judges: Judges = Judges(),
    uid: int | None = None,
) -> Run:
    """Run the code cells of a notebook (nbformat 4, as a dict) in order; gives a copy with outputs.

    May be called from several threads and processes at once.

    Args:
        entry: the zygote's entry point that calls `jupyter_prefork.notebook.kernel:main`.
        files: what lies in the folder it runs in: relative path -> content.
        allow_errors: go on after a cell that fails. Without, one tagged `raises-exception` may.
        judges: cells that the others should not be able to disturb.
        uid: whom the process belongs to, where the zygote is root's and the entry names nobody.

    Raises:
        PreforkError: the zygote is away, or did not fork.
        ValueError: a file's path leads out of the folder.
    """
    environment = {name: os.environ[name] for name in KEPT if name in os.environ}
    request = Request(entry=entry, environment=environment, uid=uid)
    allowance = allowance or Allowance()
    start = {"files": encode(files or {}), "allowance": allowance.as_dict(), "guarded": list(judges.guarded)}
    runner = Runner(zygote_socket, request, start, notebook, allowance, judges.cells, allow_errors=allow_errors)
    problem = ""
    try:
        while runner.attempt():
            pass
    except NotUnderstoodError as found:
        problem = f"what came back is not what a kernel sends: {found}"
    except UnreadyError as found:
        problem = str(found)
    return runner.result(problem)


def encode(files: Mapping[str, bytes]) -> dict[str, str]:
    """Files as they travel; raises ValueError."""
    for name in files:
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or not path.parts:
            raise ValueError(f"{name!r} is no path in the notebook's folder")
    return {name: base64.b64encode(content).decode() for name, content in files.items()}


class UnreadyError(Exception):
    """The fork did not come so far as to take a cell."""


class Runner:
    """One call of `run_notebook`: as many forks as it takes."""

    def __init__(
        self,
        path: str,
        request: Request,
        start: dict[str, Any],
        notebook: Mapping[str, Any],
        allowance: Allowance,
        judges: Collection[int],
        *,
        allow_errors: bool,
    ) -> None:
        self.path = path
        self.request = request
        self.start = start
        self.original = {**notebook, "cells": [without_outputs(cell) for cell in notebook["cells"]]}
        self.allowance = allowance
        self.judges = judges
        self.allow_errors = allow_errors
        self.deadline = time.monotonic() + allowance.notebook_seconds
        self.facts = {index: CellFacts() for index, cell in enumerate(notebook["cells"]) if is_run(cell)}
        self.cells: dict[int, NotebookNode] = {}
        """The latest outputs of each cell that was run."""
        self.outputs = Outputs(self.original, allowance)

    def attempt(self) -> bool:
        """Run all cells but those that ended an earlier fork; gives whether one ended this fork, so that more is to do.

        Raises:
            NotUnderstoodError, UnreadyError: it makes no sense to go on.
            PreforkError: the zygote did not do its part.
        """
        self.outputs = Outputs(self.original, self.allowance)
        longest = 2 * (self.allowance.text_bytes + 2 * self.allowance.data_bytes) + (1 << 16)
        with forked(self.path, self.request, longest) as fork:
            try:
                self.make_ready(fork)
            except TimeoutError:
                if self.cells:  # what ran in an earlier fork stays
                    return False
                raise UnreadyError("the process was not ready in the notebook's time") from None
            for index, before in self.facts.items():
                if before.ending in {Ending.STUCK, Ending.DIED}:
                    self.skip(fork, index)
                    continue
                if time.monotonic() > self.deadline:
                    return False
                facts = self.run_cell(fork, index)
                if facts.error and not self.goes_on_after(index):
                    return False
                if facts.ending in {Ending.STUCK, Ending.DIED}:
                    return True
        self.outputs.finish()
        return False

    def make_ready(self, fork: Fork) -> None:
        """Give the fork its files and wait until it takes cells; raises TimeoutError or UnreadyError."""
        said = ""
        try:
            fork.channel.send(self.start, self.deadline)
            while (ready := fork.channel.receive(self.deadline))["kind"] != "ready":
                said += str(ready["content"].get("text", ""))
        except ClosedError:
            raise UnreadyError(f"the process ended before the first cell, exit {fork.exit()}: {said}") from None
        self.outputs.notebook.metadata["language_info"] = ready["content"]["language_info"]

    def skip(self, fork: Fork, index: int) -> None:
        """Leave a cell out that ended an earlier fork."""
        self.outputs.keep(index, self.cells[index])
        # A fork that has ended meanwhile is met at the next cell.
        with contextlib.suppress(ClosedError, TimeoutError):
            fork.channel.send({"skip": True, "comms": []}, self.deadline)

    def run_cell(self, fork: Fork, index: int) -> CellFacts:
        """Run one cell; gives how it ended."""
        cell = self.cells[index] = self.outputs.begin(index)
        begin = time.monotonic()
        limit = min(begin + self.allowance.cell_seconds, self.deadline)
        name = uuid.uuid4().hex
        said = {"comms": self.outputs.front_end.taken(), "id": name, "cell": cell.get("id"), "source": cell.source}
        try:
            fork.channel.send({"skip": False, "judges": index in self.judges, **said}, limit)
        except (ClosedError, TimeoutError):
            ending, failure = Ending.DIED, ""
        else:
            ending, failure = self.follow(fork, index, name, limit)
        if ending is Ending.STUCK:
            failure = "TimeLimit"
            cell.outputs.append(error(failure, STUCK.format(seconds=self.allowance.cell_seconds)))
        elif ending is Ending.DIED:
            failure = "ProcessEnded"
            cell.outputs.append(error(failure, describe_exit(fork.exit())))
        self.facts[index] = CellFacts(ending, time.monotonic() - begin, failure)
        return self.facts[index]

    def follow(self, fork: Fork, index: int, name: str, limit: float) -> tuple[Ending, str]:
        """Take what a running cell sends until it ends, or has to; gives the error it told of as well."""
        interrupted = False
        while True:
            try:
                message = fork.channel.receive(limit)
            except TimeoutError:
                if interrupted:
                    return Ending.STUCK, ""
                fork.signal(signal.SIGINT)
                interrupted, limit = True, time.monotonic() + self.allowance.grace_seconds
                continue
            except ClosedError:
                return Ending.STUCK if interrupted else Ending.DIED, ""
            kind, content = check(message, name)
            if kind == "ended":
                if content.get("full"):
                    fork.signal(signal.SIGKILL)
                    return Ending.DIED, ""
                failure = "" if content.get("status") == "ok" else str(content.get("ename") or "Error")
                return Ending.INTERRUPTED if interrupted else Ending.ENDED, failure
            if kind:
                self.outputs.take(index, message)

    def goes_on_after(self, index: int) -> bool:
        """Whether an error in this cell lets the next ones run."""
        return self.allow_errors or "raises-exception" in tags(self.original["cells"][index])

    def result(self, problem: str) -> Run:
        """What has come of it."""
        for index, cell in self.cells.items():
            self.outputs.notebook.cells[index] = cell
        return Run(self.outputs.notebook, self.facts, problem)


def check(message: Mapping[str, Any], name: str) -> tuple[str, Mapping[str, Any]]:
    """The kind and content of a message; no kind when it belongs to another cell, which left something running.

    Raises:
        NotUnderstoodError: it has not the form of one.
    """
    kind, parent, content = message.get("kind"), message.get("parent"), message.get("content")
    if not (isinstance(kind, str) and isinstance(parent, dict) and isinstance(content, dict)):
        raise NotUnderstoodError("a message without kind, parent or content")
    is_of_cell = parent.get("msg_id") == name
    if kind == "ended" and not is_of_cell:
        raise NotUnderstoodError("a cell that had ended before ended again")
    return kind if is_of_cell else "", content


STUCK = (
    "This cell did not end in its {seconds:g} seconds and would not be interrupted. Its process was ended; "
    "the cells after it were run without it."
)
DIED = "This cell ended the Python process ({reason}). The cells after it were run without it."
REASONS = {
    signal.SIGKILL: "it was killed, most likely for using too much memory",
    signal.SIGSEGV: "it crashed: segmentation fault",
    signal.SIGABRT: "it crashed: aborted",
    signal.SIGXCPU: "it used up its processor time",
}


def describe_exit(code: int | None) -> str:
    """Why a cell's process is no more, in plain words."""
    if code is None:
        return DIED.format(reason="it closed what it answers on")
    if code < 0:
        return DIED.format(reason=REASONS.get(signal.Signals(-code), f"signal {-code}"))
    return DIED.format(reason=f"exit code {code}")


def is_run(cell: Mapping[str, Any]) -> bool:
    """Whether nbclient would run this cell."""
    return cell["cell_type"] == "code" and bool("".join(cell["source"]).strip()) and "skip-execution" not in tags(cell)


def tags(cell: Mapping[str, Any]) -> list[str]:
    """A cell's tags."""
    return list(cell.get("metadata", {}).get("tags", []))


def without_outputs(cell: Mapping[str, Any]) -> dict[str, Any]:
    """A cell as it is before it is run."""
    return {**cell, "outputs": [], "execution_count": None} if is_run(cell) else dict(cell)
