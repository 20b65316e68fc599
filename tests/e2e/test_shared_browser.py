"""A computer of the school: one browser, one pupil after another, and nothing of the first for the second."""

import re

import pytest
from actors import House, Pupil, at_browser
from playwright.sync_api import Browser, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def kept_by_the_browser(pupil: Pupil) -> list[str]:
    """The names of all that the pages have put on the browser's shelf."""
    return pupil.page.evaluate("Object.keys(localStorage)")


def test_a_page_left_open_goes_away_when_its_pupil_signs_out_in_another_tab(
    library: House, lesson: str, browser: Browser
):
    with at_browser(browser, library, Pupil, library.pupils_of("8A")[3]) as pupil:
        pupil.sign_in()
        pupil.open_lesson(lesson)
        left_open = pupil.page
        pupil.write_code("# seen by nobody else")
        pupil.is_saved()
        pupil.page = pupil.context.new_page()
        pupil.sign_out()
        left_open.evaluate("dispatchEvent(new Event('focus'))")
        expect(left_open.get_by_label("Class code")).to_be_visible(timeout=30_000)
        pupil.sign_in()
        pupil.open_lesson(lesson)
        assert pupil.code() == "# seen by nobody else"


def test_the_next_pupil_sees_nothing_of_the_one_before(library: House, lesson: str, browser: Browser):
    kerttu, mikael = library.pupils_of("8A")[2:4]
    first_words = "# only Kerttu's"
    with at_browser(browser, library, Pupil, kerttu) as pupil:
        pupil.sign_in()
        hers = pupil.page.locator(".greeting h1").inner_text()
        pupil.open_lesson(lesson)
        her_page = pupil.page.url
        pupil.write_code(first_words)
        pupil.is_saved()
        # What was typed with the connection cut stays on the browser's shelf when she leaves.
        pupil.context.set_offline(True)
        pupil.write_code(first_words + " too")
        pupil.sees("Keep working in peace", within_ms=30_000)
        assert any(kerttu["user"] in key for key in kept_by_the_browser(pupil))
        pupil.page.goto("about:blank")
        pupil.context.set_offline(False)
        pupil.sign_out()

        # With nobody signed in her page asks who comes.
        pupil.page.goto(her_page)
        expect(pupil.page.get_by_label("Class code")).to_be_visible()
        assert kerttu["user"] not in pupil.page.content().replace(f"/user/{kerttu['user']}", "")

        pupil.account = mikael
        pupil.sign_in()
        assert pupil.page.locator(".greeting h1").inner_text() != hers
        for address in (her_page, f"{library.url}/user/{kerttu['user']}/innolab/api/lessons/{lesson}"):
            refused = pupil.page.goto(address)
            assert refused is not None
            assert refused.status in {403, 404}
            assert first_words not in pupil.page.content()
        for address in ("api/contents/lessons?type=directory", "files/", "api/kernels"):
            answer = pupil.context.request.get(f"{library.url}/user/{kerttu['user']}/{address}", max_redirects=0)
            assert answer.status in {302, 403, 404}, address
            assert "Kerttu" not in answer.text()

        pupil.open_lesson(lesson)
        assert re.search(f"/user/{mikael['user']}/", pupil.page.url)
        assert first_words not in pupil.code()
        assert [key for key in kept_by_the_browser(pupil) if kerttu["user"] in key] == []

        # Back in her own hands, her saved work is there.
        pupil.sign_out()
        pupil.account = kerttu
        pupil.sign_in()
        pupil.open_lesson(lesson)
        assert pupil.code().startswith(first_words)
