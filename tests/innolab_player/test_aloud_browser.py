"""Texts are read aloud by a voice of the device, the sentence being read lit; without a voice nothing is offered."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.innolab_player.test_player_browser import (  # noqa: F401 - fixtures
    jp_asyncio_loop,
    jp_server_cleanup,
    pupil,
    school,
    server,
)

pytestmark = pytest.mark.browser
# Chromium without a desktop has no voices: these two stand in, and a sentence ends when the test says so.
VOICES = """
const spoken = [];
class Utterance { constructor(text) { this.text = text; } }
const speechSynthesis = {
  getVoices: () => [{lang: "fi-FI", localService: true}, {lang: "sv-SE", localService: false}],
  speak: (utterance) => spoken.push(utterance),
  cancel: () => {},
};
Object.defineProperties(window, {
  speechSynthesis: {value: speechSynthesis}, SpeechSynthesisUtterance: {value: Utterance}, spoken: {value: spoken},
});
"""
LIT = "[...(CSS.highlights.get('innolab-read') ?? [])].map(range => range.toString())"


def test_the_task_is_read_sentence_by_sentence_with_the_sentence_lit(pupil):  # noqa: F811
    page = pupil.page
    pupil.open()
    aloud = page.get_by_role("button", name="Lue ääneen")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(aloud).to_have_count(0)

    page.add_init_script(VOICES)
    page.reload()
    pupil.go_to("smooth")
    aloud.click()
    heard = []
    for lit in ("Askel 2 / 4, Tasoita käyrä", "Harmaa käyrä hyppii.", "Siksi tutkijat katsovat ilmastoa"):
        heard.append(page.evaluate("spoken.at(-1).text"))
        assert page.evaluate(LIT) == [heard[-1]]
        assert heard[-1].startswith(lit)
        pupil.shot(f"aloud-{len(heard)}")
        page.evaluate("spoken.at(-1).onend()")
    assert heard[-1] == "Siksi tutkijat katsovat ilmastoa 30 vuoden keskiarvona."
    assert page.evaluate("[spoken.at(-1).lang, spoken.at(-1).voice.lang]") == ["fi", "fi-FI"]
    assert pupil.axe() == []

    # Stopped by the pupil, by going on, and where the language has no voice on the device.
    page.get_by_role("button", name="Lopeta lukeminen").click()
    assert page.evaluate(LIT) == []
    aloud.click()
    pupil.go_to("explore")
    expect(aloud).to_be_visible()
    assert page.evaluate(LIT) == []
    page.get_by_label("Kieli").select_option("sv")
    expect(page.get_by_role("button", name="Läs upp")).to_have_count(0)
