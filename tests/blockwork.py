"""Hands on blocks: a page's toolbox, its work area, and taking a block from one place to another."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect


def offered(page: Page, block: str) -> Locator:
    """A block in the toolbox."""
    return page.locator(f".blocklyFlyout .{block}").first


def laid(page: Page, block: str) -> Locator:
    """A block on the work area."""
    return page.locator(f"svg.blocklySvg > .blocklyWorkspace > .blocklyBlockCanvas .{block}").first


def outline(block: Locator) -> Locator:
    """What has the focus when a block has it."""
    return block.locator("> .blocklyPath:not(.blocklyPathSelected)")


def says(page: Page, python: str) -> None:
    """The blocks are this Python, which is shown beside them."""
    lines = page.locator(".blocks__python span")
    expect(lines).to_have_text([f"{line}\n" for line in python.split("\n")])


def drag(block: Locator, to: Locator, across: int = 0, down: int = 0) -> None:
    """Take a block and let it go so that its upper left corner is so far from the other's."""
    page = block.page
    # Blockly puts blocks into their places with the next frame.
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))")
    start, end = block.bounding_box(), to.bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + 6, start["y"] + 12)
    page.mouse.down()
    page.mouse.move(end["x"] + across + 40, end["y"] + down + 12, steps=8)
    page.mouse.move(end["x"] + across + 6, end["y"] + down + 12, steps=8)
    page.mouse.up()


INTO_A_LOOP = {"across": 12, "down": 36}
"""Where a loop's mouth is, seen from its corner."""
