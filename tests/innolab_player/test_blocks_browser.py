"""Blocks in a real Chromium: put together by mouse and by keyboard, run, stepped through, saved and brought back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, expect

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
    expect(offered(pupil, "repeat")).to_be_visible(timeout=30_000)
    pupil.button("Näytä Python").click()


def offered(pupil: Pupil, block: str) -> Locator:  # noqa: F811
    """A block in the toolbox."""
    return pupil.page.locator(f".blocklyFlyout .{block}").first


def laid(pupil: Pupil, block: str) -> Locator:  # noqa: F811
    """A block on the work area."""
    return pupil.page.locator(f"svg.blocklySvg > .blocklyWorkspace > .blocklyBlockCanvas .{block}").first


def says(pupil: Pupil, python: str) -> None:  # noqa: F811
    lines = pupil.page.locator(".blocks__python span")
    expect(lines).to_have_text([f"{line}\n" for line in python.split("\n")])


def drag(pupil: Pupil, block: Locator, to: Locator, across: int, down: int) -> None:  # noqa: F811
    """Take a block and let it go so that its upper left corner is so far from the other's."""
    # Blockly puts blocks into their places with the next frame.
    pupil.page.evaluate(
        "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))"
    )
    start, end = block.bounding_box(), to.bounding_box()
    assert start is not None
    assert end is not None
    mouse = pupil.page.mouse
    mouse.move(start["x"] + 6, start["y"] + 12)
    mouse.down()
    mouse.move(end["x"] + across + 40, end["y"] + down + 12, steps=8)
    mouse.move(end["x"] + across + 6, end["y"] + down + 12, steps=8)
    mouse.up()


def press(pupil: Pupil, *keys: str) -> None:  # noqa: F811
    for key in keys:
        pupil.page.keyboard.press(key)


def test_a_pupil_puts_blocks_together_and_sees_them_run(pupil):  # noqa: F811
    page = pupil.page
    page.emulate_media(reduced_motion="reduce")
    open_blocks(pupil)
    # The starter code is Python, and comes as blocks.
    says(pupil, "forward(100)\nright(90)")
    assert pupil.axe() == []

    # A loop is dragged from the toolbox to the top, and the other blocks into it.
    drag(pupil, offered(pupil, "repeat"), laid(pupil, "forward"), 0, 0)
    says(pupil, "for i in range(4):\n    pass\nforward(100)\nright(90)")
    drag(pupil, laid(pupil, "forward"), laid(pupil, "repeat"), 12, 36)
    says(pupil, SQUARE)
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

    # It was saved, and lies as it lay after a reload, in another language too.
    pupil.is_saved()
    page.reload()
    expect(laid(pupil, "repeat")).to_be_visible(timeout=30_000)
    page.get_by_label("Kieli").select_option("sv")
    expect(laid(pupil, "repeat")).to_contain_text("upprepa", timeout=30_000)
    page.get_by_role("button", name="Visa Python").click()
    says(pupil, SQUARE)
    assert pupil.axe() == []

    # The step starts afresh, and that can be undone.
    page.get_by_role("button", name="Börja om steget").locator("visible=true").click()
    says(pupil, "forward(100)\nright(90)")
    page.get_by_role("button", name="Ta tillbaka mitt arbete").click()
    says(pupil, SQUARE)


def test_blocks_are_put_together_by_keyboard_alone(pupil):  # noqa: F811
    page = pupil.page
    open_blocks(pupil)
    pupil.button("Tee uudelleen").focus()
    press(pupil, "Tab", "Tab", "ArrowDown", "ArrowDown")
    expect(laid(pupil, "forward").locator("> .blocklyPath:not(.blocklyPathSelected)")).to_be_focused()
    # T goes to the toolbox; Enter takes a block out and lets it go below the one that was chosen.
    press(pupil, "t", "ArrowDown", "ArrowDown", "ArrowDown")
    expect(offered(pupil, "left").locator("> .blocklyPath:not(.blocklyPathSelected)")).to_be_focused()
    press(pupil, "Enter")
    expect(offered(pupil, "left").locator("> .blocklyPath:not(.blocklyPathSelected)")).not_to_be_focused()
    press(pupil, "Enter")
    says(pupil, "forward(100)\nleft(90)\nright(90)")
    press(pupil, "Control+z")
    says(pupil, "forward(100)\nright(90)")
    pupil.button("Tee uudelleen").click()
    says(pupil, "forward(100)\nleft(90)\nright(90)")
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
