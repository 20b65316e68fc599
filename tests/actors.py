"""The people of InnoLab as tests tell of them: each in a browser of their own, with verbs of their work.

They read the page as people do, by its words and roles, in English unless a story says otherwise.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from innolab_portal.people.servers import HubServers
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request, expect

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ROOT = Path(__file__).resolve().parent.parent
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
SERVER_STARTS_WITHIN_MS = 90_000
CODE_RUNS_WITHIN_MS = 60_000


def chromium_path() -> str:
    """The machine's Chromium."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    assert found, "the browser tests need Chromium: apt-get install chromium"
    return found


def heap_of(pid: int) -> bytes:
    """The memory in which a process keeps what it allocated."""
    maps = Path(f"/proc/{pid}/maps").read_text().splitlines()
    with Path(f"/proc/{pid}/mem").open("rb") as memory:
        parts = []
        for start, end in (line.split()[0].split("-") for line in maps if line.endswith("[heap]")):
            memory.seek(int(start, 16))
            parts.append(memory.read(int(end, 16) - int(start, 16)))
    return b"".join(parts)


@dataclass
class House:
    """A running InnoLab."""

    url: str
    data: Path
    accounts: list[dict[str, Any]]

    def account(self, role: str, number: int = 0, **wanted: str) -> dict[str, Any]:
        """The n-th account of a role, for example a pupil of class 7B."""
        fitting = [
            a for a in self.accounts if a["role"] == role and all(a.get(key) == value for key, value in wanted.items())
        ]
        return fitting[number]

    def pupils_of(self, class_name: str) -> list[dict[str, Any]]:
        """All pupils of a class."""
        return [account for account in self.accounts if account.get("class") == class_name]

    def portal_command(self, *command: str) -> None:
        """Run one of the portal's own commands beside the running portal."""
        environment = {**os.environ, "INNOLAB_PORTAL_CONFIG": str(self.data / "run" / "portal.json")}
        subprocess.run([sys.executable, "-m", "innolab_portal", *command], env=environment, check=True, timeout=120)

    def pid_of(self, process: str) -> int:
        """The process id of the proxy, hub, portal or grader as it runs now."""
        state = json.loads((self.data / "run" / "innolab.json").read_text())
        return int(state["processes"][process])

    def kill(self, process: str) -> None:
        """Kill the hub, the portal or another without a word, with all its own processes."""
        os.killpg(self.pid_of(process), signal.SIGKILL)

    def kill_server_of(self, username: str) -> None:
        """Kill somebody's own server without a word."""
        mark = f"JUPYTERHUB_SERVICE_PREFIX=/user/{username}/\0".encode()
        (server,) = [pid for pid in self.forked("pupil") if mark in heap_of(pid)]
        os.kill(server, signal.SIGKILL)

    @contextmanager
    def holds_still(self, process: str) -> Iterator[None]:
        """Let a process answer nobody for a while, as when the way to it is cut."""
        group = self.pid_of(process)
        os.killpg(group, signal.SIGSTOP)
        try:
            yield
        finally:
            os.killpg(group, signal.SIGCONT)

    @property
    def servers(self) -> HubServers:
        """People's servers, asked for at the hub as the portal asks."""
        portal = json.loads((self.data / "run" / "portal.json").read_text())
        return HubServers(portal["hub_api_url"], portal["hub_api_token"])

    def is_back(self, process: str, *, instead_of: int, within_s: float = 60) -> None:
        """Wait until the supervisor has started it again."""
        deadline = time.monotonic() + within_s
        while self.pid_of(process) == instead_of or not self.answers(process):
            assert time.monotonic() < deadline, f"{process} did not come back"
            time.sleep(0.2)

    def answers(self, process: str) -> bool:
        """Whether the hub or the portal answers through the proxy."""
        path = {"hub": "/hub/api/", "portal": "/services/portal/sign-in/"}[process]
        return httpx.get(f"{self.url}{path}", trust_env=False).status_code == 200

    def server_variable(self, username: str, name: str) -> str:
        """A variable of somebody's own server: of a fork, only its memory holds them, and only root may look there."""
        mark = f"JUPYTERHUB_SERVICE_PREFIX=/user/{username}/\0".encode()
        for heap in map(heap_of, self.forked("pupil") + self.forked("full")):
            if mark in heap and (found := re.search(rb"\0%s=([^\0]*)\0" % name.encode(), heap)):
                return found[1].decode()
        raise AssertionError(f"no server of {username} runs")

    def forked(self, entry: str) -> list[int]:
        """The process ids of the zygote's children of this entry: `pupil`, `full`, `kernel`."""
        children = json.loads((self.data / "run" / "zygote" / "children.json").read_text())
        return [child["pid"] for child in children if child["entry"] == entry]


@dataclass
class Person:
    """Somebody at a browser."""

    house: House
    account: dict[str, Any]
    context: BrowserContext
    page: Page
    foreign: list[str] = field(default_factory=list)
    """Addresses outside InnoLab that a page asked for: there must be none."""

    def open(self, path: str) -> None:
        """Go to a page of the portal."""
        self.page.goto(f"{self.house.url}/services/portal/{path}")

    def button(self, name: str | re.Pattern[str]) -> Locator:
        """A button by its words."""
        return self.page.get_by_role("button", name=name)

    def link(self, name: str | re.Pattern[str]) -> Locator:
        """A link by its words."""
        return self.page.get_by_role("link", name=name)

    def sees(self, words: str | re.Pattern[str], *, within_ms: int = 10_000) -> None:
        """Wait until the page shows the words."""
        expect(self.page.get_by_text(words).first).to_be_visible(timeout=within_ms)

    def sign_out(self) -> None:
        """Sign out at the portal's header."""
        self.open("")
        self.button("Sign out").click()
        self.page.wait_for_url(re.compile("/sign-in/"))

    def server_token(self) -> str:
        """The token of the own server."""
        return self.house.server_variable(self.account["user"], "JUPYTERHUB_API_TOKEN")

    def speak(self, language: str) -> None:
        """Choose a language in the header's menu; on whatever page the person is."""
        self.page.locator("details.menu > summary", has_text=re.compile(r"\((fi|sv|en)\)")).click()
        self.page.locator(f'button[name="language"][value="{language}"]').click()
        expect(self.page.locator("html")).to_have_attribute("lang", language)

    def scrolls_sideways(self) -> bool:
        """Whether the page is wider than the window."""
        root = "document.documentElement"
        return bool(self.page.evaluate(f"{root}.scrollWidth > {root}.clientWidth"))

    def axe(self) -> list[str]:
        """What axe finds against WCAG 2.1 A and AA on the page as it is: rule and place of each finding."""
        self.page.evaluate(AXE.read_text())
        found = self.page.evaluate("tags => axe.run({runOnly: tags})", WCAG)
        return [f"{each['id']}: {node['target']}" for each in found["violations"] for node in each["nodes"]]


class Adult(Person):
    """Whoever signs in with e-mail and password."""

    def sign_in(self) -> None:
        """From the front door to the own home."""
        self.page.goto(self.house.url)
        self.link(re.compile("E-mail and password")).click()
        self.page.get_by_label("E-mail").fill(self.account["email"])
        self.page.get_by_label("Password").fill(self.account["password"])
        self.button("Sign in").click()
        self.page.wait_for_url(re.compile("/services/portal/(classes|modules|operator)/"))


class Trainer(Adult):
    """Publishes modules."""

    def publish(self, slug: str) -> None:
        """Put a module into the library with the button."""
        self.open("modules/")
        publish = self.button(re.compile(f"Publish.*{slug}"))
        if publish.count():
            publish.click()
        expect(self.link(re.compile(f"See in the library.*{slug}"))).to_be_visible()


class Teacher(Adult):
    """Gives lessons, watches, reviews and returns."""

    def give(self, slug: str, activity: str, class_name: str, *, late_allowed: bool = False) -> str:
        """Give an activity to a class for tomorrow; returns the lesson's id."""
        self.open(f"library/{slug}/{activity}/give/")
        self.page.get_by_role("radio", name=class_name, exact=True).check()
        self.page.get_by_role("radio", name="Later").check()
        tomorrow = dt.datetime.now() + dt.timedelta(days=1)  # noqa: DTZ005  (as a teacher writes it)
        self.page.get_by_label("Starts", exact=True).fill(tomorrow.strftime("%Y-%m-%dT%H:%M"))
        self.page.get_by_label("Work may be handed in late").set_checked(late_allowed)
        self.button("Give to the class").click()
        self.page.wait_for_url(re.compile(r"/lessons/\w+/$"))
        return self.page.url.rstrip("/").rsplit("/", 1)[1]

    def start(self, lesson: str) -> None:
        """Start the lesson in its room."""
        self.open(f"lessons/{lesson}/")
        self.button("Start lesson").click()
        expect(self.page.get_by_text("End lesson")).to_be_visible()

    def end(self, lesson: str) -> None:
        """End the lesson in its room."""
        self.open(f"lessons/{lesson}/")
        self.page.get_by_text("End lesson").click()
        self.button("End it now").click()
        expect(self.button("Open again")).to_be_visible()

    def judge(self, cell: str, points: str, comment: str = "") -> None:
        """Give points and words to a graded cell on the open page of the review."""
        answer = self.page.get_by_role("group", name=re.compile(re.escape(cell)))
        answer.get_by_label("Points").fill(points)
        if comment:
            answer.get_by_label("Comment on this step").fill(comment)

    def save_and_go_on(self) -> None:
        """Save on the open page of the review, then to what comes next: here, or on a page that opens."""
        self.button(re.compile("^Save and")).click()

    def return_feedback(self) -> None:
        """Return what is reviewed, on the class's page of the review."""
        self.button(re.compile("^Return")).first.click()
        self.sees(re.compile("Returned"))

    def row_of(self, pupil: dict[str, Any]) -> Locator:
        """A pupil's row on the board, by first name."""
        return self.page.get_by_role("row").filter(has_text=pupil["name"].split()[0])


class Pupil(Person):
    """Does an activity."""

    def sign_in(self) -> None:
        """From the front door to today's activities, with the class's code and the own one."""
        self.page.goto(self.house.url)
        self.page.get_by_label("Class code").fill(self.account["class_code"])
        self.page.get_by_label("My own code").fill(self.account["code"])
        self.button("Sign in").click()
        self.page.wait_for_url(re.compile("/services/portal/today/"))

    def open_activity(self, title: str) -> None:
        """Open it from today's page and wait until the first step is there."""
        self.page.get_by_role("link", name=re.compile(f"(Start|Carry on|Look at it).*{re.escape(title)}")).first.click()
        self.page.wait_for_url(re.compile("/innolab/lesson/"), timeout=SERVER_STARTS_WITHIN_MS)
        expect(self.page.locator("h1")).to_be_visible(timeout=30_000)

    def open_lesson(self, lesson: str) -> None:
        """Open a certain lesson and wait until its first step is there."""
        self.open(f"lessons/{lesson}/open/")
        self.page.wait_for_url(re.compile("/innolab/lesson/"), timeout=SERVER_STARTS_WITHIN_MS)
        expect(self.page.locator(".stops")).to_be_visible(timeout=30_000)

    def go_to_hand_in(self) -> None:
        """Go to the last stop."""
        self.page.get_by_role("link", name=re.compile("^Hand in,")).click()

    def go_to(self, number: int) -> None:
        """Go to a step on the line of stops."""
        self.page.get_by_role("link", name=re.compile(f"^Step {number}:")).click()

    def write_code(self, code: str) -> None:
        """Replace all code of the step."""
        self.page.locator(".cm-content").first.click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(code)

    def code(self) -> str:
        """The code of the step as it stands."""
        lines = self.page.locator(".cm-content").first.locator(".cm-line").all_inner_texts()
        return "\n".join(line.strip("\n") for line in lines)

    def run(self) -> None:
        """Run the code and wait until it has run."""
        self.page.locator(".cm-content").first.focus()
        self.page.keyboard.press("Control+Enter")
        expect(self.page.locator(".card__when").first).to_have_text(re.compile(r"^at "), timeout=CODE_RUNS_WITHIN_MS)

    def check(self) -> str:
        """Check the step as it stands; returns the result's heading."""
        self.button("Check").first.click()
        fresh = self.page.locator(".result:not(.result--stale):not(.result--empty) h2")
        expect(fresh).to_be_visible(timeout=CODE_RUNS_WITHIN_MS)
        expect(self.button("Checking")).to_have_count(0, timeout=CODE_RUNS_WITHIN_MS)
        return fresh.inner_text()

    def answer(self, words: str) -> None:
        """Write an answer in own words."""
        self.page.get_by_label("Your answer in your own words").fill(words)

    def is_saved(self) -> None:
        """Wait until everything is at the server."""
        expect(self.page.locator(".top__saved--saved")).to_be_visible(timeout=15_000)

    def hand_in(self) -> str:
        """Hand in and return the receipt."""
        self.go_to_hand_in()
        self.button(re.compile("^Hand in")).click()
        receipt = self.page.locator("[data-receipt]")
        expect(receipt).to_be_visible(timeout=30_000)
        return receipt.get_attribute("data-receipt") or ""


@contextmanager
def at_browser(
    browser: Browser, house: House, who: type[Any], account: dict[str, Any], *, width: int = 1280, locale: str = "en-GB"
) -> Iterator[Any]:
    """Give somebody a browser of their own; afterwards no page may have asked another host for anything."""
    context = browser.new_context(viewport={"width": width, "height": 800}, locale=locale)
    page = context.new_page()
    person = who(house=house, account=account, context=context, page=page)

    def note(request: Request) -> None:
        if not request.url.startswith((house.url, house.url.replace("http", "ws", 1), "data:", "blob:", "about:")):
            person.foreign.append(request.url)

    context.on("request", note)
    try:
        yield person
    except BaseException:
        # What the person saw when the story broke off.
        page.screenshot(path=ROOT / "test-results" / f"{account['user']}.png", full_page=True)
        raise
    finally:
        context.close()
    assert person.foreign == []


def api(house: House, token: str) -> httpx.Client:
    """The portal's API as a person's server calls it."""
    headers = {"Authorization": f"Bearer {token}", "Accept-Language": "en"}
    return httpx.Client(base_url=f"{house.url}/services/portal/api/", headers=headers, timeout=20, trust_env=False)
