"""Answers from memory: only what Django allowed, each pupil's own, and never older than a second."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import httpx
import pytest
from django.conf import settings
from django.db import OperationalError
from django.utils import timezone
from innolab_portal.lessons import memory, talking
from innolab_portal.lessons.hearing import ASKER, Heard
from innolab_portal.lessons.memory import ADMITTED_S, READ_S, SEEN_S, AnswersFromMemory
from innolab_portal.lessons.models import Hand, Lesson, Note, Progress

HOUR = dt.timedelta(hours=1)
FROM_DJANGO = 200


@dataclass
class Portal:
    """A Django that counts, a database with one lesson, and a clock: the parts around what is tested."""

    lesson: Lesson | None = None
    says: int = FROM_DJANGO
    asked: list[str] = field(default_factory=list)
    read: int = 0
    broken: bool = False
    now: float = 1000.0
    askers: dict[str, int] = field(default_factory=dict)
    """The pupils' pk by token, as Django knows them."""
    said: dict[str, Any] = field(default_factory=dict)
    """What is said to pupils, as a Heard has it."""
    seen: list[tuple[str, list[int]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.lesson = Lesson(pk="les1", opens_at=timezone.now() - HOUR)
        self.app = AnswersFromMemory(
            self.django, read=self.reads, seen=lambda *who: self.seen.append(who), clock=lambda: self.now
        )

    def django(self, environ: Any, start_response: Any) -> list[bytes]:
        self.asked.append(environ["PATH_INFO"])
        environ[ASKER] = self.askers.get(environ.get("HTTP_AUTHORIZATION", "").removeprefix("Bearer "))
        start_response(f"{self.says} {HTTPStatus(self.says).phrase}", [])
        return [b"django"]

    def reads(self, _lesson_id: str, _known: Heard | None) -> Heard | None:
        self.read += 1
        if self.broken:
            raise OperationalError
        return Heard(self.lesson, **self.said) if self.lesson else None

    def get(self, path: str = "lessons/les1/state", token: str = "aino", method: str = "GET") -> httpx.Response:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        with httpx.Client(transport=httpx.WSGITransport(self.app), base_url="http://portal") as browser:
            return browser.request(method, f"{settings.PORTAL.prefix}api/{path}", headers=headers)


@pytest.fixture
def portal() -> Portal:
    return Portal()


def test_once_allowed_it_is_answered_without_django(portal: Portal) -> None:
    assert portal.get().text == "django"
    answers = [portal.get().json() for _ in range(3)]
    assert [answer["state"] for answer in answers] == ["open"] * 3
    assert set(answers[0]) == {"state", "opens_at", "closes_at", "now", "room"}
    assert (len(portal.asked), portal.read) == (1, 1)


def test_an_end_is_told_after_a_second(portal: Portal) -> None:
    portal.get()
    portal.get()
    portal.lesson = Lesson(pk="les1", opens_at=timezone.now() - HOUR, closes_at=timezone.now())
    portal.now += READ_S
    assert portal.get().json()["state"] == "closed"


def test_an_end_by_the_clock_is_told_at_once(portal: Portal) -> None:
    portal.lesson = Lesson(pk="les1", opens_at=timezone.now() - HOUR, closes_at=timezone.now() + HOUR)
    portal.get()
    assert portal.get().json()["state"] == "open"
    portal.lesson.closes_at = timezone.now()
    assert portal.get().json()["state"] == "closed"


@pytest.mark.parametrize("said", [401, 403, 404, 500])
def test_what_django_refuses_it_refuses_each_time(portal: Portal, said: int) -> None:
    portal.says = said
    assert [portal.get().status_code for _ in range(3)] == [said] * 3
    assert (len(portal.asked), portal.read) == (3, 0)


def test_after_a_minute_django_is_asked_again(portal: Portal) -> None:
    portal.get()
    portal.now += ADMITTED_S
    portal.says = 403
    assert portal.get().status_code == 403


@pytest.mark.parametrize(
    "other",
    [
        {"token": "eino"},
        {"token": ""},
        {"path": "lessons/les2/state"},
        {"path": "lessons/les1/state/"},
        {"path": "lessons/les1"},
        {"method": "POST"},
    ],
)
def test_nobody_and_nothing_else_comes_in_by_it(portal: Portal, other: dict[str, str]) -> None:
    portal.get()
    portal.says = 403
    assert portal.get(**other).status_code == 403


@pytest.mark.parametrize("breaks", ["gone", "broken"])
def test_a_lesson_that_can_not_be_read_is_django_s_to_tell(portal: Portal, breaks: str) -> None:
    go_away: dict[str, Callable[[], None]] = {
        "gone": lambda: setattr(portal, "lesson", None),
        "broken": lambda: setattr(portal, "broken", True),
    }
    portal.get()
    go_away[breaks]()
    portal.says = 404
    assert portal.get().status_code == 404


def test_each_pupil_hears_what_is_said_to_that_pupil(portal: Portal) -> None:
    portal.askers = {"aino": 1, "eino": 2}
    now = timezone.now()
    portal.said = {
        "hands": {1: Hand(step="read", raised_at=now, seen_at=now)},
        "notes": {2: [Note(pk=7, text="Look at line 6", sent_at=now)]},
    }
    for name in ("aino", "eino", "teacher"):
        portal.get(token=name)
    aino, eino, teacher = (portal.get(token=name).json()["room"] for name in ("aino", "eino", "teacher"))
    assert (aino["hand"]["step"], aino["notes"]) == ("read", [])
    assert (eino["hand"], [note["text"] for note in eino["notes"]]) == (None, ["Look at line 6"])
    assert (teacher["hand"], teacher["notes"]) == (None, [])
    assert len(portal.asked) == 3


def test_who_asks_is_there_and_written_down_with_the_others(portal: Portal) -> None:
    portal.askers = {"aino": 1, "eino": 2}
    for name in ("aino", "eino", "teacher", "aino"):
        portal.get(token=name)
    assert portal.seen == []
    portal.now += SEEN_S
    portal.get(token="aino")
    assert [(lesson, sorted(who)) for lesson, who in portal.seen] == [("les1", [1, 2])]


def test_what_is_said_is_read_anew_only_when_there_is_news(
    classroom: Any, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "close_old_connections", lambda: None)
    lesson = classroom.gives()
    known = memory.read_lesson(lesson.pk, None)
    with django_assert_num_queries(1):
        known = memory.read_lesson(lesson.pk, known)
    talking.raise_hand(lesson=lesson, pupil=classroom.aino, step="read")
    known = memory.read_lesson(lesson.pk, known)
    assert known is not None
    assert list(known.hands) == [classroom.aino.pk]
    talking.pause(lesson=lesson, by=classroom.teacher)
    with django_assert_num_queries(1):
        known = memory.read_lesson(lesson.pk, known)
    assert known is not None
    assert known.by(None, timezone.now()).room.paused_at is not None


def test_a_pupil_whose_page_asks_is_not_away(classroom: Any, clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "close_old_connections", lambda: None)
    lesson = classroom.gives()
    classroom.works(lesson, classroom.aino, "read")
    clock.goes_on(minutes=3)
    memory.write_seen(lesson.pk, [classroom.aino.pk])
    assert Progress.objects.get(pupil=classroom.aino).heard_at == clock.now
