"""The stage in a real Chromium: what the pupil's Python moves is seen, heard, stepped through and checked."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.innolab_player import stage_sample
from tests.innolab_player.fake_portal import FakePortal
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

pytestmark = pytest.mark.browser

GREEN = "d => [...d].some((v, i) => i % 4 === 1 && v > 100 && d[i - 1] < 30 && d[i + 1] < 30)"


@pytest.fixture
def school() -> Iterator[FakePortal]:
    portal = FakePortal()
    portal.release = stage_sample.release()
    portal.start()
    yield portal
    portal.close()


def stage(pupil: Pupil) -> Locator:  # noqa: F811
    return pupil.page.locator(".stage__box")


def test_python_moves_the_turtle_and_the_robot(pupil):  # noqa: F811
    page = pupil.page
    page.emulate_media(reduced_motion="reduce")
    pupil.open()
    pupil.run()
    # Who wants no motion sees the end at once; it is there in words as well.
    expect(stage(pupil)).to_have_attribute(
        "aria-label", re.compile("Kilpikonna on kohdassa .* Piirrettyjä viivoja: 12"), timeout=RUNS_WITHIN_MS
    )
    # It is drawn: the canvas has green in it.
    image = "c => [...c.getContext('2d').getImageData(0, 0, c.width, c.height).data]"
    assert page.locator(".stage canvas").first.evaluate(f"c => ({GREEN})(({image})(c))")
    pupil.shot("stage-flower-laptop")

    # Step by step: the line that moved and the one that called it are lit, and said.
    for _ in range(3):
        pupil.button("Yksi askel").click()
    expect(page.locator(".stage [role=status]")).to_have_text(re.compile("piirtää viivan kohtaan"))
    expect(page.locator(".cm-lit")).to_have_text(re.compile(r"circle\(60, 90\)"))
    expect(page.locator(".cm-calls")).to_have_text(re.compile(r"leaf\(\)"))
    pupil.shot("stage-stepping-laptop")
    page.get_by_text("Mitä tapahtui, sanoin").click()
    expect(page.locator(".stage__told li").first).to_have_text("ottaa värin green")
    assert pupil.axe() == []

    # A changed program is run first, then stepped through.
    pupil.write_code("import turtle\nturtle.left(90)\nturtle.forward(80)")
    pupil.button("Yksi askel").click()
    expect(stage(pupil)).to_have_attribute(
        "aria-label", re.compile("katsoo ylös. Piirrettyjä viivoja: 0"), timeout=RUNS_WITHIN_MS
    )
    pupil.is_saved()

    # The robot bumps: plain words, and the picture up to there.
    pupil.go_to("corridor")
    pupil.run()
    expect(stage(pupil)).to_have_attribute(
        "aria-label", re.compile("sarakkeessa 6, rivillä 2.*Poimimatta: 0"), timeout=RUNS_WITHIN_MS
    )
    pupil.shot("stage-robot-laptop")
    pupil.write_code('enter("corridor")\nturn_left()\nmove()')
    pupil.run()
    expect(page.locator(".trouble__title")).to_have_text("Robotti törmäsi seinään", timeout=RUNS_WITHIN_MS)
    expect(page.locator(".cm-pointed")).to_have_text("move()")

    # A check of an earlier step looks at that step's picture, not at the last one.
    pupil.go_to("flower")
    pupil.button("Tarkista").click()
    expect(page.locator(".result")).to_contain_text("Käytä vihreää", timeout=RUNS_WITHIN_MS)


def test_the_turtle_moves_at_its_own_pace_and_fits_each_screen(chromium: Browser, server):  # noqa: F811
    for size in SIZES:
        pupil = sit_down(chromium, server, size)  # noqa: F811
        pupil.open()
        pupil.run()
        # Moving by itself: it can be paused, and is seen to the end without being asked.
        pupil.button("Tauko").click(timeout=RUNS_WITHIN_MS)
        expect(pupil.button("Jatka")).to_be_visible()
        pupil.page.get_by_label("Nopeus").fill("4")
        pupil.button("Jatka").click()
        expect(pupil.button("Uudelleen")).to_be_visible(timeout=RUNS_WITHIN_MS)
        assert pupil.overflow() == 0
        assert pupil.axe() == []
        pupil.shot(f"stage-{size}")
        assert pupil.faults == []
        pupil.is_saved()
        # Later it stands as it ended.
        pupil.page.reload()
        expect(stage(pupil)).to_have_attribute("aria-label", re.compile("Piirrettyjä viivoja: 12"))
        expect(pupil.button("Uudelleen")).to_be_visible()
        pupil.context.close()
