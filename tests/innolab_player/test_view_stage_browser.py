"""Stage and blocks in every look: readable, and within the page."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.innolab_player.test_blocks_browser import open_blocks
from tests.innolab_player.test_player_browser import (  # noqa: F401 - fixtures
    RUNS_WITHIN_MS,
    jp_asyncio_loop,
    jp_server_cleanup,
    pupil,
    server,
)
from tests.innolab_player.test_stage_browser import school, stage  # noqa: F401 - fixture
from tests.innolab_player.test_view_browser import CHOICES

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_blocks_and_stage_are_readable_in_every_look(pupil):  # noqa: F811
    page = pupil.page
    open_blocks(pupil)
    pupil.run()
    expect(pupil.button("Aja")).to_be_visible(timeout=RUNS_WITHIN_MS)
    for look, (size, switches) in CHOICES.items():
        page.get_by_role("button", name="Sivun ulkoasu").click()
        dialog = page.get_by_role("dialog", name="Sivun ulkoasu")
        dialog.get_by_role("button", name="Tavallinen ulkoasu").click()
        dialog.get_by_role("radio", name=size, exact=True).check()
        for switch in switches:
            dialog.get_by_role("checkbox", name=switch).check()
        dialog.get_by_role("button", name="Valmis").click()
        assert pupil.axe() == [], look
        assert pupil.overflow() == 0, look
        pupil.shot(f"view-blocks-{look}")
