"""Real zygotes, each with a configuration of its own in a short folder (a socket's path has little room)."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from jupyter_prefork.notebook.run import Run, run_notebook

PATIENCE = 60
ROOT = Path(__file__).parents[2]
SEEN = [sys.prefix, sys.base_prefix, str(ROOT / "extensions")]
"""Where this Python and its packages lie."""


@dataclass
class Zygote:
    """A zygote started for a test."""

    folder: Path
    user: int | None = None
    """Another user to run as, one without rights."""
    process: subprocess.Popen[bytes] = field(init=False)

    @property
    def socket(self) -> str:
        return str(self.folder / "ask" / "socket")

    @property
    def config(self) -> Path:
        return self.folder / "config.toml"

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text()

    @property
    def pid(self) -> int:
        return self.process.pid

    def children(self) -> list[dict[str, Any]]:
        """Its running children, as it wrote them down."""
        return json.loads((self.folder / "state" / "children.json").read_text())

    def start(self) -> None:
        """Start it, or start it again after its end; raises RuntimeError with its log when it does not come."""
        command = [sys.executable, "-P", "-m"]
        if self.user is not None:
            command = ["unshare", "--mount", sys.executable, str(Path(__file__).parent / "as_user.py"), str(self.user)]
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [*command, "jupyter_prefork", "zygote", str(self.config)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                cwd="/",
                # Entry points of the tests lie beside them.
                env={**os.environ, "PYTHONPATH": str(Path(__file__).parent)},
            )
        patience = time.monotonic() + PATIENCE
        while "ready at" not in self.log:
            if self.process.poll() is not None or time.monotonic() > patience:
                self.process.kill()
                raise RuntimeError(f"the zygote did not start:\n{self.log}")
            time.sleep(0.02)

    def stop(self) -> None:
        """End it, and the children it leaves."""
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        for child in self.children():
            with contextlib.suppress(ProcessLookupError):
                os.kill(child["pid"], signal.SIGKILL)


@pytest.fixture(scope="session")
def zygote() -> Iterator[Callable[..., Zygote]]:
    """`zygote(entries={"name": {"call": ...}}, modules=[...], ...)` starts one and waits until it answers.

    All keys are those of the configuration; `socket` and `state` are given. An entry is asked by the hub unless it
    says otherwise, and sees the socket with `sees_ask`. All are ended after the session.
    """
    with contextlib.ExitStack() as stack:

        def start(*, entries: Mapping[str, Mapping[str, Any]], user: int | None = None, **keys: Any) -> Zygote:
            # pytest's own folders have long names.
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="zy-", dir="/tmp")))
            started = Zygote(folder, user)
            started.config.write_text(toml(folder, entries, keys))
            if user is not None:
                os.chown(folder, user, user)
            started.start()
            stack.callback(started.stop)
            return started

        yield start


UIDS = [200000, 200099]
"""For children of a zygote that is root's."""


@pytest.fixture(scope="session")
def run_cells(zygote: Callable[..., Zygote]) -> Callable[..., Run]:
    """`run_cells("1 + 1", ...)` runs cells in a fork of a warm zygote; keyword arguments are those of `run_notebook`."""
    entry = {
        "call": "jupyter_prefork.notebook.kernel:main",
        "read_only": SEEN,
        "limits": {"memory_mb": 512, "processes": 64, "open_files": 512},
    }
    root = {"uids": UIDS} if os.getuid() == 0 else {}
    started = zygote(entries={"notebook": entry}, warm=["jupyter_prefork.warm:notebook"], **root)

    def run_cells(*cells: str | dict[str, Any], **keywords: Any) -> Run:
        keywords = {"uid": UIDS[0] if root else None, "notebook": make_notebook(*cells)} | keywords
        return run_notebook(started.socket, **keywords)

    run_cells.zygote = started  # type: ignore[attr-defined]
    return run_cells


def make_notebook(*cells: str | dict[str, Any]) -> dict[str, Any]:
    """A notebook of code cells; one given as a dict may say more of itself."""
    blank = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    told = [{"source": cell} if isinstance(cell, str) else cell for cell in cells]
    made = [{**blank, "id": f"c{number}", **cell} for number, cell in enumerate(told)]
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": made}


def toml(folder: Path, entries: Mapping[str, Mapping[str, Any]], keys: Mapping[str, Any]) -> str:
    """A configuration; JSON's strings, numbers, booleans and lists are TOML's."""
    tables = {"": {"socket": str(folder / "ask" / "socket"), "state": str(folder / "state")} | dict(keys)}
    for name, entry in entries.items():
        table = {"asked_by": ["hub"]} | dict(entry)
        if table.pop("sees_ask", False):
            table["read_only"] = [*table.get("read_only", []), str(folder / "ask")]
        tables[f"entries.{name}"] = table
    return "\n".join(line for name, table in tables.items() for line in table_lines(name, table))


def table_lines(name: str, table: Mapping[str, Any]) -> Iterator[str]:
    """One table; what is a table in it is written with dotted keys."""
    if name:
        yield f"[{name}]"
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from (f"{key}.{inner} = {json.dumps(content)}" for inner, content in value.items())
        else:
            yield f"{key} = {json.dumps(value)}"
