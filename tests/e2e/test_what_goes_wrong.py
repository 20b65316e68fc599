"""When things go wrong: each time a clear message in the person's language, and nothing lost."""

import asyncio
import html
import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from actors import House, Pupil, Teacher, api, at_browser
from playwright.sync_api import Browser, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

BELL_S = 10
BACK_WITHIN_MS = 60_000
ENDS_NOW = """\
from django.utils import timezone
from innolab_portal.lessons.models import Lesson
Lesson.objects.filter(pk="{lesson}").update(closes_at=timezone.now())
"""


def pupil_of_8a(house: House) -> dict[str, Any]:
    """Ruut Hakala, to whom all of this happens."""
    return house.pupils_of("8A")[4]


# Signing in


@pytest.mark.parametrize(
    ("locale", "class_label", "own_label", "sign_in", "told"),
    [
        ("fi-FI", "Luokan koodi", "Oma koodini", "Kirjaudu", "Koodia ei löydy. Näkyykö se taululla?"),
        ("sv-FI", "Klassens kod", "Min egen kod", "Logga in", "Koden finns inte. Ser du den på tavlan?"),
    ],
)
def test_a_wrong_class_code(
    house: House, browser: Browser, locale: str, class_label: str, own_label: str, sign_in: str, told: str
):
    with at_browser(browser, house, Pupil, pupil_of_8a(house), locale=locale) as pupil:
        pupil.page.goto(house.url)
        pupil.page.get_by_label(class_label).fill("METRO99")
        pupil.page.get_by_label(own_label).fill("ABCDE")
        pupil.button(sign_in).click()
        pupil.sees(re.compile(re.escape(told)))
        expect(pupil.page.get_by_label(class_label)).to_have_value("METRO99")
        expect(pupil.page.get_by_label(class_label)).to_have_attribute("aria-invalid", "true")
        expect(pupil.page.locator("html")).to_have_attribute("lang", locale[:2])


async def signs_in(house: House, account: dict[str, Any]) -> str:
    """A pupil's way from the front door; returns where it ended."""
    async with httpx.AsyncClient(base_url=house.url, follow_redirects=True, timeout=60, trust_env=False) as browser:
        page = await browser.get("/")
        fields = dict(re.findall(r'name="(csrfmiddlewaretoken|next)" value="([^"]*)"', page.text))
        answers = {name: html.unescape(value) for name, value in fields.items()}
        answers |= {"class_code": account["class_code"], "code": account["code"]}
        ended = await browser.post("/services/portal/sign-in/", data=answers, headers={"Referer": str(page.url)})
        return f"{ended.status_code} {ended.url.path}"


def test_thirty_pupils_at_the_bell(house: House):
    thirty = house.pupils_of("7B") + (house.pupils_of("8A") + house.pupils_of("7C"))[:6]
    assert len(thirty) == 30

    async def all_of_them() -> list[str]:
        return await asyncio.gather(*(signs_in(house, account) for account in thirty))

    began = time.monotonic()
    with ThreadPoolExecutor(1) as apart:  # in our own thread the browser's event loop runs
        ended = apart.submit(lambda: asyncio.run(all_of_them())).result()
    took = time.monotonic() - began
    assert ended == ["200 /services/portal/today/"] * 30
    assert took < BELL_S


# The lesson's time


def test_a_lesson_not_yet_open(library: House, give: Callable[..., str], browser: Browser):
    lesson = give(start=False)
    with at_browser(browser, library, Pupil, pupil_of_8a(library)) as pupil:
        pupil.sign_in()
        pupil.sees(re.compile("^Opens"))
        pupil.open(f"lessons/{lesson}/open/")
        pupil.sees("This lesson has not started yet.")
        pupil.link(re.compile("start|Today|InnoLab", re.IGNORECASE)).first.click()
        pupil.page.wait_for_url(re.compile("/today/"))


def test_a_lesson_that_has_ended(library: House, give: Callable[..., str], browser: Browser):
    lesson = give()
    with (
        at_browser(browser, library, Teacher, library.account("teacher")) as teacher,
        at_browser(browser, library, Pupil, pupil_of_8a(library)) as pupil,
    ):
        pupil.sign_in()
        pupil.open_lesson(lesson)
        pupil.write_code("weather = 1")
        pupil.is_saved()
        teacher.sign_in()
        teacher.end(lesson)

        # Within seconds on a page that is open, and on the next visit: to be read, not written.
        pupil.sees("This lesson has ended.", within_ms=5_000)
        pupil.page.reload()
        pupil.sees("This lesson has ended.", within_ms=30_000)
        assert pupil.code() == "weather = 1"
        expect(pupil.page.locator(".cm-content").first).to_have_attribute("aria-readonly", "true")
        pupil.go_to_hand_in()
        expect(pupil.button(re.compile("^Hand in"))).to_have_count(0)


# Handing in


def test_handing_in_twice_is_one_hand_in(library: House, lesson: str, browser: Browser):
    with at_browser(browser, library, Pupil, pupil_of_8a(library)) as pupil:
        pupil.sign_in()
        pupil.open_lesson(lesson)
        receipt = pupil.hand_in()
        assert pupil.hand_in() == receipt
        pupil.page.wait_for_timeout(3_000)
        with api(library, pupil.server_token()) as portal:
            kept = portal.get(f"lessons/{lesson}/hand-ins").json()
        assert [each["receipt"] for each in kept] == [receipt]


def test_the_portal_is_away_at_a_hand_in(library: House, give: Callable[..., str], browser: Browser):
    lesson = give()
    with at_browser(browser, library, Pupil, pupil_of_8a(library)) as pupil:
        pupil.sign_in()
        pupil.open_lesson(lesson)
        pupil.write_code("print('handed in meanwhile')")
        pupil.is_saved()
        pupil.go_to_hand_in()
        library.kill("portal")
        pupil.button(re.compile("^Hand in")).click()
        pupil.sees("Your work is on its way")
        pupil.sees("It is kept safe and is sent as soon as it can be.")
        # The receipt comes by itself.
        expect(pupil.page.locator("[data-receipt]")).to_be_visible(timeout=BACK_WITHIN_MS)
        receipt = pupil.page.locator("[data-receipt]").get_attribute("data-receipt")
        with api(library, pupil.server_token()) as portal:
            handed_in = portal.get(f"hand-ins/{receipt}/file").json()
        assert "print('handed in meanwhile')" in str(handed_in["cells"])


def test_a_hand_in_pressed_in_time_arrives_after_the_end(library: House, give: Callable[..., str], browser: Browser):
    lesson = give()
    with at_browser(browser, library, Pupil, pupil_of_8a(library)) as pupil:
        pupil.sign_in()
        pupil.open_lesson(lesson)
        pupil.write_code("print('in time')")
        pupil.is_saved()
        pupil.go_to_hand_in()
        with library.holds_still("portal"):
            pupil.button(re.compile("^Hand in")).click()
            pupil.sees("Your work is on its way")
            # The clock comes to the lesson's end while the hand-in is under way.
            library.portal_command("shell", "-c", ENDS_NOW.format(lesson=lesson))
        expect(pupil.page.locator("[data-receipt]")).to_be_visible(timeout=BACK_WITHIN_MS)
        expect(pupil.page.locator("[data-receipt]")).not_to_contain_text("after the lesson had ended")
        with api(library, pupil.server_token()) as portal:
            (handed_in,) = portal.get(f"lessons/{lesson}/hand-ins").json()
            closes_at = portal.get(f"lessons/{lesson}").json()["closes_at"]
        assert handed_in["late"] is False
        assert handed_in["handed_in_at"] < closes_at < handed_in["received_at"]


def test_late_work_is_taken_where_the_lesson_allows_it(library: House, give: Callable[..., str], browser: Browser):
    lesson = give(late_allowed=True)
    late = pupil_of_8a(library)
    with (
        at_browser(browser, library, Teacher, library.account("teacher")) as teacher,
        at_browser(browser, library, Pupil, late) as pupil,
    ):
        teacher.sign_in()
        teacher.end(lesson)
        pupil.sign_in()
        pupil.open_lesson(lesson)
        pupil.sees("You can still work and hand in. Your work is then marked as late.")
        pupil.write_code("print('better late')")
        pupil.is_saved()
        receipt = pupil.hand_in()
        pupil.sees("It came after the lesson had ended.")
        pupil.open(f"feedback/{receipt}/")
        pupil.sees(re.compile("It came after the lesson had ended."))
        teacher.open(f"lessons/{lesson}/")
        expect(teacher.row_of(late)).to_contain_text("late")
        teacher.open(f"lessons/{lesson}/review/")
        expect(teacher.page.locator(".tag", has_text=re.compile("^late$"))).to_have_count(1)
        teacher.open(f"lessons/{lesson}/review/{late['user']}/")
        expect(teacher.page.locator(".tag", has_text=re.compile("^late$"))).to_have_count(1)


# Parts of InnoLab go away


def test_the_hub_goes_away_during_a_lesson(library: House, give: Callable[..., str], browser: Browser):
    lesson = give()
    with at_browser(browser, library, Pupil, pupil_of_8a(library)) as pupil:
        pupil.sign_in()
        pupil.open_lesson(lesson)
        pupil.write_code("print(6 * 7)")
        killed = library.pid_of("hub")
        library.kill("hub")

        # The pupil's server and the portal go on without it.
        pupil.run()
        expect(pupil.page.locator(".output__body").first).to_contain_text("42")
        pupil.write_code("print(6 * 8)")
        pupil.is_saved()
        assert httpx.get(f"{library.url}/services/portal/sign-in/", trust_env=False).status_code == 200

        library.is_back("hub", instead_of=killed)
        pupil.page.reload()
        expect(pupil.page.locator(".stops")).to_be_visible(timeout=30_000)
        assert pupil.code() == "print(6 * 8)"
        pupil.run()
        expect(pupil.page.locator(".output__body").first).to_contain_text("48")
        pupil.open("today/")
        pupil.sees(re.compile("The lesson is on"))


def test_a_pupils_server_dies_while_the_page_is_open(library: House, give: Callable[..., str], browser: Browser):
    lesson = give()
    ruut = pupil_of_8a(library)
    with at_browser(browser, library, Pupil, ruut) as pupil:
        pupil.sign_in()
        pupil.open_lesson(lesson)
        pupil.write_code("print('before')")
        pupil.run()
        pupil.is_saved()
        library.kill_server_of(ruut["user"])
        # It comes back within a second or two, too soon to be looked at: the page is kept from it meanwhile.
        servers = f"{library.url}/user/**"
        pupil.page.route(servers, lambda route: route.abort())
        # On a phone the page is long: the notice is in the window wherever it is scrolled to.
        pupil.page.set_viewport_size({"width": 390, "height": 844})
        pupil.page.evaluate("scrollTo(0, 0)")
        notice = pupil.page.get_by_text("Your workspace is being brought back.")
        expect(notice).to_be_in_viewport(timeout=30_000)
        pupil.page.set_viewport_size({"width": 1280, "height": 800})
        pupil.write_code("print('while it was away')")
        pupil.page.unroute(servers)
        # It comes back by itself, with the same page: what was written is saved, and runs.
        expect(pupil.page.get_by_text("Your workspace is being brought back.")).to_have_count(0, timeout=BACK_WITHIN_MS)
        pupil.is_saved()
        pupil.run()
        expect(pupil.page.locator(".output__body").first).to_contain_text("while it was away")
        pupil.page.reload()
        expect(pupil.page.locator(".stops")).to_be_visible(timeout=30_000)
        assert pupil.code() == "print('while it was away')"


@pytest.mark.parametrize("noticed", [False, True], ids=["before the hub noticed", "after the hub noticed"])
def test_a_pupils_server_dies_and_the_page_is_loaded_again(
    library: House, give: Callable[..., str], browser: Browser, noticed: bool
):
    lesson = give()
    ruut = pupil_of_8a(library)
    with at_browser(browser, library, Pupil, ruut) as pupil:
        pupil.sign_in()
        pupil.open_lesson(lesson)
        pupil.write_code("kept = True")
        pupil.is_saved()
        address = pupil.page.url
        pupil.page.goto("about:blank")
        library.kill_server_of(ruut["user"])
        if noticed:
            pupil.page.wait_for_timeout(12_000)
        pupil.page.goto(address)
        expect(pupil.page.locator(".stops")).to_be_visible(timeout=BACK_WITHIN_MS)
        assert pupil.code() == "kept = True"


def test_the_connection_is_cut_while_typing(library: House, give: Callable[..., str], browser: Browser):
    lesson = give()
    with at_browser(browser, library, Pupil, pupil_of_8a(library)) as pupil:
        pupil.sign_in()
        pupil.open_lesson(lesson)
        pupil.context.set_offline(True)
        pupil.write_code("typed = 'with no connection'")
        pupil.sees(re.compile("kept on this device and is sent when the connection is back"), within_ms=30_000)
        # The page is closed before anything could be sent.
        pupil.page.goto("about:blank")
        pupil.context.set_offline(False)
        pupil.open_lesson(lesson)
        assert pupil.code() == "typed = 'with no connection'"
        pupil.is_saved()
        # Now the server has it: it is there in another browser too.
        with at_browser(browser, library, Pupil, pupil_of_8a(library)) as elsewhere:
            elsewhere.sign_in()
            elsewhere.open_lesson(lesson)
            assert elsewhere.code() == "typed = 'with no connection'"


def test_python_dies_in_the_middle(library: House, give: Callable[..., str], browser: Browser):
    lesson = give()
    deadly = "import os\nos._exit(1)"
    with at_browser(browser, library, Pupil, pupil_of_8a(library)) as pupil:
        pupil.sign_in()
        pupil.open_lesson(lesson)
        pupil.write_code(deadly)
        pupil.page.keyboard.press("Control+Enter")
        pupil.sees(re.compile("Python (stopped|started again)"), within_ms=60_000)
        pupil.sees(re.compile("Your code is safe"))
        assert pupil.code() == deadly
        pupil.write_code("print('alive again')")
        again = pupil.button("Start Python again")
        if again.count():
            again.click()
        pupil.run()
        expect(pupil.page.locator(".output__body").first).to_contain_text("alive again", timeout=30_000)
