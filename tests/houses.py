"""A whole InnoLab of its own for tests, started as the README says."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from actors import House

ROOT = Path(__file__).resolve().parents[1]
READY_WITHIN_S = 120


class running_house:  # noqa: N801  (used as a verb: `with running_house(...)`)
    """Start `innolab run` and end it; a log file takes its output, so that nothing waits for us to read it."""

    def __init__(self, data: Path, port: int, **how: Any) -> None:
        """How: as `launch_house` takes it."""
        self.data, self.port, self.how = data, port, how
        self.log = data.parent / f"run-{port}.log"

    def __enter__(self) -> House:
        self.process = start_house(self.data, self.port, self.log, **self.how)
        return house_at(self.data)

    def __exit__(self, *failure: object) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=60)


def house_at(data: Path) -> House:
    """The InnoLab that runs in a data folder."""
    state = json.loads((data / "run" / "innolab.json").read_text())
    accounts = data / "demo-accounts.json"
    return House(url=state["url"], data=data, accounts=json.loads(accounts.read_text()) if accounts.exists() else [])


def start_house(data: Path, port: int, log: Path, **how: Any) -> subprocess.Popen[bytes]:
    """Start it and wait for the words that say it is ready."""
    process = launch_house(data, port, log, **how)
    wait_for_words(log, "InnoLab is ready at", process)
    return process


def launch_house(
    data: Path, port: int, log: Path, *, user: int | None = None, through: Sequence[str] = ()
) -> subprocess.Popen[bytes]:
    """Start it.

    Args:
        data: its data folder.
        port: where people open it.
        log: takes its output.
        user: another user to run as, one without rights; only root can start it so.
        through: a module, and its arguments, that changes the surroundings and then runs the module named after them.
    """
    if user is not None:
        os.chown(data.parent, user, user)
    environment = {
        **os.environ,
        "INNOLAB_SETTINGS": str(data.parent / "innolab.toml"),
        "LANGUAGE": "en",
        "PYTHONPATH": str(Path(__file__).parent / "security") if through else "",
        **({} if user is None else {"HOME": str(data.parent)}),
    }
    with log.open("ab") as output:
        return subprocess.Popen(
            [*python_as(user), *through, "innolab_cli", "run", "--port", str(port), "--data", str(data)],
            stdout=output,
            stderr=output,
            stdin=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )


def python_as(user: int | None) -> list[str]:
    """How a Python module is run, by another user where one is given."""
    if user is None:
        return [sys.executable, "-m"]
    return ["unshare", "--mount", sys.executable, str(ROOT / "tests" / "prefork" / "as_user.py"), str(user)]


def wait_for_words(log: Path, words: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until it has said the words."""
    deadline = time.monotonic() + READY_WITHIN_S
    while words not in log.read_text():
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.05)
