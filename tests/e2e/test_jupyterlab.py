"""An adult's own JupyterLab, from the portal's menu and back: signed in by itself, signed out everywhere."""

import re

import pytest
from actors import SERVER_STARTS_WITHIN_MS, Adult, House, Pupil, Teacher, at_browser
from playwright.sync_api import Browser, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

QUIET_MS = 5_000
"""JupyterLab asks about news some seconds after it has opened."""


def open_jupyterlab(adult: Adult) -> None:
    """Through the menu with the own name."""
    adult.page.locator("details.menu > summary", has_text=re.compile("Account")).click()
    adult.link("JupyterLab").click()
    adult.page.wait_for_url(re.compile(f"/user/{adult.account['user']}/lab"), timeout=SERVER_STARTS_WITHIN_MS)
    expect(adult.page.locator("#jp-main-dock-panel")).to_be_visible(timeout=SERVER_STARTS_WITHIN_MS)


def choose(page: Page, menu: str, command: str) -> None:
    """A command of JupyterLab's menu bar."""
    page.get_by_role("menuitem", name=menu, exact=True).click()
    page.get_by_role("menuitem", name=command).click()


def is_signed_out(adult: Adult) -> None:
    """Neither the portal nor the hub nor the own server lets the browser in."""
    for path in ("/services/portal/", "/hub/home", f"/user/{adult.account['user']}/lab"):
        adult.page.goto(f"{adult.house.url}{path}")
        expect(adult.page.get_by_label("Class code")).to_be_visible()
    answer = adult.context.request.get(f"{adult.house.url}/user/{adult.account['user']}/api/contents", max_redirects=0)
    assert answer.status in {302, 403}


def test_a_teacher_uses_jupyterlab_from_the_menu(library: House, browser: Browser):
    """`at_browser` proves that no page asks another host meanwhile."""
    with at_browser(browser, library, Teacher, library.account("teacher")) as teacher:
        teacher.sign_in()
        open_jupyterlab(teacher)
        page = teacher.page
        page.wait_for_timeout(QUIET_MS)
        expect(page.get_by_text(re.compile("Jupyter news"))).to_have_count(0)
        expect(page.get_by_role("tab", name="Extension Manager")).to_have_count(0)
        page.get_by_role("menuitem", name="Help", exact=True).click()
        expect(page.get_by_role("menuitem", name=re.compile("About"))).to_be_visible()
        expect(page.get_by_role("menuitem", name=re.compile("Reference|FAQ"))).to_have_count(0)
        page.keyboard.press("Escape")
        choose(page, "Nbgrader", "Assignment List")
        expect(page.get_by_text("Released assignments")).to_be_visible(timeout=30_000)
        choose(page, "File", "New Launcher")
        page.locator(".jp-LauncherCard[data-category='Notebook']:visible").first.click()
        expect(page.locator("#jp-main-statusbar").get_by_text("| Idle")).to_be_visible(timeout=60_000)
        cell = page.locator(".jp-Notebook:visible .cm-content").first
        cell.click()
        page.keyboard.insert_text("6 * 7")
        page.keyboard.press("Control+Enter")
        expect(page.locator(".jp-Notebook:visible .jp-OutputArea-output").first).to_have_text(
            re.compile("42"), timeout=60_000
        )


@pytest.mark.parametrize("width", [1280, 820, 390])
def test_log_out_in_jupyterlab_signs_out_everywhere(library: House, browser: Browser, width: int):
    with at_browser(browser, library, Teacher, library.account("teacher"), width=width) as teacher:
        teacher.sign_in()
        open_jupyterlab(teacher)
        choose(teacher.page, "File", "Log Out")
        expect(teacher.page.get_by_label("Class code")).to_be_visible()
        is_signed_out(teacher)


def test_the_hubs_log_out_typed_by_hand_signs_a_pupil_out_everywhere(library: House, browser: Browser):
    with at_browser(browser, library, Pupil, library.pupils_of("8A")[4]) as pupil:
        pupil.sign_in()
        pupil.page.goto(f"{library.url}/hub/logout")
        expect(pupil.page.get_by_label("Class code")).to_be_visible()
        pupil.page.goto(f"{library.url}/services/portal/today/")
        expect(pupil.page.get_by_label("Class code")).to_be_visible()


def test_a_picture_in_a_page_signs_nobody_out(library: House, browser: Browser):
    with at_browser(browser, library, Pupil, library.pupils_of("8A")[4]) as pupil:
        pupil.sign_in()
        pupil.page.evaluate(
            "address => new Promise(done => { const image = new Image(); image.onerror = done; image.src = address; })",
            "/hub/logout",
        )
        pupil.open("today/")
        expect(pupil.page.locator(".greeting h1")).to_be_visible()
