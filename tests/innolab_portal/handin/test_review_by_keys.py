"""The review in the browser: keys, saving without leaving the page, groups, undo, what goes wrong on the way."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import Any

import pytest
from actors import AXE, WCAG
from django.conf import settings
from django.urls import reverse
from innolab_portal.handin.models import CellResult, HandIn, Result
from playwright.sync_api import Browser, Page, expect

from .conftest import Classroom, work

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SOON = 30_000

# Playwright's own event loop runs in the tests' thread; Django would take the tests themselves for asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


class Reviewer:
    """The class's teacher at a browser."""

    def __init__(self, classroom: Classroom, page: Page, address: str) -> None:
        self.classroom, self.page, self.address = classroom, page, address

    def opens(self, name: str, *arguments: str, place: str = "") -> None:
        self.page.goto(self.address + reverse(name, args=[self.classroom.lesson.pk, *arguments]) + place)

    def answer(self, hand_in: HandIn) -> Any:
        return self.page.locator(f"#at-{hand_in.pupil.username}")

    def presses(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def sees_left(self, many: int) -> None:
        expect(self.page.locator(".review-foot [data-left]")).to_have_text(str(many), timeout=SOON)

    def sees_saved(self) -> None:
        """All that stands in the fields is what the portal keeps."""
        expect(self.page.locator("[data-status]")).to_contain_text("Saved", timeout=SOON)
        fields = "[...document.querySelectorAll('[data-answer] input, [data-answer] textarea')]"
        self.page.wait_for_function(f"{fields}.every(one => one.value === one.defaultValue)", timeout=SOON)


@pytest.fixture
def reviewer(classroom: Classroom, live_server: Any, chromium: Browser) -> Iterator[Reviewer]:
    """Signed in, with a window of a laptop's size."""
    session = classroom.town.browser_of(classroom.teacher).cookies[settings.SESSION_COOKIE_NAME].value
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url + "/services/portal/"}]
    )
    yield Reviewer(classroom, context.new_page(), live_server.url)
    context.close()


def points(hand_in: HandIn) -> dict[str, tuple[float | None, str]]:
    return {c.grade_id: (c.manual_points, c.comment) for c in CellResult.objects.filter(result__hand_in=hand_in)}


def test_a_step_is_judged_by_keys_alone(classroom: Classroom, reviewer: Reviewer) -> None:
    """Four pupils; two wrote the same in other signs."""
    town, school_class = classroom.town, classroom.school_class
    written = ["Ilmasto lämpenee.", "ilmasto  LÄMPENEE!", "Autoja on enemmän.", ""]
    pupils = [town.pupil(school_class) for _words in written]
    for pupil, pupil.alias in zip(pupils, ("bear", "fox", "owl", "swan"), strict=True):  # the order on the page
        pupil.save()
    warm, same, cars, none = (classroom.has_graded(p, work(words=w)) for p, w in zip(pupils, written, strict=True))
    page = reviewer.page
    reviewer.opens("review_step", "why", place=f"#at-{warm.pupil.username}")
    reviewer.sees_left(4)
    expect(page.get_by_role("heading", name=re.compile("2 answers like this"))).to_be_visible()

    # A figure opens the points, Enter saves and goes on; the last letters typed are in no key's way.
    reviewer.presses("2", ".", "5", "Tab")
    page.keyboard.insert_text("jkz: näin se on")
    reviewer.presses("Control+Enter")
    reviewer.sees_saved()
    reviewer.sees_left(3)
    assert points(warm)["why"] == (2.5, "jkz: näin se on")
    expect(reviewer.answer(same).get_by_label("Points")).to_be_focused()

    # The same for the group, and back again.
    reviewer.presses("Escape", "k", "g")
    reviewer.sees_left(2)
    reviewer.sees_saved()
    assert points(same)["why"] == (2.5, "jkz: näin se on")
    reviewer.presses("z")
    reviewer.sees_left(3)
    reviewer.sees_saved()
    assert points(same)["why"] == (None, "")

    # Points that can't be stay in their field and say so.
    reviewer.answer(cars).get_by_label("Points").fill("9")
    reviewer.presses("Enter")
    expect(reviewer.answer(cars).get_by_text("Give 0 to 3 points.")).to_be_visible(timeout=SOON)
    expect(reviewer.answer(cars).get_by_label("Points")).to_have_value("9")
    reviewer.answer(cars).get_by_label("Points").fill("1")
    reviewer.answer(none).get_by_label("Points").fill("0")
    reviewer.answer(same).get_by_label("Points").fill("3")
    reviewer.presses("Enter")
    expect(page).to_have_url(re.compile("/review/$"), timeout=SOON)
    assert [points(one)["why"][0] for one in (same, cars, none)] == [3.0, 1.0, 0.0]

    # Keys are off for who wants them off, and stay so.
    reviewer.opens("review_step", "why")
    reviewer.presses("?")
    page.get_by_role("switch", name="Single letters work as keys").click()
    reviewer.opens("review_step", "why")
    reviewer.presses("j", "1")
    expect(page.locator(".answer-card:focus-within")).to_have_count(0)


def test_an_own_comment_is_kept_and_offered_where_one_types(classroom: Classroom, reviewer: Reviewer) -> None:
    aino, eino = classroom.has_graded(classroom.aino), classroom.has_graded(classroom.eino)
    page = reviewer.page
    reviewer.opens("review_step", "why")
    comment = reviewer.answer(aino).get_by_label("Comment on this step")
    comment.fill("Muista yksikkö!")
    page.get_by_role("button", name="Keep this one").click()
    expect(page.get_by_role("button", name="Keep this one")).to_be_hidden(timeout=SOON)
    comment = reviewer.answer(eino).get_by_label("Comment on this step")
    comment.fill("muis")
    expect(page.get_by_role("button", name="Muista yksikkö!").first).to_be_visible()
    reviewer.presses("Alt+1")
    expect(comment).to_have_value("Muista yksikkö!")
    reviewer.presses("Tab")
    reviewer.sees_saved()
    assert points(eino)["why"] == (None, "Muista yksikkö!")


def test_nothing_typed_is_lost_while_the_connection_is_away(classroom: Classroom, reviewer: Reviewer) -> None:
    hand_in = classroom.has_graded(classroom.aino)
    page = reviewer.page
    reviewer.opens("review_step", "why")
    page.route("**/review/save", lambda route: route.abort())
    answer = reviewer.answer(hand_in)
    answer.get_by_label("Comment on this step").fill("Hyvin mietitty")
    answer.get_by_label("Points").fill("2")
    reviewer.presses("Tab")
    expect(page.locator("[data-status]")).to_contain_text("Not saved yet", timeout=SOON)
    page.on("dialog", lambda dialog: dialog.accept())  # the browser asks before it leaves
    reviewer.opens("review_step", "why")
    expect(answer.get_by_label("Comment on this step")).to_have_value("Hyvin mietitty")
    expect(page.locator("[data-status]")).to_contain_text("What you typed before", timeout=SOON)
    page.unroute("**/review/save")
    answer.get_by_label("Points").focus()
    reviewer.presses("Control+Enter")
    expect(page).to_have_url(re.compile("/review/$"), timeout=SOON)
    assert points(hand_in)["why"] == (2.0, "Hyvin mietitty")


def test_a_colleagues_word_is_never_overwritten_unseen(classroom: Classroom, reviewer: Reviewer) -> None:
    hand_in = classroom.has_graded(classroom.aino)
    reviewer.opens("review_pupil", classroom.aino.username, place="#at-why")
    classroom.judges(hand_in, why=3)
    answer = reviewer.page.locator("#at-why")
    answer.get_by_label("Points").fill("1")
    reviewer.presses("Tab")
    expect(answer.get_by_text("saved: 3")).to_be_visible(timeout=SOON)
    expect(answer.get_by_label("Comment on this step")).to_have_value("Hyvä!")
    assert points(hand_in)["why"] == (3.0, "Hyvä!")
    reviewer.presses("Control+Enter")
    expect(reviewer.page).to_have_url(re.compile("/review/$"), timeout=SOON)
    assert points(hand_in)["why"] == (1.0, "Hyvä!")


def test_from_pupil_to_pupil_and_across_without_losing_the_place(classroom: Classroom, reviewer: Reviewer) -> None:
    aino, eino = classroom.has_graded(classroom.aino), classroom.has_graded(classroom.eino)
    page = reviewer.page
    reviewer.opens("review_step", "why", place=f"#at-{eino.pupil.username}")
    page.get_by_role("link", name="Pupil by pupil").click()
    expect(page).to_have_url(re.compile(f"{eino.pupil.username}/#at-why$"))
    expect(page.locator("#at-why")).to_be_focused()
    page.evaluate("window.unbroken = true")  # the pupil beside is already here: no page is loaded
    other = page.locator("a[data-ahead]").first
    shown = re.sub("[←→ ]", "", other.inner_text())
    other.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(shown, timeout=SOON)
    expect(page).to_have_url(re.compile(f"{aino.pupil.username}/$"))
    assert page.evaluate("window.unbroken")

    # What came by itself can be had back.
    page.locator("#at-mean > details > summary").click()
    expect(page.get_by_role("button", name="Return to this pupil")).to_be_hidden()
    check = page.get_by_role("group", name=re.compile("check-mean"))
    check.get_by_label("Points").fill("0.5")
    reviewer.presses("Tab")
    reviewer.sees_saved()
    assert points(aino)["check-mean"] == (0.5, "")
    check.get_by_role("button", name=re.compile("Restore")).click()
    expect(check.get_by_text("Passed")).to_be_visible(timeout=SOON)
    reviewer.sees_saved()
    assert points(aino)["check-mean"] == (None, "")

    # What is judged can be returned from here, what was typed last included.
    page.get_by_role("group", name=re.compile(": why")).get_by_label("Points").fill("3")
    reviewer.presses("Tab")
    page.get_by_label("Words for the pupil").fill("Hienoa!")
    page.get_by_role("button", name="Return to this pupil").click()
    expect(page.get_by_text("Returned to 1 pupil.")).to_be_visible(timeout=SOON)
    assert Result.objects.get(hand_in=aino).returned["comment"] == "Hienoa!"


@pytest.mark.parametrize("width", [1280, 820, 390])
def test_the_pages_hold_what_accessibility_asks(classroom: Classroom, reviewer: Reviewer, width: int) -> None:
    classroom.has_graded(classroom.aino)
    classroom.judges(classroom.has_graded(classroom.eino))
    reviewer.page.set_viewport_size({"width": width, "height": 800})
    for name, argument in {"review_step": "why", "review_pupil": classroom.aino.username}.items():
        reviewer.opens(name, argument)
        reviewer.page.evaluate(AXE.read_text())
        found = reviewer.page.evaluate("tags => axe.run({runOnly: tags})", WCAG)
        assert [each["id"] for each in found["violations"]] == []
        assert not reviewer.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
