"""A pytest plugin for nbgrader's own exchange tests: they run as they are, against a portal of ours.

In them one person is teacher and student at once. In InnoLab those are two people, so each command goes out with the
token of whoever gives such commands: teachers release and collect, pupils fetch and submit. The pupil's name is the
system user's, as the tests expect. `--Exchange.root` stays without effect: there is no exchange folder.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbgrader.tests
import pytest
from innolab_nbgrader.configuration import CONFIG_FOLDER
from nbgrader.utils import get_username

OF_TEACHERS = {"release_assignment", "release_feedback", "collect"}
TEACHER, PUPIL = "token-of-the-teacher", "token-of-the-pupil"

run_unchanged: Callable[..., str] = nbgrader.tests.run_nbgrader


def run_as_whoever_does_that(args: list[str], *rest: Any, **more: Any) -> str:
    """nbgrader's own helper of this name, with the token of a teacher or of a pupil."""
    removes = "list" in args and "--remove" in args and "--cached" not in args
    teaches = bool(args) and (args[0] in OF_TEACHERS or "--inbound" in args or removes)
    os.environ["JUPYTERHUB_API_TOKEN"] = TEACHER if teaches else PUPIL
    return run_unchanged(args, *rest, **more)


# The tests import it by name, so it is exchanged before they are loaded.
nbgrader.tests.run_nbgrader = run_as_whoever_does_that


def pytest_addoption(parser: pytest.Parser) -> None:
    """Which tests to run: a file with a test file's name and a test's on each line."""
    parser.addoption("--chosen", type=Path)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run the chosen ones only."""
    if config.option.chosen:
        chosen = set(config.option.chosen.read_text().splitlines())
        items[:] = [item for item in items if f"{item.path.name} {item.name}" in chosen]


@pytest.fixture(autouse=True)
def _portal_with_two_people(
    transactional_db: None, live_server: Any, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A portal with a teacher and a pupil, before each test empty but for them."""
    # Django's settings stand only once pytest-django is up, and a plugin is loaded before.
    from innolab_portal.people.models import Role  # noqa: PLC0415
    from nbgrader_house import open_house  # noqa: PLC0415

    house = open_house(live_server, settings, tmp_path, monkeypatch)
    house.add(Role.TEACHER, "t-tests", TEACHER)
    house.add(Role.PUPIL, get_username(), PUPIL)
    # Not monkeypatch: run_nbgrader puts a plain dict in the place of os.environ.
    os.environ.update(INNOLAB_PORTAL_API=house.url, JUPYTER_CONFIG_PATH=str(CONFIG_FOLDER), USER=get_username())
