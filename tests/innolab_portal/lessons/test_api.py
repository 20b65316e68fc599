"""The lesson routes of the API: who may call which, and what they answer."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

import pytest
from innolab_portal.lessons import actions
from innolab_portal.lessons.models import Progress
from innolab_portal.people.actions import join

NOON = dt.datetime(2026, 11, 24, 10, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
API = "/services/portal/api/"
RELEASE = b"PK the release"

WHO = ["teacher", "aino", "colleague", "stranger", "trainer", "operator"]
# What each may: teacher and pupil of the class, teacher and pupil of another, trainer, operator.
TABLE = {
    "GET lessons": [200, 200, 200, 200, 403, 403],
    "GET lessons/{id}": [200, 200, 403, 403, 403, 403],
    "GET lessons/{id}/state": [200, 200, 403, 403, 403, 403],
    "GET lessons/{id}/release": [200, 200, 403, 403, 403, 403],
    "PUT lessons/{id}/progress": [403, 200, 403, 403, 403, 403],
    "PUT lessons/{id}/hand": [403, 200, 403, 403, 403, 403],
    "DELETE lessons/{id}/hand": [403, 200, 403, 403, 403, 403],
    "PUT lessons/{id}/notes/1/read": [403, 200, 403, 403, 403, 403],
    "PUT lessons/{id}/ideas/k1": [403, 204, 403, 403, 403, 403],
    "PUT lessons/{id}/work": [403, 409, 403, 403, 403, 403],
    "GET lessons/0000000000": [404, 404, 404, 404, 403, 403],
}


def person(classroom: Any, who: str) -> Any:
    makers = {"trainer": classroom.town.trainer, "operator": classroom.town.operator}
    return makers[who]() if who in makers else getattr(classroom, who)


def call(program: Any, route: str, lesson: Any) -> Any:
    verb, path = route.format(id=lesson.pk).split()
    told = {"current_step": "read", "steps": {}, "kind": "too_hard"}
    body = {"data": told, "content_type": "application/json"} if verb == "PUT" else {}
    return getattr(program, verb.lower())(API + path, **body)


@pytest.mark.parametrize(
    ("route", "who", "status"),
    [(route, who, status) for route, row in TABLE.items() for who, status in zip(WHO, row, strict=True)],
)
def test_who_may_call_what(classroom: Any, route: str, who: str, status: int) -> None:
    answer = call(classroom.town.program_of(person(classroom, who)), route, classroom.gives())
    assert answer.status_code == status
    if status >= 400:
        assert set(answer.json()) == {"error"}
        assert set(answer.json()["error"]) == {"code", "message"}


@pytest.mark.parametrize("route", TABLE)
def test_nobody_comes_in_without_a_token(classroom: Any, client: Any, route: str) -> None:
    assert call(client, route, classroom.gives()).status_code == 401


def test_a_lesson_tells_all_a_pupils_server_needs(classroom: Any, clock: Any) -> None:
    lesson = classroom.gives(closes_at=NOON + HOUR)
    answer = classroom.town.program_of(classroom.aino).get(f"{API}lessons/{lesson.pk}")
    title = {"fi": "Paljonko lunta?", "sv": "Hur mycket snö?", "en": "How much snow?"}
    assert answer.json() == {
        "id": lesson.pk,
        "class": {"key": classroom.school_class.key, "name": "7B"},
        "assignment": "keskiarvo",
        "title": title,
        "module": {"slug": "lumi", "version": "1.0.0"},
        "activity": "keskiarvo",
        "kind": "guided",
        "state": "open",
        "opens_at": "2026-11-24T10:00:00Z",
        "closes_at": "2026-11-24T11:00:00Z",
        "now": "2026-11-24T10:00:00Z",
        "time_zone": "Europe/Helsinki",
        "release_sha256": hashlib.sha256(RELEASE).hexdigest(),
        "hints_allowed": True,
        "late_allowed": False,
        "feedback_when": "by_teacher",
        "steps": [
            {"id": "read", "title": {"fi": "Lue", "sv": "Läs", "en": "Read"}, "max_points": 2},
            {"id": "plot", "title": {"fi": "Piirrä", "sv": "Rita", "en": "Plot"}, "max_points": 2},
            {"id": "why", "title": {"fi": "Selitä", "sv": "Förklara", "en": "Explain"}, "max_points": 2},
        ],
        "own": False,
    }


def ids(program: Any, query: str = "") -> list[str]:
    return [lesson["id"] for lesson in program.get(f"{API}lessons{query}").json()["lessons"]]


def test_pupils_are_told_of_opened_lessons_and_teachers_of_all(classroom: Any, clock: Any) -> None:
    now, later = classroom.gives(), classroom.gives(opens_at=NOON + HOUR)
    assert ids(classroom.town.program_of(classroom.aino)) == [now.pk]
    assert ids(classroom.town.program_of(classroom.teacher)) == [later.pk, now.pk]
    assert ids(classroom.town.program_of(classroom.colleague)) == []


def test_lessons_are_asked_by_class(classroom: Any, clock: Any) -> None:
    other = classroom.town.school_class("7C")
    join(user=classroom.teacher, school_class=other)
    lesson = classroom.gives()
    theirs = actions.give(school_class=other, activity=classroom.activity, by=classroom.teacher)
    program = classroom.town.program_of(classroom.teacher)
    assert ids(program, f"?class={other.key}") == [theirs.pk]
    assert ids(program, f"?class={classroom.school_class.key}") == [lesson.pk]
    assert ids(program, "?class=nobodys") == []


def test_the_release_comes_once(classroom: Any) -> None:
    lesson = classroom.gives()
    program = classroom.town.program_of(classroom.aino)
    first = program.get(f"{API}lessons/{lesson.pk}/release")
    etag = first.headers["ETag"]
    assert (first.content, first.headers["Content-Type"]) == (RELEASE, "application/zip")
    assert etag == f'"{hashlib.sha256(RELEASE).hexdigest()}"'
    again = program.get(f"{API}lessons/{lesson.pk}/release", headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")


def test_the_release_waits_for_the_lesson(classroom: Any) -> None:
    lesson = classroom.gives(opens_at=NOON + 365 * 24 * HOUR)
    answer = classroom.town.program_of(classroom.aino, "sv").get(f"{API}lessons/{lesson.pk}/release")
    assert answer.status_code == 409
    assert answer.json()["error"]["code"] == "lesson_not_open"
    assert classroom.town.program_of(classroom.teacher).get(f"{API}lessons/{lesson.pk}/release").status_code == 200


def test_progress_is_answered_with_the_lessons_state(classroom: Any, clock: Any) -> None:
    lesson = classroom.gives(closes_at=NOON + HOUR)
    answer = classroom.town.program_of(classroom.aino).put(
        f"{API}lessons/{lesson.pk}/progress",
        {
            "current_step": "plot",
            "steps": {"read": {"state": "done", "tries": 1, "hints": 2, "since": "1999-01-01T00:00:00Z"}},
        },
        content_type="application/json",
    )
    assert answer.json() == {
        "state": "open",
        "opens_at": "2026-11-24T10:00:00Z",
        "closes_at": "2026-11-24T11:00:00Z",
        "now": "2026-11-24T10:00:00Z",
        "room": {"paused_at": None, "open_steps": None, "hand": None, "notes": [], "watched": False},
    }
    since = "2026-11-24T10:00:00+00:00"
    assert Progress.objects.get(pupil=classroom.aino).steps == {
        "read": {"state": "done", "tries": 1, "hints": 2, "since": since},
        "plot": {"state": "new", "tries": 0, "hints": 0, "since": since},
    }


@pytest.mark.parametrize(
    ("step", "code"),
    [
        ({"read": {"state": "dancing"}}, "invalid"),
        ({"read": {"state": "done", "tries": -1}}, "invalid"),
        ({"dance": {"state": "done"}}, "step_unknown"),
    ],
)
def test_progress_that_cannot_be_is_refused(classroom: Any, step: Any, code: str) -> None:
    lesson = classroom.gives()
    answer = classroom.town.program_of(classroom.aino).put(
        f"{API}lessons/{lesson.pk}/progress", {"current_step": "read", "steps": step}, content_type="application/json"
    )
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, code)
    assert not Progress.objects.exists()


def test_progress_costs_few_queries(classroom: Any, django_assert_max_num_queries: Any) -> None:
    lesson = classroom.gives()
    program = classroom.town.program_of(classroom.aino)
    body = {"current_step": "read", "steps": {"read": {"state": "trying", "tries": 1}}}
    program.put(f"{API}lessons/{lesson.pk}/progress", body, content_type="application/json")
    with django_assert_max_num_queries(11):
        program.put(f"{API}lessons/{lesson.pk}/progress", body, content_type="application/json")
