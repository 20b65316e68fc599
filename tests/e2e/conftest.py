"""A whole InnoLab of its own, started as the README says, and a real Chromium."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from actors import House, Teacher, at_browser
from innolab_cli.folder import free_ports
from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[2]
READY_WITHIN_S = 120
SLUG = "lammennyt-helsinki"


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """InnoLab with its demo school, one for all stories of a test run.

    While a story is being written, INNOLAB_TEST_HOUSE=<data folder> takes an InnoLab that runs already.
    """
    if running := os.environ.get("INNOLAB_TEST_HOUSE"):
        yield house_at(Path(running))
        return
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
        return house_at(self.data)

    def __exit__(self, *failure: object) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=60)


def house_at(data: Path) -> House:
    """The InnoLab that runs in a data folder."""
    state = json.loads((data / "run" / "innolab.json").read_text())
    accounts = data / "demo-accounts.json"
    return House(url=state["url"], data=data, accounts=json.loads(accounts.read_text()) if accounts.exists() else [])


def start_house(data: Path, port: int, log: Path) -> subprocess.Popen[bytes]:
    """Start it and wait for the words that say it is ready."""
    process = launch_house(data, port, log)
    wait_for_words(log, "InnoLab is ready at", process)
    return process


def launch_house(data: Path, port: int, log: Path) -> subprocess.Popen[bytes]:
    """Start it."""
    environment = {**os.environ, "INNOLAB_SETTINGS": str(data.parent / "innolab.toml"), "LANGUAGE": "en"}
    with log.open("ab") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "innolab_cli", "run", "--port", str(port), "--data", str(data)],
            stdout=output,
            stderr=output,
            stdin=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )


def wait_for_words(log: Path, words: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until it has said the words."""
    deadline = time.monotonic() + READY_WITHIN_S
    while words not in log.read_text():
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.05)


@pytest.fixture(scope="session")
def browser(chromium: Browser) -> Browser:
    """The browser that people of the stories sit at."""
    return chromium


@pytest.fixture(scope="session")
def library(house: House) -> House:
    """The house with its first module published; the same module once more changes nothing."""
    house.portal_command("publish", str(ROOT / "courses" / SLUG))
    return house


@pytest.fixture(scope="session")
def give(library: House, browser: Browser) -> Iterator[Callable[..., str]]:
    """Maija Lindholm gives an activity to her class 8A, started unless told otherwise; returns the lesson's id."""
    with at_browser(browser, library, Teacher, library.account("teacher")) as teacher:
        teacher.sign_in()

        def give(activity: str = SLUG, *, start: bool = True, late_allowed: bool = False) -> str:
            lesson: str = teacher.give(SLUG, activity, "8A", late_allowed=late_allowed)
            if start:
                teacher.start(lesson)
            return lesson

        yield give


@pytest.fixture(scope="session")
def lesson(give: Callable[..., str]) -> str:
    """A guided lesson that is on in class 8A."""
    return give()
