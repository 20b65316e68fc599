"""Servers nobody uses are stopped, and never one that is in use: real hub, culler, servers and kernels, short times."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from actors import House, Pupil, Teacher, at_browser
from innolab_cli.folder import free_ports
from innolab_portal.people.servers import ServerState
from playwright.sync_api import Browser, WebSocketRoute

# The tests beside this one share a house; these need one that is impatient.
from .conftest import ROOT, SLUG, running_house

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]

IMPATIENT = "server_idle_minutes = 0.3\nkernel_idle_minutes = 0.1\n"
RUNS_UNTIL_TOLD = """\
import os, time
open("began.txt", "w").close()
while not os.path.exists("go.txt"): time.sleep(0.2)
open("done.txt", "w").close()
"""
WAIT_S = 120


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """An InnoLab in which 18 seconds are idle for long, 6 for a kernel."""
    folder = tmp_path_factory.mktemp("impatient")
    (folder / "innolab.toml").write_text(IMPATIENT)
    with running_house(folder / "var", free_ports(1)[0]) as house:
        house.portal_command("publish", str(ROOT / "courses" / SLUG))
        yield house


@pytest.fixture(scope="module")
def lesson(house: House, browser: Browser) -> str:
    with at_browser(browser, house, Teacher, house.account("teacher")) as maija:
        maija.sign_in()
        lesson: str = maija.give(SLUG, SLUG, "8A")
        maija.start(lesson)
        return lesson


@contextmanager
def at_work(browser: Browser, house: House, lesson: str, account: dict[str, Any]) -> Iterator[Pupil]:
    """A pupil in the activity; the page is closed at the end."""
    with at_browser(browser, house, Pupil, account) as pupil:
        pupil.sign_in()
        pupil.open_lesson(lesson)
        yield pupil


def until(true: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + WAIT_S
    while not true():
        assert time.monotonic() < deadline, what
        time.sleep(0.5)


def runs(house: House, account: dict[str, Any]) -> bool:
    return house.servers.state(account["user"]) == ServerState.READY


def until_stopped(house: House, account: dict[str, Any]) -> None:
    until(lambda: house.servers.state(account["user"]) == ServerState.STOPPED, f"{account['name']}'s server goes on")


def until_a_server_started_now_is_stopped(house: House, account: dict[str, Any]) -> None:
    """As long as an idle server lives: whatever goes on after that was kept."""
    until_stopped(house, account)
    house.servers.start(account["user"])
    until(lambda: runs(house, account), "it did not start")
    until_stopped(house, account)


def folder_of(house: House, account: dict[str, Any], lesson: str) -> Path:
    return house.data / "homes" / account["user"] / "lessons" / lesson


def test_a_running_cell_and_an_open_page_keep_their_servers_and_nothing_else_does(
    house: House, lesson: str, browser: Browser
):
    never_comes, runs_long, reads_long = house.pupils_of("8A")[:3]
    with at_work(browser, house, lesson, reads_long) as reader:
        with at_work(browser, house, lesson, runs_long) as pupil:
            pupil.write_code(RUNS_UNTIL_TOLD)
            pupil.page.keyboard.press("Control+Enter")
            until((folder_of(house, runs_long, lesson) / "began.txt").exists, "the cell did not begin")
        reader.write_code("kept = 6 * 7")
        reader.run()
        until_a_server_started_now_is_stopped(house, never_comes)

        # Neither server nor kernel were ended.
        assert runs(house, runs_long)
        assert runs(house, reads_long)
        reader.write_code("print(kept)")
        reader.run()
        reader.sees(re.compile("^42"))
    (folder_of(house, runs_long, lesson) / "go.txt").touch()
    until((folder_of(house, runs_long, lesson) / "done.txt").exists, "the cell was ended")
    until_stopped(house, runs_long)
    until_stopped(house, reads_long)


def test_a_hand_in_on_its_way_keeps_its_server_and_an_idle_kernel_is_ended_alone(
    house: House, lesson: str, browser: Browser
):
    never_comes, _, _, hands_in = house.pupils_of("8A")[:4]
    with at_work(browser, house, lesson, hands_in) as pupil:
        pupil.write_code("print('done')")
        pupil.run()
        pupil.is_saved()
        pupil.go_to_hand_in()
        with house.holds_still("portal"):
            pupil.button(re.compile("^Hand in")).click()
            pupil.sees("Your work is on its way")
            pupil.page.goto("about:blank")
            until_a_server_started_now_is_stopped(house, never_comes)
            assert runs(house, hands_in)
            assert house.forked("kernel") == []
    until_stopped(house, hands_in)
    assert '"received"' in (folder_of(house, hands_in, lesson) / ".innolab" / "hand-in.json").read_text()


def test_code_runs_again_on_a_device_that_slept_while_its_python_was_ended(house: House, lesson: str, browser: Browser):
    sleeper = house.pupils_of("8A")[4]
    with at_browser(browser, house, Pupil, sleeper) as pupil:
        lines: list[tuple[WebSocketRoute, WebSocketRoute]] = []
        asleep = False

        def connect(line: WebSocketRoute) -> None:
            if asleep:
                line.close(code=3001)
            else:
                lines.append((line, line.connect_to_server()))

        pupil.page.route_web_socket(re.compile("/channels"), connect)
        pupil.sign_in()
        pupil.open_lesson(lesson)
        pupil.write_code("x = 6 * 7")
        pupil.run()
        (kernel,) = house.forked("kernel")
        asleep = True
        for ends in lines:
            for end in ends:
                end.close(code=3001)
        while kernel in house.forked("kernel"):
            pupil.page.wait_for_timeout(500)
        asleep = False
        pupil.write_code("print(6 * 7)")
        pupil.page.keyboard.press("Control+Enter")
        pupil.sees(re.compile("^42"), within_ms=60_000)
