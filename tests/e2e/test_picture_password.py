"""A child who doesn't read yet signs in with pictures, by keyboard and by what a screen reader says."""

import re

import pytest
from actors import Adult, House, Person, at_browser
from playwright.sync_api import Browser, expect

from .test_pages import faults_of

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def test_a_child_signs_in_with_four_pictures(library: House, browser: Browser):
    with (
        at_browser(browser, library, Adult, library.account("operator", 1)) as operator,
        at_browser(browser, library, Person, {"user": "nobody"}) as child,
    ):
        operator.sign_in()
        operator.page.get_by_label("Name of the class").fill("1P")
        operator.button("Add the class").click()
        operator.page.get_by_label("Names of the pupils").fill("Pikku Kuvaaja")
        operator.button("Add pupils").click()
        operator.link("Done").click()
        operator.page.get_by_text("Manage Pikku Kuvaaja").click()
        operator.button("New picture password").click()
        expect(operator.page.locator(".given-pictures li")).to_have_count(4)
        names = operator.page.locator(".given-pictures li").all_inner_texts()
        animal = operator.page.locator(".members .muted").inner_text()
        class_code = operator.page.locator("main p > strong").inner_text()
        assert faults_of(operator, "en", "pictures given") == []

        child.page.goto(library.url)
        child.page.get_by_label("Class code").fill(class_code)
        child.button("Sign in").click()
        faults = faults_of(child, "en", "who")
        child.link(animal).click()
        expect(child.page.locator("h1")).to_have_text("Tap your four pictures.")
        faults += faults_of(child, "en", "choose")
        # One wrong try, by keyboard alone: arrows walk, Enter chooses, one is taken back.
        first = child.page.locator("#pictures-grid button").first
        first.focus()
        child.page.keyboard.press("Enter")
        expect(child.page.get_by_role("status")).to_have_text("1 of 4 pictures chosen")
        child.button("Take the last one back").press("Enter")
        expect(child.page.get_by_role("status")).to_have_text("0 of 4 pictures chosen")
        expect(first).to_be_focused()
        for key in ("Enter", "Enter", "ArrowRight", "Enter", "ArrowDown", "Enter"):
            child.page.keyboard.press(key)
        child.sees("Almost! Try again.")
        faults += faults_of(child, "en", "again")
        assert faults == []

        # A picture that has been chosen turns into a dot, for who looks over a shoulder.
        child.button(re.compile(f"^{names[0]}$")).press("Enter")
        expect(child.page.locator(".pictures__slots .pictures__dot")).to_have_count(1)
        for name in names[1:]:
            child.button(re.compile(f"^{name}$")).press("Enter")
        child.page.wait_for_url(re.compile("/services/portal/today/"))
        child.sees(re.compile(animal))
