"""A whole InnoLab of its own, started as the README says, and a real Chromium."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from actors import House, Person, Teacher, at_browser
from houses import ROOT, house_at, running_house
from innolab_cli.folder import free_ports
from nbgrader_shell import Shell
from playwright.sync_api import Browser

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


@pytest.fixture
def shell_of(tmp_path: Path) -> Callable[[Person], Shell]:
    """Give a person a shell with an empty home."""

    def make(person: Person) -> Shell:
        home = tmp_path / person.account["user"]
        home.mkdir()
        return Shell(person, home)

    return make
