"""A pupil looks at earlier states of a step and brings one back; a run, a reload and a new start lose none of them."""

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


def test_earlier_versions_are_looked_at_and_one_is_brought_back(pupil):  # noqa: F811
    page = pupil.page
    pupil.open()
    pupil.go_to("smooth")
    for code in ("print('eka')", "print('toka')"):
        pupil.write_code(code)
        pupil.run()
        expect(page.locator(".output")).to_contain_text(code[7:-2], timeout=RUNS_WITHIN_MS)
    pupil.is_saved()
    pupil.button("Aloita askel alusta").click()
    pupil.is_saved()
    page.reload()

    earlier = page.get_by_role("button", name="Aiemmat versiot")
    earlier.click()
    dialog = page.get_by_role("dialog", name="Askeleen aiemmat versiot")
    version, source = dialog.get_by_role("slider", name="Versio"), dialog.get_by_role("group", name="Koodi")
    expect(source).to_have_text("print('toka')")
    assert pupil.axe() == []
    version.press("ArrowLeft")
    expect(source).to_have_text("print('eka')")
    expect(source.locator(".earlier__other")).to_have_text(["print('eka')"])
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        assert pupil.overflow() == 0
        pupil.shot(f"earlier-{size}")
    page.set_viewport_size({"width": 1366, "height": 768})
    version.press("Home")
    expect(version).to_have_attribute("aria-valuetext", "Alussa")
    version.press("End")
    expect(dialog.get_by_role("button", name="Ota tämä versio käyttöön")).to_have_count(0)
    version.press("ArrowLeft")
    version.press("ArrowLeft")
    dialog.get_by_role("button", name="Ota tämä versio käyttöön").click()
    expect(dialog).to_have_count(0)
    expect(earlier).to_be_focused()
    assert pupil.code() == "print('eka')"
    # Bringing back can be taken back, as everything can.
    page.get_by_role("button", name="Palauta oma työni").click()
    expect(page.locator(".cm-content")).to_contain_text("rolling(3)")

    # Without a connection the page tells what it remembers by itself.
    page.context.set_offline(True)
    pupil.write_code("print('kolmas')")
    earlier.click()
    expect(dialog).to_contain_text("Ei yhteyttä")
    version.press("ArrowLeft")
    page.keyboard.press("Escape")
    page.context.set_offline(False)
    pupil.is_saved()
    pupil.faults[:] = [fault for fault in pupil.faults if "ERR_INTERNET_DISCONNECTED" not in fault]
