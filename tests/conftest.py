"""What tests of more than one room share."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from actors import CHROMIUM_FLAGS, chromium_path
from innolab_cli.notebook_zygote import own_zygote
from playwright.sync_api import Browser, sync_playwright

from benchmarks import postgresql as own
from hub_config.settings import Settings


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """A PostgreSQL server of Debian's packages; gives its address, for `benchmarks.postgresql.new_database`."""
    if own.programs() is None:
        missing = "PostgreSQL is not installed. On Debian: apt-get install postgresql"
        # CI installs it, and must not go green without.
        (pytest.fail if "INNOLAB_TEST_POSTGRESQL" in os.environ else pytest.skip)(missing)
    with own.own_postgresql() as server:
        yield server


@pytest.fixture(scope="session")
def zygote_socket() -> Iterator[str]:
    """A zygote that runs notebooks as a house's does."""
    with own_zygote(Settings()) as socket:
        yield socket


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, headless. One for the whole run: a second Playwright beside it cannot start."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=CHROMIUM_FLAGS)
        yield browser
        browser.close()
