"""A trainer tries a module out as a pupil, without a class."""

from __future__ import annotations

import re

import pytest
from actors import SERVER_STARTS_WITHIN_MS, House, Pupil, Trainer, at_browser
from playwright.sync_api import Browser, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


class TryingTrainer(Trainer, Pupil):
    """Signs in as a trainer, works as a pupil."""

    sign_in = Trainer.sign_in


def test_from_the_modules_page_into_the_activity_and_back(library: House, browser: Browser):
    with at_browser(browser, library, TryingTrainer, library.account("trainer")) as trainer:
        trainer.sign_in()
        trainer.open("library/lammennyt-helsinki/")
        trainer.link(re.compile("Try it as a pupil.*Has Helsinki warmed")).click()
        trainer.page.wait_for_url(re.compile("/innolab/lesson/try-"), timeout=SERVER_STARTS_WITHIN_MS)
        expect(trainer.page.locator(".stops")).to_be_visible(timeout=30_000)
        trainer.sees("Trying out")
        trainer.write_code("rows = 7")
        trainer.is_saved()
        assert trainer.check() != "Passed!"
        trainer.go_to_hand_in()
        trainer.sees("You are trying this out")
        assert trainer.button("Hand in").count() == 0
        assert trainer.axe() == []
        trainer.link("Back to the module").last.click()
        trainer.link(re.compile("Try it as a pupil.*weather time machine", re.IGNORECASE)).click()
        trainer.page.wait_for_url(re.compile("/voila/render/lessons/try-"), timeout=SERVER_STARTS_WITHIN_MS)
        expect(trainer.page.locator(".tm-answer")).to_be_visible(timeout=60_000)
