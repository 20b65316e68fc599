"""Answers without code in a real Chromium: what pupils choose and write lands in the notebook and is checked."""

from __future__ import annotations

import re

import nbformat
import pytest
from answers_module import answers_module
from innolab_modules import load_module
from innolab_nbgrader.release import build_zips
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


@pytest.fixture
def forms(school, tmp_path):  # noqa: F811
    """The portal gives the module with every form."""
    module = load_module(answers_module(tmp_path / "module").folder)
    school.release, _ = build_zips(module, module.activity("eka"))


def test_a_pupil_answers_without_code(forms, pupil):  # noqa: F811
    page = pupil.page
    result = page.locator(".result")

    def says(title: str) -> None:
        expect(result).to_contain_text(title, timeout=RUNS_WITHIN_MS)

    pupil.open()
    # Nothing is chosen: nothing is the next best thing, and the check says what is missing.
    pupil.sees_filled()
    pupil.button("Tarkista").click()
    says("Ei vielä: vastaus puuttuu")
    choice = page.get_by_role("group", name="Milloin on pimeintä?")
    choice.get_by_role("radio", name="kesäkuussa").check()
    pupil.sees_filled("Tarkista")
    # From the keyboard: the arrow chooses the next, Ctrl+Enter checks.
    page.keyboard.press("ArrowDown")
    expect(choice.get_by_role("radio", name="joulukuussa")).to_be_checked()
    page.keyboard.press("Control+Enter")
    says("Läpi! Oikein")
    assert pupil.axe() == []
    pupil.shot("answers-choice")

    pupil.go_to("kylmat")
    for month in ("helmikuu", "heinäkuu", "tammikuu"):
        page.get_by_role("checkbox", name=month).check()
    pupil.button("Tarkista").click()
    says("Ei vielä: Mieti vielä")
    page.get_by_role("checkbox", name="heinäkuu").uncheck()
    pupil.button("Tarkista").click()
    says("Läpi!")
    assert pupil.axe() == []

    pupil.go_to("ero")
    number = page.get_by_role("textbox", name="Lämpötilojen ero")
    number.fill("paljon")
    number.blur()
    expect(page.get_by_text("Kirjoita luku, esimerkiksi 2,5.")).to_be_visible()
    assert pupil.axe() == []
    pupil.shot("answers-number")
    number.fill("22,0 °C")
    expect(page.get_by_text("Kirjoita luku")).to_be_hidden()
    pupil.button("Tarkista").click()
    says("Läpi!")

    pupil.go_to("sade")
    page.get_by_role("textbox", name="maanantai, sade (mm)").fill("2,50")
    page.get_by_role("textbox", name="tiistai, sade (mm)").fill("0")
    pupil.button("Tarkista").click()
    says("Tyhjiä ruutuja: 2")
    page.get_by_role("textbox", name="maanantai, taivas").fill('sanoin "pilvi"')
    page.get_by_role("textbox", name="tiistai, taivas").fill("aurinko")
    pupil.button("Tarkista").click()
    says("Läpi!")
    assert pupil.axe() == []
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        assert pupil.overflow() == 0
        pupil.shot(f"answers-table-{size}")

    # All of it is in the notebook as Python, and comes back with the page; the language changes how numbers are written.
    pupil.is_saved()
    notebook = nbformat.read(next(pupil.server.home.rglob("eka.ipynb")), as_version=4)
    sources = [cell.source for cell in notebook.cells if cell.id.endswith("-vastaus")]
    assert sources == [
        'darkest = "december"',
        'cold = ["january", "february"]',
        "difference = 22.0",
        r'observed = {"rain": [2.50, 0], "sky": ["sanoin \"pilvi\"", "aurinko"]}',
    ]
    page.get_by_label("Kieli").select_option("en")
    page.reload()
    expect(page.get_by_role("textbox", name=re.compile("maanantai, English: sade"))).to_have_value("2.50")
    expect(page.get_by_role("textbox", name=re.compile("maanantai, English: taivas"))).to_have_value('sanoin "pilvi"')
