"""A Voilà app as a pupil meets it: opened from today's page, in the own language, with nothing from outside."""

import re
from collections.abc import Callable

import pytest
from actors import SERVER_STARTS_WITHIN_MS, House, Pupil, at_browser
from playwright.sync_api import Browser, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

TITLES = {"en": "The weather time machine", "sv": "Vädrets tidsmaskin", "fi": "Sään aikakone"}
MONTHS = {"en": ("Month", "January"), "sv": ("Månad", "Januari"), "fi": ("Kuukausi", "Tammikuu")}


@pytest.fixture(scope="module")
def app_lesson(give: Callable[..., str]) -> str:
    """A lesson with the app, on in class 8A."""
    return give("saan-aikakone")


def told(page: Page) -> str:
    """What the app says of the two periods."""
    return page.locator(".tm-answer").inner_text()


def test_a_pupil_opens_the_app_and_moves_a_control(library: House, app_lesson: str, browser: Browser):
    with at_browser(browser, library, Pupil, library.pupils_of("8A")[1]) as pupil:
        pupil.sign_in()
        for language, (month, january) in MONTHS.items():
            pupil.open("")
            pupil.speak(language)
            pupil.open(f"lessons/{app_lesson}/open/")
            pupil.page.wait_for_url(re.compile("/voila/render/"), timeout=SERVER_STARTS_WITHIN_MS)
            expect(pupil.page.locator(".tm-answer")).to_be_visible(timeout=60_000)

            expect(pupil.page.locator("html")).to_have_attribute("lang", language)
            expect(pupil.page.locator(".innolab-title")).to_have_text(TITLES[language])
            expect(pupil.page.get_by_role("heading", level=1)).to_have_text(TITLES[language])
            assert pupil.axe() == []

            before = told(pupil.page)
            pupil.page.get_by_label(month, exact=True).select_option(january)
            expect(pupil.page.locator(".tm-answer")).to_contain_text(january, timeout=10_000)
            assert told(pupil.page) != before
        pupil.open("")
        pupil.speak("en")


@pytest.mark.parametrize("width", [1280, 820, 390])
def test_the_app_fits_the_screen(library: House, app_lesson: str, browser: Browser, width: int):
    with at_browser(browser, library, Pupil, library.pupils_of("8A")[1], width=width) as pupil:
        pupil.sign_in()
        pupil.open(f"lessons/{app_lesson}/open/")
        pupil.page.wait_for_url(re.compile("/voila/render/"), timeout=SERVER_STARTS_WITHIN_MS)
        expect(pupil.page.locator(".tm-answer")).to_be_visible(timeout=60_000)
        assert pupil.scrolls_sideways() is False
