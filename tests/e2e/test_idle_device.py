"""A device that nobody uses forgets its pupil, on the portal's pages and in the activity, in portal and hub together."""

import re

import pytest
from actors import House, Pupil, at_browser
from playwright.sync_api import Browser, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

SHORT_OF_A_MINUTE_MS = 19 * 60_000 + 10_000
A_MINUTE_MS = 70_000


def test_a_device_that_nobody_uses_signs_its_pupil_out_everywhere(library: House, lesson: str, browser: Browser):
    with at_browser(browser, library, Pupil, library.pupils_of("8A")[3]) as pupil:
        pupil.page.clock.install()
        pupil.sign_in()
        notice = pupil.page.locator("#idle")
        pupil.page.clock.fast_forward(SHORT_OF_A_MINUTE_MS)
        expect(notice).to_be_visible()
        assert pupil.axe() == []
        pupil.page.mouse.move(200, 200)
        expect(notice).to_be_hidden()
        pupil.page.clock.fast_forward(SHORT_OF_A_MINUTE_MS)
        expect(notice).to_be_visible()
        pupil.page.clock.fast_forward(A_MINUTE_MS)
        pupil.page.wait_for_url(re.compile("/services/portal/sign-in/"), timeout=30_000)

        pupil.sign_in()
        pupil.open_lesson(lesson)
        pupil.go_to(7)
        pupil.answer("Tämä on tallessa.")
        pupil.is_saved()
        player = pupil.page.url
        pupil.page.clock.fast_forward(SHORT_OF_A_MINUTE_MS)
        pupil.sees("Are you still there?", within_ms=30_000)
        assert pupil.axe() == []
        pupil.page.clock.fast_forward(A_MINUTE_MS)
        pupil.page.wait_for_url(re.compile("/services/portal/sign-in/"), timeout=30_000)
        # Neither the portal nor the hub knows anybody here any more.
        pupil.page.goto(player)
        pupil.page.wait_for_url(re.compile("/services/portal/sign-in/"))
        pupil.sign_in()
        pupil.open_lesson(lesson)
        pupil.go_to(7)
        expect(pupil.page.get_by_label("Your answer in your own words")).to_have_value("Tämä on tallessa.")
