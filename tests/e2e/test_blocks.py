"""A class of third-graders with blocks: a pupil puts a square together, sees the turtle walk it, and gets points."""

from __future__ import annotations

import re

import pytest
from actors import CODE_RUNS_WITHIN_MS, House, Pupil, Teacher, at_browser
from blockwork import INTO_A_LOOP, drag, laid, offered, says
from houses import ROOT
from playwright.sync_api import Browser, expect

pytestmark = pytest.mark.browser

MODULE = "kilpikonnan-kuviot"


@pytest.mark.timeout(400)
def test_blocks_from_the_library_to_points(house: House, browser: Browser):
    house.portal_command("publish", str(ROOT / "courses" / MODULE))
    child = house.pupils_of("8A")[-1]
    with (
        at_browser(browser, house, Teacher, house.account("teacher")) as teacher,
        at_browser(browser, house, Pupil, child) as pupil,
    ):
        teacher.sign_in()
        lesson = teacher.give(MODULE, MODULE, "8A")
        teacher.start(lesson)
        pupil.sign_in()
        pupil.open_lesson(lesson)
        page = pupil.page
        expect(offered(page, "repeat")).to_be_visible(timeout=30_000)
        page.get_by_role("button", name="Show Python").click()

        # One side and one corner are there: not a square yet.
        says(page, "forward(100)\nright(90)")
        assert pupil.check() == "Not yet: the square is open"
        drag(offered(page, "repeat"), laid(page, "forward"))
        drag(laid(page, "forward"), laid(page, "repeat"), **INTO_A_LOOP)
        says(page, "for i in range(4):\n    forward(100)\n    right(90)")
        pupil.button("Run").first.click()
        told = re.compile("The turtle is at 0, 0 and looks right. Lines drawn: 4")
        page.get_by_label("Speed").fill("4")
        expect(page.locator(".stage__box")).to_have_attribute("aria-label", told, timeout=CODE_RUNS_WITHIN_MS)
        assert pupil.check() == "Passed! There is the square"

        # Another computer finds the blocks as they lie.
        pupil.is_saved()
        page.evaluate("localStorage.clear(); sessionStorage.clear()")
        page.reload()
        expect(laid(page, "repeat")).to_be_visible(timeout=30_000)

        pupil.hand_in()
        expect(teacher.row_of(child)).to_contain_text("2 / 8", timeout=60_000)
