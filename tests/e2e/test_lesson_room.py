"""What goes between teacher and pupil during a lesson: a hand, a note, a look at the work, eyes up, the pace, an idea."""

import re
from collections.abc import Callable

import pytest
from actors import House, Pupil, Teacher, at_browser
from playwright.sync_api import Browser, expect

pytestmark = pytest.mark.browser
SOON = 30_000


@pytest.mark.timeout(300)
def test_teacher_and_pupil_in_the_lesson_room(library: House, browser: Browser, give: Callable[..., str]) -> None:
    lesson, account = give(), library.account("pupil", 1, **{"class": "8A"})
    with (
        at_browser(browser, library, Teacher, library.account("teacher")) as teacher,
        at_browser(browser, library, Pupil, account) as pupil,
    ):
        teacher.sign_in()
        teacher.open(f"lessons/{lesson}/")
        pupil.sign_in()
        pupil.open_lesson(lesson)

        pupil.button("Ask for help").click()
        hand = teacher.page.locator(".help__one--hand")
        expect(hand).to_contain_text("step 1", timeout=SOON)
        assert teacher.axe() == []
        hand.get_by_role("button").click()
        pupil.sees("Your teacher saw it", within_ms=SOON)
        pupil.page.reload()
        pupil.sees("Your teacher saw it", within_ms=SOON)

        hand.get_by_role("link").click()
        teacher.page.get_by_label("Write to").fill("Katso vielä riviä 6.")
        teacher.button("Send").click()
        pupil.sees("Katso vielä riviä 6.", within_ms=SOON)
        pupil.sees("Your teacher is looking at your work.", within_ms=SOON)
        pupil.write_code("lumi = 12345")
        expect(teacher.page.locator(".live-step[open]")).to_contain_text("lumi = 12345", timeout=SOON)
        assert [teacher.axe(), pupil.axe()] == [[], []]
        pupil.button("All right").click()
        teacher.sees(re.compile(r"read \d"), within_ms=SOON)
        teacher.button("Lower the hand").click()
        expect(pupil.button("Ask for help")).to_be_visible(timeout=SOON)

        teacher.open(f"lessons/{lesson}/")
        pupil.page.locator(".cm-content").first.press("End")
        teacher.button("Eyes here").click()
        expect(pupil.page.locator(".eyes-up__title")).to_be_visible(timeout=SOON)
        assert pupil.axe() == []
        pupil.page.keyboard.type("not now")
        teacher.button("Go on").click()
        expect(pupil.page.locator(".eyes-up")).to_be_hidden(timeout=SOON)
        pupil.page.keyboard.type("6")
        assert pupil.code() == "lumi = 123456"

        teacher.page.locator("summary", has_text="All steps").click()
        teacher.button(re.compile("^Up to 1")).click()
        pupil.sees("Your teacher opens the next step.", within_ms=SOON)
        third = pupil.link(re.compile("^Step 3:"))
        expect(third).to_contain_text("not open yet")
        third.press("Enter")
        expect(pupil.page.locator("h1")).to_contain_text("Step 1")

        pupil.button("Say what you think of this step").click()
        pupil.page.get_by_label("I have a better task").check()
        pupil.button("Send to your teacher").click()
        pupil.sees("Write a few words.")
        pupil.page.get_by_label("In your own words").fill("Mitataan oman pihan lumi")
        assert pupil.axe() == []
        pupil.button("Send to your teacher").click()
        pupil.sees("Thank you! Your idea is on its way to your teacher.")
