"""One pupil in a real Chromium at InnoLab: what the HTTP clients of the benches leave out is in this figure."""

from __future__ import annotations

import shutil
import time

from benchmarks.sides import Side

PATIENCE_MS = 120_000


class NoBrowser(Exception):  # noqa: N818
    """Playwright or Chromium is missing; the text says which."""


def click_to_table(side: Side) -> float:
    """Seconds from the click on today's page to the first cell's table; Run is pressed as soon as it can be."""
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 - a test tool; the bench goes without it
    except ImportError as error:
        raise NoBrowser("Playwright is not installed") from error
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        raise NoBrowser("Chromium is not installed")
    pupil = side.pupils[0]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(locale="en-GB")
        page.set_default_timeout(PATIENCE_MS)
        page.goto(side.url)
        page.get_by_label("Class code").fill(pupil["class_code"])
        page.get_by_label("My own code").fill(pupil["code"])
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/services/portal/today/")
        link = page.locator(f'a[href*="/lessons/{pupil["lesson"]}/open/"]').first
        link.wait_for()
        began = time.monotonic()
        link.click()
        page.locator(".cm-content").first.focus()
        page.keyboard.press("Control+Enter")
        page.locator("table").first.wait_for()
        seconds = time.monotonic() - began
        browser.close()
    return seconds
