"""The page in a real Chromium, with a real jupyter_server and kernel; only the portal is ours to play."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.innolab_player.fake_portal import FakePortal
from tests.innolab_player.serve import PupilServer

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SHOTS = ROOT / "test-results" / "player"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
RUNS_WITHIN_MS = 60_000
SIZES = {"laptop": (1366, 768), "tablet": (820, 1180), "phone": (390, 844)}

SLIDERS = """\
from ipywidgets import FloatSlider, IntRangeSlider, IntSlider, SelectionSlider, VBox

turned = IntSlider(description="before")
display(VBox([IntRangeSlider(description="years"), SelectionSlider(options=["a", "b"]), turned, FloatSlider(disabled=True, description="still")]))
turned.orientation = "vertical"
turned.description = "turned"
"""
SLIDER_NAMES = {
    "fi": ["years, alaraja", "years, yläraja", "Liukusäädin", "turned", "still"],
    "sv": ["years, nedre gräns", "years, övre gräns", "Skjutreglage", "turned", "still"],
    "en": ["years, lower end", "years, upper end", "Slider", "turned", "still"],
}


@dataclass
class Pupil:
    """Someone at the page, who reads it by its words and roles."""

    server: PupilServer
    context: BrowserContext
    page: Page
    asked: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def open(self) -> None:
        self.page.goto(self.server.page())
        expect(self.page.locator("h1")).to_be_visible()

    def go_to(self, step: str) -> None:
        self.page.locator(f"nav a[href='#{step}']").click()

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True).locator("visible=true")

    def sees_filled(self, *words: str) -> None:
        """The page's filled buttons: at most one."""
        expect(self.page.locator(".button--filled:visible")).to_have_text(list(words), timeout=RUNS_WITHIN_MS)

    def write_code(self, code: str) -> None:
        # Pasted whole, since typing would meet the editor's own brackets and indents.
        self.page.locator(".cm-content").click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(code)

    def code(self) -> str:
        return "\n".join(self.page.locator(".cm-line").all_inner_texts())

    def run(self) -> None:
        self.button("Aja").click()

    def change_window(self, years: int) -> None:
        self.page.locator(".cm-line", has_text="rolling").click()
        self.page.keyboard.press("End")
        for _ in ").mean()":
            self.page.keyboard.press("ArrowLeft")
        self.page.keyboard.press("Backspace")
        self.page.keyboard.type(str(years))

    def is_saved(self) -> None:
        expect(self.page.locator(".top__saved")).to_have_text(re.compile("Tallennettu|Sparat|Saved"), timeout=15_000)

    def shot(self, name: str) -> None:
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SHOTS / f"{name}.png")

    def axe(self) -> list[str]:
        """What axe-core finds wrong, as one line each."""
        # Evaluated through the protocol: the page's own policy lets no foreign script in.
        self.page.evaluate(AXE.read_text())
        found = self.page.evaluate("tags => axe.run(document, {runOnly: tags})", WCAG)
        return [f"{each['id']}: {node['html'][:150]}" for each in found["violations"] for node in each["nodes"]]

    def overflow(self) -> int:
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.fixture
def jp_asyncio_loop() -> None:
    """The server runs in a process of its own; a loop here would meet Playwright's."""


@pytest.fixture
def jp_server_cleanup() -> None:
    """Nothing of it runs in this process."""


@pytest.fixture
def school() -> Iterator[FakePortal]:
    portal = FakePortal().start()
    yield portal
    portal.close()


@pytest.fixture
def server(tmp_path: Path, school: FakePortal) -> Iterator[PupilServer]:
    home = tmp_path / "home"
    home.mkdir()
    with PupilServer(home, school) as server:
        yield server


def sit_down(chromium: Browser, server: PupilServer, size: str = "laptop") -> Pupil:
    width, height = SIZES[size]
    context = chromium.new_context(
        viewport={"width": width, "height": height},
        locale="fi-FI",
        # Not the service's: a device may be set to any.
        timezone_id="America/New_York",
        has_touch=size == "phone",
    )
    page = context.new_page()
    pupil = Pupil(server, context, page)
    page.on("request", lambda request: pupil.asked.append(request.url))
    page.on("pageerror", lambda error: pupil.faults.append(str(error)))
    page.on("console", lambda said: pupil.faults.append(said.text) if said.type == "error" else None)
    return pupil


@pytest.fixture
def pupil(chromium: Browser, server: PupilServer) -> Iterator[Pupil]:
    pupil = sit_down(chromium, server)
    yield pupil
    pupil.context.close()
    # The portal is asked too: it stands at the same origin.
    here = urlsplit(server.url).netloc
    abroad = [url for url in pupil.asked if urlsplit(url).scheme.startswith("http") and urlsplit(url).netloc != here]
    assert abroad == []
    assert pupil.faults == []


def test_a_pupil_goes_through_the_activity_and_hands_it_in(pupil, school):
    page = pupil.page
    pupil.open()
    expect(page.locator("h1")).to_have_text(re.compile(r"Askel 1 / 4.*Lue ensin"))
    expect(page.get_by_role("img", name="Nouseva käyrä")).to_be_visible()
    pupil.sees_filled("2 Tasoita käyrä")
    pupil.button("2 Tasoita käyrä").click()
    expect(page.locator("h1")).to_be_focused()

    # Run: the filled button moves on to the check.
    pupil.sees_filled("Aja")
    pupil.run()
    expect(page.get_by_role("img", name=re.compile("Kuvaaja: °C"))).to_be_visible(timeout=RUNS_WITHIN_MS)
    expect(page.locator(".output__source")).to_contain_text("Lähde: keksitty testiaineisto")
    pupil.sees_filled("Tarkista")

    # Not yet: what should come, what came, what to try; nothing is filled until something changes.
    pupil.button("Tarkista").click()
    result = page.locator(".result")
    expect(result).to_contain_text("Ei vielä: käyrä hyppii yhä", timeout=RUNS_WITHIN_MS)
    expect(result).to_contain_text("30 vuoden keskiarvo")
    expect(result).to_contain_text("5,8 °C vuodelle 2023")
    pupil.sees_filled()
    expect(page.locator(".cm-pointed")).to_have_text("smoothed = year.rolling(3).mean()")
    expect(page.get_by_role("status").first).to_contain_text("Ei vielä")
    pupil.shot("1-not-yet")

    # A hint; the next one opens after it.
    expect(page.get_by_text("Avautuu vihjeen 1 jälkeen")).to_be_visible()
    page.get_by_role("button", name="Avaa vihje 1").click()
    expect(page.locator(".rung--opened")).to_contain_text("ottaa keskiarvoon monta vuotta")

    pupil.change_window(30)
    pupil.sees_filled("Aja")
    expect(result).to_contain_text("ennen viimeistä muutostasi")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".output .out").first).to_contain_text("2023: 5.7", timeout=RUNS_WITHIN_MS)
    pupil.button("Tarkista").click()
    expect(result).to_contain_text("Läpi! Nyt näkyy ilmasto", timeout=RUNS_WITHIN_MS)
    pupil.sees_filled("Seuraava: Kokeile säädintä")
    pupil.shot("2-passed")
    expect(page.get_by_role("link", name=re.compile("Askel 2: Tasoita käyrä, valmis vihjeen avulla"))).to_be_visible()

    # A live control.
    pupil.button("Seuraava: Kokeile säädintä").click()
    pupil.run()
    handle = page.get_by_role("slider")
    expect(handle).to_be_visible(timeout=RUNS_WITHIN_MS)
    expect(page.locator(".widget-output")).to_contain_text("window 5", timeout=RUNS_WITHIN_MS)
    handle.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".widget-output")).to_contain_text("window 6", timeout=RUNS_WITHIN_MS)
    expect(page.locator(".widget-output img")).to_be_visible()
    pupil.shot("3-control")

    # An answer in own words.
    pupil.button("4 Mitä huomasit?").click()
    page.get_by_label("Vastauksesi omin sanoin").fill("Yksi vuosi on sattumaa.")
    pupil.sees_filled("Palauta työ")
    pupil.is_saved()
    pupil.button("Palauta työ").click()
    expect(page.get_by_text("Kaikki askeleet ovat valmiit.")).to_be_visible()
    pupil.button("Palauta työ").click()
    expect(page.locator(".receipt")).to_have_text("4F7K1")
    in_helsinki = school.pressed_at[0].astimezone(ZoneInfo(school.time_zone))
    expect(page.get_by_text(f"Palautettu klo {in_helsinki.hour}.{in_helsinki.minute:02}", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Katso palaute")).to_have_attribute("href", "/services/portal/feedback/4F7K1/")
    pupil.shot("4-receipt")

    # What the teacher's side got.
    handed = json.loads(school.handed_in[0])
    sources = {cell["id"]: "".join(cell["source"]) for cell in handed["cells"]}
    assert "rolling(30)" in sources["smooth-code"]
    assert sources["conclude-answer"] == "Yksi vuosi on sattumaa."
    done = {"read": "done", "smooth": "done", "explore": "done", "conclude": "done"}
    deadline = time.monotonic() + 10
    while {step: about["state"] for step, about in school.progress[-1]["steps"].items()} != done:
        assert time.monotonic() < deadline, school.progress[-1]
        page.wait_for_timeout(100)
    assert {key: school.progress[-1]["steps"]["smooth"][key] for key in ("tries", "hints")} == {"tries": 2, "hints": 1}


def test_a_reload_finds_everything(pupil):
    page = pupil.page
    pupil.open()
    pupil.go_to("smooth")
    pupil.run()
    expect(page.locator(".out-picture")).to_be_visible(timeout=RUNS_WITHIN_MS)
    pupil.button("Tarkista").click()
    expect(page.locator(".result--not_passed")).to_be_visible(timeout=RUNS_WITHIN_MS)
    page.get_by_role("button", name="Avaa vihje 1").click()
    pupil.change_window(12)
    # At once after the last key, before the server had its three seconds.
    page.reload()
    expect(page.locator("h1")).to_contain_text("Tasoita käyrä")
    assert "rolling(12)" in pupil.code()
    expect(page.locator(".out-picture")).to_be_visible()
    expect(page.locator(".result")).to_contain_text("Ei vielä: käyrä hyppii yhä")
    expect(page.locator(".rung--opened")).to_have_count(1)
    pupil.is_saved()


def test_an_error_comes_in_plain_words_with_pythons_own_one_click_away(pupil):
    pupil.open()
    pupil.go_to("smooth")
    pupil.write_code("tasoitettu = 1\nprint(tasotettu)")
    pupil.run()
    trouble = pupil.page.locator(".trouble")
    expect(trouble).to_contain_text("tasotettu", timeout=RUNS_WITHIN_MS)
    expect(trouble.get_by_text("NameError").first).not_to_be_visible()
    expect(pupil.page.locator(".cm-pointed")).to_have_text("print(tasotettu)")
    pupil.button("Katso riviä 2").click()
    expect(pupil.page.locator(".cm-content")).to_be_focused()
    pupil.page.keyboard.press("Home")
    pupil.page.keyboard.press("Shift+End")
    assert pupil.page.evaluate("getSelection().toString()") == "print(tasotettu)"
    pupil.page.get_by_text("Näytä Pythonin oma viesti").click()
    expect(trouble.get_by_text("NameError").first).to_be_visible()
    pupil.sees_filled("Aja")


def test_the_check_runs_what_was_changed_first(pupil):
    pupil.open()
    pupil.go_to("smooth")
    pupil.change_window(30)
    pupil.button("Tarkista").click()
    expect(pupil.page.locator(".result")).to_contain_text("Läpi!", timeout=RUNS_WITHIN_MS)


def test_the_language_changes_at_any_time_and_the_work_stays(pupil):
    page = pupil.page
    pupil.open()
    pupil.go_to("smooth")
    pupil.change_window(5)
    pupil.button("Tarkista").click()
    expect(page.locator(".result")).to_contain_text("käyrä hyppii yhä", timeout=RUNS_WITHIN_MS)
    page.get_by_label("Kieli").select_option("sv")
    expect(page.locator("h1")).to_contain_text("Jämna ut kurvan")
    expect(page.locator(".result")).to_contain_text("kurvan hoppar fortfarande")
    expect(page.locator("html")).to_have_attribute("lang", "sv")
    assert "rolling(5)" in pupil.code()
    # Python speaks it too.
    pupil.write_code("print(nothing_here)")
    pupil.button("Kör").click()
    expect(page.locator(".trouble__title")).to_contain_text("Namnet", timeout=RUNS_WITHIN_MS)
    pupil.is_saved()
    page.reload()
    expect(page.locator("h1")).to_contain_text("Jämna ut kurvan")


def test_an_endless_loop_can_be_stopped(pupil):
    pupil.open()
    pupil.go_to("smooth")
    pupil.write_code("while True:\n    pass")
    pupil.run()
    expect(pupil.button("Pysäytä")).to_be_focused()
    time.sleep(1)
    pupil.button("Pysäytä").click()
    expect(pupil.button("Aja")).to_be_visible(timeout=RUNS_WITHIN_MS)
    pupil.write_code("print(6 * 7)")
    pupil.run()
    expect(pupil.page.locator(".output .out").first).to_have_text("42\n", timeout=RUNS_WITHIN_MS)


FILL = """\
import os
for number in range(1000):
    with open(f"filler-{number}", "wb") as file:
        file.write(os.urandom(1_000_000))
"""
TIDY = """\
import glob, os
for name in glob.glob("filler-*"):
    os.unlink(name)
"""


@pytest.fixture
def small_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """All files together may take 20 MB."""
    monkeypatch.setenv("INNOLAB_HOME_MB", "20")


def test_code_that_fills_the_home_is_ended_in_words_and_the_work_goes_on(small_home, pupil, school):
    page = pupil.page
    pupil.open()
    pupil.go_to("smooth")
    pupil.write_code(FILL)
    pupil.run()
    full = page.get_by_text("Uusille tiedostoille ei ole tilaa.")
    expect(full).to_be_visible(timeout=RUNS_WITHIN_MS)
    expect(page.get_by_text("Koodisi tallensi liikaa, joten Python pysäytettiin.")).to_be_visible()
    assert pupil.axe() == []
    pupil.shot("full-home")
    # The work is saved all the same, and Python can tidy up.
    pupil.write_code(TIDY)
    expect(page.locator(".top__saved--saved")).to_be_visible(timeout=15_000)
    assert "filler-*" in next((pupil.server.home / "lessons" / "les1").glob("*.ipynb")).read_text()
    pupil.run()
    expect(full).to_have_count(0, timeout=RUNS_WITHIN_MS)
    assert list((pupil.server.home / "lessons" / "les1").glob("filler-*")) == []


def test_a_kernel_that_dies_is_told_and_what_earlier_steps_made_comes_back(pupil):
    page = pupil.page
    pupil.open()
    pupil.go_to("smooth")
    pupil.run()
    expect(page.locator(".out-picture")).to_be_visible(timeout=RUNS_WITHIN_MS)
    pupil.go_to("explore")
    pupil.write_code("import os\nos._exit(1)")
    pupil.run()
    expect(page.get_by_text("Python käynnistyi uudelleen.")).to_be_visible(timeout=RUNS_WITHIN_MS)
    pupil.write_code("print(len(year))")
    pupil.run()
    expect(page.locator(".output .out").first).to_have_text("84\n", timeout=RUNS_WITHIN_MS)
    expect(page.get_by_text("Python käynnistyi uudelleen.")).to_have_count(0)


def test_code_that_asks_gets_an_answer(pupil):
    page = pupil.page
    pupil.open()
    pupil.go_to("smooth")
    pupil.write_code('print("Hei " + input("Kuka olet? "))')
    pupil.run()
    page.get_by_label("Kuka olet?").fill("Ilves")
    page.get_by_role("button", name="Vastaa").click()
    expect(page.locator(".output .out").first).to_have_text("Hei Ilves\n", timeout=RUNS_WITHIN_MS)


def test_scripts_in_outputs_never_run_and_pictures_from_elsewhere_are_not_fetched(pupil):
    page = pupil.page
    pupil.open()
    pupil.go_to("smooth")
    page.evaluate("window.ran = false")
    evil = '<script>window.ran=true</script><img src=x onerror="window.ran=true"><b>text</b>'
    pupil.write_code(
        "from IPython.display import HTML, Javascript, SVG, display\n"
        f"display(HTML({evil!r}))\n"
        "display(HTML('<img src=\"https://spy.example/x.png\">'))\n"
        "display(Javascript('window.ran = true'))\n"
        'display(SVG(\'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" onload="window.ran=true"/>\'))\n'
        "print('end')"
    )
    pupil.run()
    expect(page.locator(".output .out").last).to_contain_text("end", timeout=RUNS_WITHIN_MS)
    expect(page.locator(".out-html b")).to_have_text("text")
    assert page.evaluate("window.ran") is False
    pupil.faults.clear()  # a picture named x was looked for in the lesson's folder


def test_the_keyboard_alone_is_enough(pupil):
    page = pupil.page
    pupil.open()
    pupil.go_to("smooth")
    page.locator(".cm-content").focus()
    page.keyboard.press("Tab")
    expect(page.locator(".cm-content")).to_be_focused()
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".out-picture")).to_be_visible(timeout=RUNS_WITHIN_MS)
    expect(page.locator(".cm-content")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(pupil.button("Aja")).to_be_focused()
    page.keyboard.press("Tab")
    expect(pupil.button("Tarkista")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".result--not_passed")).to_be_visible(timeout=RUNS_WITHIN_MS)
    expect(pupil.button("Tarkista")).to_be_focused()
    page.get_by_role("button", name="Katso riviä 7").click()
    expect(page.locator(".cm-content")).to_be_focused()


def test_starting_a_step_again_can_be_taken_back(pupil):
    page = pupil.page
    pupil.open()
    pupil.go_to("smooth")
    pupil.change_window(21)
    page.get_by_role("button", name="Aloita askel alusta").click()
    expect(page.locator(".cm-content")).to_contain_text("rolling(3)")
    page.get_by_role("button", name="Palauta oma työni").click()
    expect(page.locator(".cm-content")).to_contain_text("rolling(21)")


def test_with_the_connection_cut_the_work_goes_on_and_is_saved_when_it_is_back(pupil, server):
    page = pupil.page
    pupil.open()
    pupil.go_to("conclude")
    pupil.is_saved()
    pupil.context.set_offline(True)
    page.get_by_label("Vastauksesi omin sanoin").fill("Kirjoitettu junassa.")
    told = "Jatka rauhassa. Työsi on tallessa tällä laitteella, ja se lähetetään, kun yhteys palaa."
    expect(page.get_by_text(told)).to_be_visible(timeout=15_000)
    pupil.shot("5-offline")
    pupil.go_to("hand-in")
    pupil.button("Palauta työ").click()
    expect(page.get_by_text("Palauta se, kun yhteys palaa.")).to_be_visible()
    pupil.shot("5-offline-hand-in")
    pupil.context.set_offline(False)
    pupil.is_saved()
    expect(page.get_by_text("Jatka rauhassa")).to_have_count(0)
    assert "Kirjoitettu junassa." in (server.home / "lessons" / "les1" / "warming.ipynb").read_text()
    pupil.faults.clear()  # the browser itself logs each request that failed


def test_two_devices_lose_nothing_and_say_so(pupil, chromium, server):
    pupil.open()
    pupil.go_to("conclude")
    pupil.is_saved()
    phone = sit_down(chromium, server, "phone")
    phone.open()
    phone.go_to("conclude")
    phone.page.get_by_label("Vastauksesi omin sanoin").fill("Puhelimella.")
    phone.is_saved()
    pupil.page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(pupil.page.get_by_label("Vastauksesi omin sanoin")).to_have_value("Puhelimella.")
    expect(pupil.page.get_by_text("Sama työ on auki muuallakin.")).to_be_visible()
    pupil.button("Selvä").click()
    expect(pupil.page.get_by_text("Sama työ on auki muuallakin.")).to_have_count(0)
    phone.context.close()


def test_a_closed_lesson_can_be_looked_at_but_not_changed(pupil, school):
    page = pupil.page
    school.state = "closed"
    pupil.open()
    pupil.go_to("smooth")
    expect(page.get_by_text("Tämä tunti on päättynyt.")).to_be_visible()
    expect(page.locator(".cm-content")).to_have_attribute("contenteditable", "false")
    pupil.go_to("hand-in")
    expect(page.get_by_role("button", name="Palauta työ")).to_have_count(0)


def test_where_the_lesson_takes_late_work_it_says_so_and_marks_it(pupil, school):
    page = pupil.page
    school.state, school.late_allowed = "closed", True
    pupil.open()
    pupil.go_to("conclude")
    expect(page.get_by_text("Tämä tunti on päättynyt.")).to_be_visible()
    expect(page.get_by_text("Voit vielä tehdä ja palauttaa työn. Se merkitään myöhässä palautetuksi.")).to_be_visible()
    page.get_by_label("Vastauksesi omin sanoin").fill("Kirjoitettu myöhässä.")
    pupil.is_saved()
    pupil.go_to("hand-in")
    pupil.button("Palauta työ").click()
    expect(page.locator("[data-receipt]")).to_contain_text("Se tuli tunnin päättymisen jälkeen.")
    assert "Kirjoitettu myöhässä." in school.handed_in[0].decode()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("news", ["late", "closed", "offline"])
def test_news_that_matter_are_seen_without_scrolling(chromium, server, school, size, news):
    pupil = sit_down(chromium, server, size)
    school.state, school.late_allowed = ("open" if news == "offline" else "closed"), news == "late"
    pupil.open()
    if news == "offline":
        pupil.is_saved()
        pupil.context.set_offline(True)
    words = {"late": "Se merkitään myöhässä", "closed": "Voit katsoa, mitä teit", "offline": "kun yhteys palaa"}[news]
    notice = pupil.page.locator(".notice", has_text=words)
    for step in ("read", "smooth", "conclude"):
        pupil.go_to(step)
        expect(notice).to_be_in_viewport(ratio=1)
        pupil.shot(f"{news}-{size}-{step}")
    assert pupil.axe() == []
    if size != "laptop":
        pupil.button("Selvä").click()
        expect(pupil.button("Selvä")).to_have_count(0)
        pupil.go_to("smooth")
        expect(notice).to_be_attached()
        expect(pupil.page.locator(".notice--in-view")).to_have_count(0)
    pupil.context.close()


def test_a_lesson_not_yet_open_says_when(pupil, school):
    school.refusals["release"] = (409, "lesson_not_open", "Tunti alkaa ma 30.11. klo 9.00.")
    pupil.open()
    expect(pupil.page.locator("h1")).to_have_text("Tunti ei ole vielä alkanut")
    expect(pupil.page.get_by_text("Tunti alkaa ma 30.11. klo 9.00.")).to_be_visible()
    school.refusals.clear()
    pupil.button("Yritä uudelleen").click()
    expect(pupil.page.locator("h1")).to_contain_text("Lue ensin")
    pupil.faults.clear()  # the browser logs the refusal


def test_a_hand_in_while_the_portal_is_away_is_kept_and_arrives(pupil, school):
    page = pupil.page
    pupil.open()
    pupil.go_to("hand-in")
    school.stop()
    pupil.button("Palauta työ").click()
    expect(page.get_by_text("Työsi on matkalla")).to_be_visible(timeout=15_000)
    pupil.shot("6-on-its-way")
    school.start()
    expect(page.locator(".receipt")).to_have_text("4F7K1", timeout=40_000)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_axe_finds_nothing_in_any_state(pupil, language):
    page = pupil.page
    found = {}
    pupil.open()
    page.locator(".top__language").select_option(language)
    found["read"] = pupil.axe()
    pupil.go_to("smooth")
    found["new"] = pupil.axe()
    page.locator(".card__actions .check").click()
    expect(page.locator(".result--not_passed")).to_be_visible(timeout=RUNS_WITHIN_MS)
    page.locator(".rung__open").click()
    found["not yet"] = pupil.axe()
    pupil.write_code("print(nothing_here)")
    page.locator(".card__actions .run").click()
    expect(page.locator(".trouble")).to_be_visible(timeout=RUNS_WITHIN_MS)
    found["error"] = pupil.axe()
    page.locator(".foot__again button").first.click()
    pupil.change_window(30)
    page.locator(".card__actions .check").click()
    expect(page.locator(".result--passed")).to_be_visible(timeout=RUNS_WITHIN_MS)
    found["passed"] = pupil.axe()
    pupil.go_to("explore")
    page.locator(".card__actions .run").click()
    expect(page.get_by_role("slider", name="window", exact=True)).to_be_visible(timeout=RUNS_WITHIN_MS)
    expect(page.locator(".widget-output img")).to_be_visible(timeout=RUNS_WITHIN_MS)
    found["slider"] = pupil.axe()
    pupil.write_code(SLIDERS)
    page.locator(".card__actions .run").click()
    for name in SLIDER_NAMES[language]:
        expect(page.get_by_role("slider", name=name, exact=True)).to_be_visible(timeout=RUNS_WITHIN_MS)
    found["sliders"] = pupil.axe()
    pupil.go_to("conclude")
    found["answer"] = pupil.axe()
    pupil.go_to("hand-in")
    found["hand in"] = pupil.axe()
    page.locator(".handin__send").click()
    expect(page.locator(".receipt")).to_be_visible()
    found["receipt"] = pupil.axe()
    assert {state: problems for state, problems in found.items() if problems} == {}


@pytest.mark.parametrize("size", SIZES)
def test_the_page_fits_every_screen(chromium, server, size):
    pupil = sit_down(chromium, server, size)
    page = pupil.page
    pupil.open()
    for step in ("read", "smooth", "conclude", "hand-in"):
        pupil.go_to(step)
        assert pupil.overflow() <= 0, step
        pupil.shot(f"{size}-{step}")
    pupil.go_to("smooth")
    run, check = pupil.button("Aja"), pupil.button("Tarkista")
    expect(run).to_have_count(1)
    run.click()
    expect(page.locator(".out-picture")).to_be_visible(timeout=RUNS_WITHIN_MS)
    check.click()
    expect(page.locator(".result--not_passed")).to_be_visible(timeout=RUNS_WITHIN_MS)
    assert pupil.overflow() <= 0
    assert pupil.axe() == []
    pupil.shot(f"{size}-not-yet")
    if size == "laptop":
        # Code, output and check are in view together, without scrolling.
        for part in (".code .card__actions", ".out-picture", ".result__parts"):
            box = page.locator(part).bounding_box()
            assert box is not None
            assert box["y"] + box["height"] <= 768 - 56, part
    assert pupil.faults == []
    pupil.context.close()
