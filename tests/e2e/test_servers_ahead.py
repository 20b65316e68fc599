"""A class comes to servers that run already, without any pupil having asked for one."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from actors import House, Pupil, Teacher, at_browser
from innolab_portal.people.servers import ServerState
from playwright.sync_api import Browser, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

SLUG = "lammennyt-helsinki"
READY_WITHIN_S = 120


def all_ready(house: House, pupils: list[dict[str, Any]]) -> None:
    """Wait until everybody's server runs."""
    servers, deadline = house.servers, time.monotonic() + READY_WITHIN_S
    while not all(servers.state(pupil["user"]) == ServerState.READY for pupil in pupils):
        assert time.monotonic() < deadline, {pupil["user"]: servers.state(pupil["user"]) for pupil in pupils}
        time.sleep(0.5)


def test_start_lesson_starts_the_servers_of_pupils_who_never_signed_in(library: House, browser: Browser):
    *strangers, yasmin = library.pupils_of("7C")[1:]
    assert library.servers.state(yasmin["user"]) == ServerState.UNKNOWN_PERSON
    with (
        at_browser(browser, library, Teacher, library.account("teacher", 1)) as fredrik,
        at_browser(browser, library, Pupil, yasmin) as pupil,
    ):
        fredrik.sign_in()
        lesson = fredrik.give(SLUG, SLUG, "7C")
        fredrik.start(lesson)
        all_ready(library, [*strangers, yasmin])
        assert library.server_variable(yasmin["user"], "JUPYTER_CONFIG_DIR").endswith("singleuser/pupil")

        # The click leads into the activity itself, past no page that waits.
        pupil.sign_in()
        pupil.open(f"lessons/{lesson}/open/")
        assert re.search("/innolab/lesson/", pupil.page.url)
        expect(pupil.page.locator(".stops")).to_be_visible(timeout=30_000)
        pupil.write_code("print(6 * 7)")
        pupil.run()
        expect(pupil.page.locator(".output__body").first).to_contain_text("42")


def test_a_hub_that_is_away_does_not_keep_a_teacher_from_starting(library: House, browser: Browser):
    with at_browser(browser, library, Teacher, library.account("teacher")) as maija:
        maija.sign_in()
        lesson = maija.give(SLUG, SLUG, "8A")
        with library.holds_still("hub"):
            maija.start(lesson)
        all_ready(library, library.pupils_of("8A"))
