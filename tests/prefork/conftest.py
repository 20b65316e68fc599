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
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

PATIENCE = 60


@dataclass
class Zygote:
    """A zygote started for a test."""

    folder: Path
    process: subprocess.Popen[bytes]

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
    says otherwise. All are ended after the session.
    """
    with contextlib.ExitStack() as stack:

        def start(*, entries: Mapping[str, Mapping[str, Any]], user: int | None = None, **keys: Any) -> Zygote:
            # pytest's own folders have long names.
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="zy-", dir="/tmp")))
            started = start_zygote(folder, toml(folder, entries, keys), user)
            stack.callback(started.stop)
            return started

        yield start


def start_zygote(folder: Path, content: str, user: int | None = None) -> Zygote:
    """Start a zygote with this configuration, as another user where one is named."""
    (folder / "config.toml").write_text(content)
    if user is not None:
        os.chown(folder, user, user)
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "jupyter_prefork", "zygote", str(folder / "config.toml")],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            user=user,
            group=user,
            extra_groups=None if user is None else [],
            cwd="/",
        )
    started = Zygote(folder, process)
    patience = time.monotonic() + PATIENCE
    while "ready at" not in started.log:
        if process.poll() is not None or time.monotonic() > patience:
            process.kill()
            raise RuntimeError(f"the zygote did not start:\n{started.log}")
        time.sleep(0.02)
    return started


def toml(folder: Path, entries: Mapping[str, Mapping[str, Any]], keys: Mapping[str, Any]) -> str:
    """A configuration; JSON's strings, numbers, booleans and lists are TOML's."""
    tables = {"": {"socket": str(folder / "ask" / "socket"), "state": str(folder / "state")} | dict(keys)}
    tables |= {f"entries.{name}": {"asked_by": ["hub"]} | dict(entry) for name, entry in entries.items()}
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
