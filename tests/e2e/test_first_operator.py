"""Without a demo school: the first operator is invited, chooses a password and signs in."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from actors import Adult, House, at_browser
from houses import running_house
from innolab_cli.folder import free_ports
from playwright.sync_api import Browser

from .test_pages import faults_of

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

OUTI = {"user": "outi", "email": "outi@example.org", "password": "kolme sanaa rivissa"}
IN_EACH_LANGUAGE = {
    "fi": ("fi-FI", "Uusi salasana", "Sama uudelleen", "Tallenna ja kirjaudu", "Linkki ei ole enää voimassa"),
    "sv": ("sv-FI", "Nytt lösenord", "Samma en gång till", "Spara och logga in", "Länken gäller inte längre"),
    "en": ("en-GB", "New password", "The same again", "Save and sign in", "This link has ended"),
}


@pytest.fixture(scope="module")
def empty_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """InnoLab as it is for a real school on its first day."""
    folder = tmp_path_factory.mktemp("without-demo")
    (folder / "innolab.toml").write_text("demo_school = false\n")
    with running_house(folder / "var", free_ports(1)[0]) as house:
        yield house


@pytest.fixture(scope="module")
def link(empty_house: House) -> str:
    """What the operator of the machine sends to the operator of the school."""
    command = [sys.executable, "-m", "innolab_cli", "operator", "invite", "--data", str(empty_house.data)]
    told = subprocess.run(
        [*command, "--email", OUTI["email"], "--name", "Outi Rissanen"], check=True, capture_output=True, text=True
    )
    (link,) = [line for line in told.stdout.splitlines() if line.startswith(empty_house.url)]
    return link


def test_the_start_tells_how_the_first_operator_gets_in(empty_house: House):
    (log,) = Path(empty_house.data).parent.glob("run-*.log")
    assert "./innolab operator invite --email" in log.read_text()


def test_the_page_of_the_link_in_each_language(empty_house: House, link: str, browser: Browser):
    faults = []
    for language, (locale, new, again, save, _ended) in IN_EACH_LANGUAGE.items():
        with at_browser(browser, empty_house, Adult, OUTI, locale=locale) as outi:
            outi.page.goto(link)
            faults += faults_of(outi, language, "invitation")
            outi.page.get_by_label(new).fill("lyhyt")
            outi.page.get_by_label(again).fill("jotain muuta")
            outi.button(save).click()
            outi.page.locator(".field__error").first.wait_for()
            faults += faults_of(outi, language, "invitation with a poor password")
    assert faults == []


def test_the_operator_chooses_a_password_signs_out_and_in_again(empty_house: House, link: str, browser: Browser):
    _locale, new, again, _save, _ended = IN_EACH_LANGUAGE["en"]
    with at_browser(browser, empty_house, Adult, OUTI) as outi:
        outi.page.goto(link)
        outi.page.get_by_label(new).fill(OUTI["password"])
        outi.page.get_by_label(again).fill(OUTI["password"])
        outi.page.keyboard.press("Enter")
        outi.page.wait_for_url("**/services/portal/operator/")
        outi.sees("No schools yet")
        outi.page.locator("summary", has_text="Outi Rissanen").click()
        outi.button("Sign out").click()
        outi.page.wait_for_url("**/sign-in/")
        outi.sign_in()
        outi.sees("No schools yet")


def test_the_link_has_ended_then_and_says_so_in_each_language(empty_house: House, link: str, browser: Browser):
    faults = []
    for language, (locale, *_labels, ended) in IN_EACH_LANGUAGE.items():
        with at_browser(browser, empty_house, Adult, OUTI, locale=locale) as outi:
            outi.page.goto(link)
            outi.sees(ended)
            faults += faults_of(outi, language, "a link that has ended")
    assert faults == []
