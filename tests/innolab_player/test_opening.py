"""Opening a lesson: the release comes once, work stays, the portal may be away."""

import json

from tests.innolab_player import sample
from tests.innolab_player.conftest import source_of

LESSON = "GET /services/portal/api/lessons/les1"


async def test_the_first_opening_brings_the_activity_into_the_home(browser, home):
    opened = await browser.open()
    assert sorted(path.name for path in (home / "lessons" / "les1").iterdir()) == [
        ".innolab",
        "curve.svg",
        "messages.json",
        "temps.csv",
        "warming.ipynb",
    ]
    assert opened["path"] == "lessons/les1/warming.ipynb"
    assert opened["about"]["title"]["sv"] == "Har Helsingfors blivit varmare?"
    assert [(cell["id"], cell["role"]) for cell in opened["cells"]][:4] == [
        ("setup", "setup"),
        ("read-text", "text"),
        ("smooth-text", "text"),
        ("smooth-code", "code"),
    ]
    assert opened["work"] == {"revision": 0, "saved_at": 0, "current_step": "", "cells": {}, "steps": {}}
    assert opened["hand_in"] == {"state": "none", "receipt": None}
    assert opened["away"] is None


async def test_the_release_is_fetched_once(browser, portal):
    await browser.open()
    await browser.write("smooth-code", "mine", at=1)
    assert source_of(await browser.open(), "smooth-code") == "mine"
    assert portal.asked.count(f"{LESSON}/release") == 1


async def test_with_the_portal_away_the_saved_work_is_shown_and_it_says_so(browser, portal):
    await browser.open()
    await browser.write("smooth-code", "mine", at=1)
    portal.stop()
    opened = await browser.open()
    assert source_of(opened, "smooth-code") == "mine"
    assert opened["lesson"]["activity"] == "warming"
    assert opened["away"] == "InnoLabiin ei saada nyt yhteyttä. Mitään ei ole kadonnut. Yritä hetken päästä uudelleen."
    portal.start()


async def test_with_the_portal_away_and_nothing_fetched_it_says_what_to_do(browser, portal):
    portal.stop()
    status, error = await browser.refused("GET", "lessons/les1", language="sv")
    assert (status, error["code"]) == (503, "portal_away")
    assert error["message"].startswith("Det går inte att nå InnoLab just nu.")
    portal.start()


async def test_a_lesson_not_yet_open_is_refused_in_the_portals_words(browser, portal, home):
    portal.refusals["release"] = (409, "lesson_not_open", "Tunti alkaa ma klo 9.00.")
    assert await browser.refused("GET", "lessons/les1") == (
        409,
        {"code": "lesson_not_open", "message": "Tunti alkaa ma klo 9.00."},
    )
    assert not (home / "lessons").exists() or list((home / "lessons").iterdir()) == []


async def test_a_release_that_reaches_out_of_its_folder_is_refused_whole(browser, portal, home):
    portal.release = sample.release(**{"../../evil.txt": b"out"})
    status, error = await browser.refused("GET", "lessons/les1")
    assert (status, error["code"]) == (502, "bad_release")
    assert [path.name for path in home.rglob("*") if path.is_file() and ".innolab" not in path.parts] == []


async def test_the_portals_language_holds_until_the_pupil_switches_and_then_until_it_changes_there(browser, portal):
    portal.language = "sv"
    assert (await browser.open())["language"] == "sv"
    await browser.call("PUT", "language", {"language": "en"})
    assert (await browser.open())["language"] == "en"
    portal.language = "fi"
    assert (await browser.open())["language"] == "fi"


async def test_until_the_pupil_chooses_each_browser_decides_for_itself(browser, portal):
    portal.language = ""
    for tongue in ("fi", "sv", "en"):
        assert (await browser.call("GET", "lessons/les1", language=tongue))["language"] == tongue


async def test_an_unknown_language_is_refused(browser):
    status, error = await browser.refused("PUT", "language", {"language": "tlh"})
    assert (status, error["code"]) == (422, "not_work")


async def test_the_page_is_in_the_pupils_language_and_lets_only_our_scripts_run(browser, jp_fetch):
    await browser.call("PUT", "language", {"language": "sv"})
    answer = await jp_fetch("innolab/lesson", "les1")
    page, policy = answer.body.decode(), answer.headers["Content-Security-Policy"].split("; ")
    assert '<html lang="sv">' in page
    assert "Uppgiften öppnas" in page
    assert {"script-src 'self'", "object-src 'none'", "base-uri 'self'"} <= set(policy)
    assert "_xsrf" in answer.headers["Set-Cookie"]


async def test_an_app_activity_opens_in_voila_in_the_pupils_language(browser, portal, jp_fetch, home):
    portal.kind, portal.language = "app", "sv"
    answer = await jp_fetch("innolab/app", "les1", follow_redirects=False, raise_error=False)
    assert answer.code == 302
    assert answer.headers["Location"].endswith("/voila/render/lessons/les1/warming.ipynb?lang=sv")
    assert (home / "lessons" / "les1" / "temps.csv").is_file()


async def test_an_app_that_cannot_open_says_so_on_a_page(portal, jp_fetch):
    portal.refusals["lesson"] = (404, "not_found", "Tuntia ei löydy.")
    answer = await jp_fetch("innolab/app", "les1", raise_error=False)
    assert answer.code == 404
    assert "Tuntia ei löydy." in answer.body.decode()


async def test_pictures_come_from_the_activity_and_nothing_else_does(browser, jp_fetch):
    await browser.open()
    picture = await jp_fetch("innolab/pictures/les1", "curve.svg")
    assert picture.headers["Content-Type"] == "image/svg+xml"
    assert "sandbox" in picture.headers["Content-Security-Policy"]
    for name in ["temps.csv", ".innolab/lesson.json", "..%2F..%2Fother.png", "none.png"]:
        refused = await jp_fetch("innolab/pictures/les1", name, raise_error=False)
        assert refused.code == 404, name


async def test_the_front_end_is_served_packed_and_for_ever(jp_fetch):
    page = (await jp_fetch("innolab/lesson", "les1")).body.decode()
    script = page.split('src="')[1].split('"')[0].rsplit("/", 1)[1]
    answer = await jp_fetch("innolab/static", script, headers={"Accept-Encoding": "gzip"}, decompress_response=False)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    theme = await jp_fetch("innolab/static", "theme.css")
    assert theme.headers["Cache-Control"] == "no-cache"
    assert json.dumps("--accent") in json.dumps(theme.body.decode()) or "--accent" in theme.body.decode()


async def test_the_look_of_the_page_is_kept_in_the_home(browser):
    assert (await browser.open())["view"] == {}
    look = {"size": "large", "spacing": True, "font": False, "contrast": False, "dark": True, "still": False}
    await browser.call("PUT", "view", {**look, "unknown": 1})
    assert (await browser.open())["view"] == look
    for wrong in ({}, [], {**look, "size": "huge"}, {**look, "dark": "yes"}):
        status, error = await browser.refused("PUT", "view", wrong)
        assert (status, error["code"]) == (422, "not_work"), wrong
    assert (await browser.open())["view"] == look
