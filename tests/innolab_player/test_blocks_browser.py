"""Blocks in a real Chromium: put together by mouse and by keyboard, run, stepped through, saved and brought back."""

from __future__ import annotations

import re

import pytest
from blockwork import INTO_A_LOOP, drag, laid, offered, outline, says
from playwright.sync_api import Browser, expect

from tests.innolab_player.test_player_browser import (  # noqa: F401  (fixtures)
    RUNS_WITHIN_MS,
    SIZES,
    Pupil,
    jp_asyncio_loop,
    jp_server_cleanup,
    pupil,
    server,
    sit_down,
)
from tests.innolab_player.test_stage_browser import school, stage  # noqa: F401  (fixture)

pytestmark = pytest.mark.browser

SQUARE = "for i in range(4):\n    forward(100)\n    right(90)"


def open_blocks(pupil: Pupil) -> None:  # noqa: F811
    pupil.page.goto(pupil.server.page() + "#square")
    expect(offered(pupil.page, "repeat")).to_be_visible(timeout=30_000)
    pupil.button("Näytä Python").click()


def press(pupil: Pupil, *keys: str) -> None:  # noqa: F811
    for key in keys:
        pupil.page.keyboard.press(key)


def test_a_pupil_puts_blocks_together_and_sees_them_run(pupil):  # noqa: F811
    page = pupil.page
    page.emulate_media(reduced_motion="reduce")
    open_blocks(pupil)
    # The starter code is Python, and comes as blocks.
    says(page, "forward(100)\nright(90)")
    assert pupil.axe() == []

    # A loop is dragged from the toolbox to the top, and the other blocks into it.
    drag(offered(page, "repeat"), laid(page, "forward"))
    says(page, "for i in range(4):\n    pass\nforward(100)\nright(90)")
    drag(laid(page, "forward"), laid(page, "repeat"), **INTO_A_LOOP)
    says(page, SQUARE)
    pupil.run()
    expect(stage(pupil)).to_have_attribute("aria-label", re.compile("Piirrettyjä viivoja: 4"), timeout=RUNS_WITHIN_MS)
    pupil.button("Tarkista").click()
    expect(page.locator(".result")).to_contain_text("Läpi!", timeout=RUNS_WITHIN_MS)

    # One by one: the block is lit, and its line of Python.
    pupil.button("Yksi askel").click()
    expect(page.locator(".block--lit")).to_have_class(re.compile("forward"))
    expect(page.locator(".blocks__python .cm-lit")).to_have_text("    forward(100)\n")
    pupil.shot("blocks-stepping-laptop")
    assert pupil.axe() == []
    for asked in ("data-dark", "data-contrast"):
        page.evaluate("name => document.documentElement.toggleAttribute(name)", asked)
        # Colours change within a moment.
        page.evaluate("Promise.allSettled(document.getAnimations().map(each => each.finished))")
        assert pupil.axe() == []
        pupil.shot(f"blocks-{asked}")
        page.evaluate("name => document.documentElement.toggleAttribute(name)", asked)

    # It was saved, and lies as it lay after a reload, in another language too.
    pupil.is_saved()
    page.reload()
    expect(laid(page, "repeat")).to_be_visible(timeout=30_000)
    page.get_by_label("Kieli").select_option("sv")
    expect(laid(page, "repeat")).to_contain_text("upprepa", timeout=30_000)
    page.get_by_role("button", name="Visa Python").click()
    says(page, SQUARE)
    assert pupil.axe() == []

    # The step starts afresh, and that can be undone.
    page.get_by_role("button", name="Börja om steget").locator("visible=true").click()
    says(page, "forward(100)\nright(90)")
    page.get_by_role("button", name="Ta tillbaka mitt arbete").click()
    says(page, SQUARE)


def test_blocks_are_put_together_by_keyboard_alone(pupil):  # noqa: F811
    page = pupil.page
    open_blocks(pupil)
    pupil.button("Tee uudelleen").focus()
    press(pupil, "Tab", "Tab", "ArrowDown", "ArrowDown")
    expect(outline(laid(page, "forward"))).to_be_focused()
    # T goes to the toolbox; Enter takes a block out and lets it go below the one that was chosen.
    press(pupil, "t", "ArrowDown", "ArrowDown", "ArrowDown")
    expect(outline(offered(page, "left"))).to_be_focused()
    press(pupil, "Enter")
    expect(outline(offered(page, "left"))).not_to_be_focused()
    press(pupil, "Enter")
    says(page, "forward(100)\nleft(90)\nright(90)")
    press(pupil, "Control+z")
    says(page, "forward(100)\nright(90)")
    pupil.button("Tee uudelleen").click()
    says(page, "forward(100)\nleft(90)\nright(90)")
    # What screen readers hear is in the pupil's language.
    expect(page.get_by_role("option", name=re.compile("^toista, 4, kertaa"))).to_be_attached()


def test_blocks_fit_each_screen(chromium: Browser, server):  # noqa: F811
    for size in SIZES:
        pupil = sit_down(chromium, server, size)  # noqa: F811
        open_blocks(pupil)
        assert pupil.overflow() == 0
        assert pupil.axe() == []
        pupil.shot(f"blocks-{size}")
        assert pupil.faults == []
        pupil.context.close()
