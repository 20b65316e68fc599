"""A class is brought in, cards are printed, a pupil comes in by card; then the card is lost."""

import re
from pathlib import Path

import pytest
from actors import Adult, House, Person, at_browser
from innolab_portal.people.servers import ServerState
from playwright.sync_api import Browser, Request, expect

from .test_pages import faults_of

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

GIVE_CARD = """
from pathlib import Path
from innolab_portal.people import actions, cards
from innolab_portal.people.models import SchoolClass
school_class = SchoolClass.objects.get(name="9K")
pupil = school_class.memberships.get(user__role="pupil").user
secret, _code = actions.give_card(user=pupil, school_class=school_class)
Path({file!r}).write_text(cards.address_of(secret) + " " + pupil.username)
"""


def test_a_card_opens_the_door_leaves_no_trace_and_is_ended_in_one_click(
    library: House, browser: Browser, tmp_path: Path
):
    with (
        at_browser(browser, library, Adult, library.account("operator", 1)) as operator,
        at_browser(browser, library, Person, {"user": "nobody"}) as pupil,
    ):
        operator.sign_in()
        operator.page.get_by_label("Name of the class").fill("9K")
        operator.button("Add the class").click()
        operator.page.get_by_label("Names of the pupils").fill("Kaisa Kortti")
        operator.button("Add pupils").click()
        expect(operator.page.locator(".own-code")).to_have_text(re.compile(r"^\w{5}$"))
        operator.link("Done").click()
        operator.page.locator(".sure > summary").first.click()
        with operator.page.expect_download(timeout=30_000) as sheet:
            operator.button("Print new cards for all").click()
        assert sheet.value.path().read_bytes().startswith(b"%PDF")

        # What a camera would read on the sheet.
        told = tmp_path / "card"
        library.portal_command("shell", "-c", GIVE_CARD.format(file=str(told)))
        address, username = told.read_text().split()
        secret = address.partition("#")[2]
        asked: list[Request] = []
        pupil.page.on("request", lambda request: asked.append(request))  # noqa: PLW0108
        pupil.page.goto(address)
        pupil.page.wait_for_url(re.compile("/services/portal/today/"))
        assert [request.url for request in asked if secret in request.url.partition("#")[0]] == []
        assert [request.url for request in asked if secret in request.headers.get("referer", "")] == []
        pupil.page.go_back()
        assert secret not in pupil.page.url
        logs = [log for log in (library.data / "logs").iterdir() if secret.encode() in log.read_bytes()]
        assert logs == []

        # The pupil, or whoever has the card, has a server and the hub's own cookies.
        pupil.page.goto(f"{library.url}/hub/spawn")
        pupil.page.wait_for_url(re.compile(f"/user/{username}/"), timeout=90_000)
        assert library.servers.state(username) == ServerState.READY
        operator.page.reload()
        operator.page.get_by_text("Manage Kaisa Kortti").click()
        operator.button("Card is lost").click()
        operator.sees(re.compile("whoever was in with it has been signed out"), within_ms=30_000)
        assert library.servers.state(username) == ServerState.STOPPED
        for path in (f"/user/{username}/", "/hub/spawn", "/services/portal/today/"):
            pupil.page.goto(f"{library.url}{path}")
            pupil.page.wait_for_url(re.compile("/services/portal/sign-in/"))
        pupil.page.goto(address)
        pupil.sees("This card doesn't work any more.")
        assert faults_of(pupil, "en", "card/") == []
