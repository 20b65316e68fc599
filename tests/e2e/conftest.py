"""A whole InnoLab of its own, started as the README says, and a real Chromium."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from actors import CHROMIUM_FLAGS, House, chromium_path
from innolab_cli.folder import free_ports
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
READY_WITHIN_S = 120


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """InnoLab with its demo school, one for all stories of a test run."""
    data = tmp_path_factory.mktemp("innolab") / "var"
    with running_house(data, free_ports(1)[0]) as house:
        yield house


class running_house:  # noqa: N801  (used as a verb: `with running_house(...)`)
    """Start `innolab run` and end it; a log file takes its output, so that nothing waits for us to read it."""

    def __init__(self, data: Path, port: int) -> None:
        self.data, self.port = data, port
        self.log = data.parent / f"run-{port}.log"

    def __enter__(self) -> House:
        self.process = start_house(self.data, self.port, self.log)
        accounts = json.loads((self.data / "demo-accounts.json").read_text())
        return House(url=f"http://127.0.0.1:{self.port}", data=self.data, accounts=accounts, process=self.process)

    def __exit__(self, *failure: object) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=60)


def start_house(data: Path, port: int, log: Path) -> subprocess.Popen[bytes]:
    """Start it and wait for the words that say it is ready."""
    environment = {**os.environ, "INNOLAB_SETTINGS": str(data.parent / "innolab.toml"), "LANGUAGE": "en"}
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "innolab_cli", "run", "--port", str(port), "--data", str(data)],
            stdout=output,
            stderr=output,
            stdin=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )
    deadline = time.monotonic() + READY_WITHIN_S
    while "InnoLab is ready at" not in log.read_text():
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.2)
    return process


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_FLAGS)
        yield browser
        browser.close()
