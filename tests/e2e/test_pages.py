"""Every page for everybody: axe finds nothing, the language is right, nothing scrolls sideways, in fi, sv and en."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from actors import Adult, House, Person, Pupil, Teacher, at_browser
from playwright.sync_api import Browser, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

LANGUAGES = ("fi", "sv", "en")
WIDTHS = (1280, 820, 390)
MODULE = "library/lammennyt-helsinki/"
TO_ALL_WHO_COME = ("sign-in/", "sign-in/adult/")
PLAYER_STEPS = 7
SLIDER_STEP = 4


def faults_of(person: Person, language: str, where: str) -> list[str]:
    """What is wrong with the page that is open, at every width."""
    faults = []
    if (found := person.page.locator("html").get_attribute("lang")) != language:
        faults.append(f"{where} in {language}: lang={found}")
    for width in WIDTHS:
        person.page.set_viewport_size({"width": width, "height": 800})
        if person.scrolls_sideways():
            faults.append(f"{where} in {language}: scrolls sideways at {width}")
        # The layout for phones is another page to axe than the one for desks.
        if width != 820:
            faults += [f"{where} in {language} at {width}: {finding}" for finding in person.axe()]
    person.page.set_viewport_size({"width": WIDTHS[0], "height": 800})
    return faults


def faults_of_pages(person: Person, pages: list[str]) -> list[str]:
    """What is wrong with pages of the portal, in each language; English is left behind."""
    faults = []
    for language in LANGUAGES:
        person.open("")
        person.speak(language)
        for path in pages:
            answer = person.page.goto(f"{person.house.url}/services/portal/{path}")
            assert answer is not None
            assert answer.status == 200, path
            faults += faults_of(person, language, path)
    return faults


@contextmanager
def signed_in(browser: Browser, house: House, who: type[Any], account: dict[str, Any]) -> Iterator[Any]:
    """Somebody at their own home, in English."""
    with at_browser(browser, house, who, account) as person:
        person.sign_in()
        yield person


@pytest.fixture(scope="module")
def handed_in(library: House, give: Callable[..., str], browser: Browser) -> tuple[str, str]:
    """A lesson with a hand-in that is graded and returned: the lesson's id and the receipt."""
    lesson = give()
    with (
        signed_in(browser, library, Pupil, library.pupils_of("8A")[0]) as pupil,
        signed_in(browser, library, Teacher, library.account("teacher")) as teacher,
    ):
        pupil.open_lesson(lesson)
        pupil.go_to(PLAYER_STEPS)
        pupil.answer("Helsinki on lämmennyt.")
        pupil.is_saved()
        receipt = pupil.hand_in()
        teacher.open(f"lessons/{lesson}/")
        expect(teacher.row_of(pupil.account)).to_contain_text("/ 20", timeout=60_000)
        teacher.open(f"lessons/{lesson}/review/{pupil.account['user']}/")
        teacher.judge("paattele-vastaus", "4")
        teacher.save_and_go_on()
        teacher.return_feedback()
    return lesson, receipt


def test_pages_before_signing_in(house: House, browser: Browser):
    faults = []
    for language, locale in zip(LANGUAGES, ("fi-FI", "sv-FI", "en-GB"), strict=True):
        with at_browser(browser, house, Person, {"user": "nobody"}, locale=locale) as visitor:
            for path in TO_ALL_WHO_COME:
                visitor.open(path)
                faults += faults_of(visitor, language, path)
    assert faults == []


def test_pages_of_a_pupil(library: House, handed_in: tuple[str, str], browser: Browser):
    with signed_in(browser, library, Pupil, library.pupils_of("8A")[0]) as pupil:
        assert faults_of_pages(pupil, ["today/", "today/?all=1", f"feedback/{handed_in[1]}/"]) == []


def test_pages_of_a_teacher(library: House, handed_in: tuple[str, str], give: Callable[..., str], browser: Browser):
    lesson = handed_in[0]
    planned = give(start=False)
    ada = library.pupils_of("8A")[0]["user"]
    with signed_in(browser, library, Teacher, library.account("teacher")) as teacher:
        teacher.open("classes/")
        classes = teacher.page.locator('main a[href*="/classes/"]').evaluate_all("links => links.map(a => a.href)")
        pages = [
            "classes/",
            classes[0].split("/services/portal/")[1],
            "library/",
            MODULE,
            f"{MODULE}lammennyt-helsinki/give/",
            f"lessons/{planned}/",
            f"lessons/{lesson}/",
            f"lessons/{lesson}/?animals=1",
            f"lessons/{lesson}/review/",
            f"lessons/{lesson}/review/{ada}/",
            f"lessons/{lesson}/review/step/paattele/",
            f"{classes[0].split('/services/portal/')[1]}points/",
        ]
        assert faults_of_pages(teacher, pages) == []


def test_pages_of_a_trainer(library: House, browser: Browser):
    with signed_in(browser, library, Adult, library.account("trainer")) as trainer:
        assert faults_of_pages(trainer, ["modules/", "library/", MODULE]) == []


def test_pages_of_operators(library: House, browser: Browser):
    of_service, of_school = library.account("operator", 0), library.account("operator", 1)
    with signed_in(browser, library, Adult, of_service) as operator:
        assert faults_of_pages(operator, ["operator/"]) == []
    with signed_in(browser, library, Adult, of_school) as operator:
        school = operator.page.url.split("/services/portal/")[1]
        people = operator.link("8A").get_attribute("href").split("/services/portal/")[1]
        assert faults_of_pages(operator, [school, people, f"{school}roster/"]) == []
        operator.open(f"{school}roster/")
        table = {"name": "o.csv", "mimeType": "text/csv", "buffer": b"Nimi;Luokka\nUusi Oppilas;8A\nIlman;\n"}
        operator.page.locator("#file").set_input_files(table)
        operator.button("See what would change").click()
        operator.sees("Line 3")
        assert faults_of(operator, "en", "roster, looked at") == []


def test_the_player(library: House, lesson: str, browser: Browser):
    faults = []
    with signed_in(browser, library, Pupil, library.pupils_of("8A")[1]) as pupil:
        pupil.open_lesson(lesson)
        # Each step with its output, and with what its check says where it has one.
        for number in range(1, PLAYER_STEPS + 1):
            pupil.go_to(number)
            pupil.run()
            if pupil.button("Check").count():
                pupil.check()
        for language in LANGUAGES:
            pupil.page.locator(".top__language").select_option(language)
            expect(pupil.page.locator("html")).to_have_attribute("lang", language)
            for number in range(1, PLAYER_STEPS + 2):
                pupil.page.locator(".stops a").nth(number - 1).click()
                expect(pupil.page.locator("h1")).to_be_visible()
                if number == SLIDER_STEP:
                    expect(pupil.page.get_by_role("slider")).to_be_visible()
                    expect(pupil.page.locator(".widget-output img")).to_be_visible(timeout=30_000)
                faults += faults_of(pupil, language, f"player, stop {number}")
    assert faults == []
