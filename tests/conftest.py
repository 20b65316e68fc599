"""What tests of more than one room share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from actors import CHROMIUM_FLAGS, chromium_path
from playwright.sync_api import Browser, sync_playwright


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, headless. One for the whole run: a second Playwright beside it cannot start."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_FLAGS)
        yield browser
        browser.close()
