"""How long a device waits for its pupil, as class and school say it."""

import json
import re
from pathlib import Path

import innolab_portal
import pytest
from django.test import Client
from django.urls import reverse
from innolab_portal.people import actions, idle

SIGN_IN = "/services/portal/sign-in/"
TODAY = "/services/portal/today/"
FRONT_END = Path(innolab_portal.__file__).parents[2] / "innolab_player" / "frontend" / "src"


def signed_in(pupil, school_class):
    code = actions.give_code(user=pupil, school_class=school_class)
    browser = Client()
    browser.post(SIGN_IN, {"class_code": school_class.sign_in_code, "code": code})
    return browser


@pytest.mark.parametrize(
    ("of_school", "of_classes", "minutes"),
    [
        (20, [None], 20),
        (20, [5], 5),
        (20, [0], 0),
        (0, [None], 0),
        (0, [30], 30),
        (20, [None, 10], 10),
        (20, [0, 45], 45),
    ],
)
def test_the_shortest_time_of_a_pupils_classes_holds(town, of_school, of_classes, minutes):
    school = town.school()
    idle.set_minutes(of=school, minutes=of_school)
    classes = [town.school_class(f"{number}A", school) for number, _ in enumerate(of_classes)]
    pupil = town.pupil(classes[0])
    for school_class, of_class in zip(classes, of_classes, strict=True):
        idle.set_minutes(of=school_class, minutes=of_class)
        actions.join(user=pupil, school_class=school_class)
    assert idle.minutes_of(pupil) == minutes


def test_a_pupils_page_is_told_the_time_and_who_it_is_for(town):
    school_class = town.school_class()
    pupil = town.pupil(school_class)
    page = signed_in(pupil, school_class).get(TODAY).text
    assert re.search(rf'idle[^"]*\.js" data-user="{pupil.username}" data-since="\d{{10}}" data-minutes="20"', page)
    assert 'id="idle-leave"' in page


def test_where_it_is_switched_off_and_for_adults_there_is_nothing_of_it(town):
    school_class = town.school_class()
    idle.set_minutes(of=school_class, minutes=0)
    assert "idle" not in signed_in(town.pupil(school_class), school_class).get(TODAY).text
    assert 'id="idle-leave"' not in town.browser_of(town.teacher(school_class)).get("/services/portal/classes/").text


def test_a_sign_in_page_ends_what_was_agreed_for_the_last_pupil(db):
    assert re.search(r'<script src="[^"]*idle[^"]*\.js" defer></script>', Client().get(SIGN_IN).text)


def test_class_and_school_are_set_on_their_pages(town):
    school_class = town.school_class()
    browser = town.browser_of(town.operator(school_class.school))
    browser.post(reverse("school_idle", args=[school_class.school_id]), {"minutes": "10"})
    browser.post(reverse("class_idle", args=[school_class.key]), {"minutes": "5"})
    school_class.refresh_from_db()
    assert (school_class.school.idle_minutes, school_class.idle_minutes) == (10, 5)
    browser.post(reverse("class_idle", args=[school_class.key]), {"minutes": ""})
    school_class.refresh_from_db()
    assert school_class.idle_minutes is None


@pytest.mark.parametrize("minutes", ["7", "-5", "x", "999999"])
def test_other_times_are_refused_and_change_nothing(town, minutes):
    school_class = town.school_class()
    browser = town.browser_of(town.operator(school_class.school))
    page = browser.post(reverse("class_idle", args=[school_class.key]), {"minutes": minutes}, follow=True)
    school_class.refresh_from_db()
    assert (school_class.idle_minutes, "not among those" in page.text) == (None, True)


def test_portal_and_player_keep_the_same_record():
    portal = (Path(innolab_portal.__file__).parent / "static/innolab/idle.js").read_text()
    player = (FRONT_END / "idle.ts").read_text()
    for word in ("innolab:idle", "WARN_MS = 60_000", "LOOK_MS = 5000"):
        assert word in portal.replace("'", '"')
        assert word in player
    for key in json.loads('["user", "since", "minutes", "at"]'):
        assert re.search(rf"\b{key}\b", portal)
        assert re.search(rf"\b{key}: ", player)
