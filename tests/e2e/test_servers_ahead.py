"""A class comes to servers that run already, without any pupil having asked for one."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest
from actors import House, Pupil, Teacher, api, at_browser
from innolab_portal.people.servers import ServerState
from playwright.sync_api import Browser, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

SLUG = "lammennyt-helsinki"
GIVEN_FOR_SOON = """\
import datetime as dt, json
from django.utils import timezone
from innolab_portal.lessons.actions import give
from innolab_portal.library.queries import newest_activity
from innolab_portal.people import actions
from innolab_portal.people.models import School, User
teacher = User.objects.get(username="{teacher}")
school_class = actions.make_class(school=School.objects.first(), name="9D", grade=9, school_year=2026)
actions.join(user=teacher, school_class=school_class)
pupils = [actions.make_pupil(school_class=school_class, full_name=name) for name in ("Aava Ek", "Eeli Oja")]
soon = timezone.now() + dt.timedelta(minutes=5, seconds=10)
lesson = give(school_class=school_class, activity=newest_activity("{slug}", "{slug}"), by=teacher, opens_at=soon)
told = {{"lesson": lesson.pk, "pupils": [{{"user": pupil.username}} for pupil in pupils]}}
open("{told}", "w").write(json.dumps(told))
"""
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


def test_a_planned_lessons_servers_start_before_its_time(library: House, tmp_path: Path):
    teacher = library.account("teacher")["user"]
    told = tmp_path / "told.json"
    library.portal_command("shell", "-c", GIVEN_FOR_SOON.format(teacher=teacher, slug=SLUG, told=told))
    given = json.loads(told.read_text())
    all_ready(library, given["pupils"])
    with api(library, library.server_variable(given["pupils"][0]["user"], "JUPYTERHUB_API_TOKEN")) as portal:
        assert portal.get(f"lessons/{given['lesson']}").json()["state"] == "planned"


def test_a_hub_that_is_away_does_not_keep_a_teacher_from_starting(library: House, browser: Browser):
    with at_browser(browser, library, Teacher, library.account("teacher")) as maija:
        maija.sign_in()
        lesson = maija.give(SLUG, SLUG, "8A")
        with library.holds_still("hub"):
            maija.start(lesson)
        all_ready(library, library.pupils_of("8A"))
