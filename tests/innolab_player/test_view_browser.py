"""How the page looks is each person's choice: every choice is readable, fits, and is remembered for them here."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.innolab_player.test_player_browser import (  # noqa: F401 - fixtures
    RUNS_WITHIN_MS,
    SIZES,
    jp_asyncio_loop,
    jp_server_cleanup,
    pupil,
    school,
    server,
)

pytestmark = pytest.mark.browser
DARK, CONTRAST, SPACE, LETTERS = "Tumma sivu", "Voimakas kontrasti", "Enemmän tilaa", "Helposti erottuvat"
CHOICES = {
    "dark": ("Tavallinen", [DARK]),
    "contrast": ("Tavallinen", [CONTRAST]),
    "dark-contrast": ("Suuri", [DARK, CONTRAST]),
    "largest": ("Hyvin suuri", [SPACE, LETTERS]),
}


def test_each_look_is_readable_fits_and_is_remembered(pupil):  # noqa: F811
    page = pupil.page
    pupil.open()
    pupil.go_to("smooth")
    pupil.run()
    pupil.sees_filled("Tarkista")
    pupil.button("Tarkista").click()
    expect(page.locator(".result")).to_contain_text("Ei vielä", timeout=RUNS_WITHIN_MS)
    page.get_by_role("button", name="Avaa vihje 1").click()
    opener = page.get_by_role("button", name="Sivun ulkoasu")
    usual = page.locator(".prose").first.evaluate("prose => getComputedStyle(prose).fontSize")
    for look, (size, switches) in CHOICES.items():
        opener.click()
        dialog = page.get_by_role("dialog", name="Sivun ulkoasu")
        dialog.get_by_role("button", name="Tavallinen ulkoasu").click()
        dialog.get_by_role("radio", name=size, exact=True).check()
        for switch in switches:
            dialog.get_by_role("checkbox", name=switch).check()
        assert pupil.axe() == [], look
        pupil.shot(f"view-{look}-panel")
        page.keyboard.press("Escape")
        expect(opener).to_be_focused()
        for device, (width, height) in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            assert pupil.overflow() == 0, (look, device)
            assert pupil.axe() == [], (look, device)
            pupil.shot(f"view-{look}-{device}")
        page.set_viewport_size({"width": 1366, "height": 768})

    # Remembered for this person, and not by the browser, which the next pupil may use.
    page.reload()
    prose = page.locator(".prose").first
    expect(prose).to_have_css("font-size", f"{float(usual.removesuffix('px')) * 1.5:g}px")
    assert "Atkinson" in prose.evaluate("prose => getComputedStyle(prose).fontFamily")
    assert page.evaluate("document.fonts.check('18px \"Atkinson Hyperlegible\"')")
    assert page.evaluate("Object.keys(localStorage)") == []
    opener.click()
    page.get_by_role("checkbox", name="Mikään ei liiku itsestään").check()
    page.get_by_role("button", name="Valmis").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--move')") == "1ms linear"
