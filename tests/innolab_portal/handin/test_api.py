"""The routes of hand-ins: what they answer, and to whom."""

from __future__ import annotations

import datetime as dt
import hashlib
from http import HTTPStatus
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from innolab_portal.handin import actions, receiving
from innolab_portal.handin.models import HandIn
from innolab_portal.people.models import User

from .conftest import Classroom, as_file, program_of, work

NOTEBOOK = "application/x-ipynb+json"


def url(path: str) -> str:
    return f"{settings.PORTAL.prefix}api/{path}"


def post(program: Client, lesson_id: str, body: bytes, **headers: str) -> Any:
    return program.post(url(f"lessons/{lesson_id}/hand-ins"), body, content_type=NOTEBOOK, headers=headers)


def test_handing_in_gives_a_receipt_and_again_the_same(classroom: Classroom) -> None:
    program, body = classroom.town.program_of(classroom.aino), as_file(work())
    sha256 = hashlib.sha256(body).hexdigest()
    first = post(program, classroom.lesson.pk, body, x_content_sha256=sha256)
    again = post(program, classroom.lesson.pk, body, x_content_sha256=sha256)
    hand_in = HandIn.objects.get()
    received_at = hand_in.received_at.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    assert hand_in.handed_in_at == hand_in.received_at
    assert (first.status_code, again.status_code) == (HTTPStatus.CREATED, HTTPStatus.OK)
    assert (
        first.json()
        == again.json()
        == {
            "receipt": hand_in.receipt,
            "sha256": sha256,
            "handed_in_at": received_at,
            "received_at": received_at,
            "late": False,
            "size": len(body),
        }
    )


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("en", "The lesson has ended, so work can no longer be handed in. Your work is safe. Ask your teacher."),
        ("fi", "Tunti on päättynyt, joten työtä ei voi enää palauttaa. Työsi on tallessa. Kysy opettajalta."),
        ("sv", "Lektionen är slut, så arbetet kan inte längre lämnas in. Ditt arbete är sparat. Fråga din lärare."),
    ],
)
def test_a_refusal_is_told_in_the_callers_language(classroom: Classroom, language: str, message: str) -> None:
    classroom.ends()
    answer = post(classroom.town.program_of(classroom.aino, language), classroom.lesson.pk, as_file(work()))
    assert answer.status_code == HTTPStatus.CONFLICT
    assert answer.json() == {"error": {"code": "lesson_closed", "message": message}}


@pytest.mark.parametrize(
    ("body", "headers", "status", "code"),
    [
        (b"no notebook", {}, 422, "not_a_notebook"),
        (as_file(work()), {"x_content_sha256": "0" * 64}, 422, "checksum_differs"),
        (b" " * (receiving.MAX_SIZE + 1), {}, 413, "too_large"),
    ],
    ids=["no notebook", "changed on the way", "too large"],
)
def test_what_can_not_be_taken(
    classroom: Classroom, body: bytes, headers: dict[str, str], status: int, code: str
) -> None:
    answer = post(classroom.town.program_of(classroom.aino), classroom.lesson.pk, body, **headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert not HandIn.objects.exists()


def test_kept_while_the_portal_was_away_and_sent_after_the_end(classroom: Classroom) -> None:
    classroom.ends(ago=dt.timedelta(minutes=5))
    pressed = timezone.now() - dt.timedelta(minutes=8)
    program = classroom.town.program_of(classroom.aino)
    answer = post(program, classroom.lesson.pk, as_file(work()), x_handed_in_at=pressed.isoformat())
    assert (answer.status_code, answer.json()["late"]) == (HTTPStatus.CREATED, False)
    assert HandIn.objects.get().handed_in_at == pressed


@pytest.mark.parametrize("said", ["yesterday", "2026-13-77T00:00:00Z", "2026-11-24T09:00:00"])
def test_a_time_that_says_nothing_is_as_good_as_none(classroom: Classroom, said: str) -> None:
    classroom.ends()
    program = classroom.town.program_of(classroom.aino)
    answer = post(program, classroom.lesson.pk, as_file(work()), x_handed_in_at=said)
    assert answer.json()["error"]["code"] == "lesson_closed"


def test_a_pupil_lists_the_own_and_a_teacher_all(classroom: Classroom) -> None:
    aino, eino = classroom.has_graded(classroom.aino), classroom.hands_in(classroom.eino)
    path = url(f"lessons/{classroom.lesson.pk}/hand-ins")
    own = classroom.town.program_of(classroom.aino).get(path).json()
    every = classroom.town.program_of(classroom.teacher).get(path).json()
    assert [(one["receipt"], one["status"], one["returned"], one["pupil"]) for one in own] == [
        (aino.receipt, "graded", False, None)
    ]
    assert [(one["receipt"], one["status"], one["pupil"]) for one in every] == [
        (eino.receipt, "queued", classroom.eino.username),
        (aino.receipt, "graded", classroom.aino.username),
    ]


def test_feedback_comes_when_it_is_returned_and_as_it_was_then(classroom: Classroom) -> None:
    hand_in = classroom.has_graded(classroom.aino)
    program, path = classroom.town.program_of(classroom.aino), url(f"lessons/{classroom.lesson.pk}/feedback")
    nothing = {"returned": False, "receipt": None, "comment": "", "points": None, "max_points": None, "cells": []}
    classroom.judges(hand_in, why=2.5, comment="Hienosti mietitty.")
    assert program.get(path).json() == nothing
    actions.return_feedback(lesson=classroom.lesson)
    classroom.judges(hand_in, why=0, comment="Kesken oleva muutos")
    mean = {"grade_id": "check-mean", "step": "mean", "verdict": "passed", "points": 2.0, "max_points": 2.0}
    why = {"grade_id": "why", "step": "why", "verdict": "not_passed", "points": 2.5, "max_points": 3.0}
    assert program.get(path).json() == {
        "returned": True,
        "receipt": hand_in.receipt,
        "comment": "Hienosti mietitty.",
        "points": 4.5,
        "max_points": 5.0,
        "cells": [{**mean, "comment": ""}, {**why, "comment": "Hyvä!"}],
    }


WHO = ["aino", "eino", "outsider", "teacher", "other_teacher", "trainer", "operator", "nobody"]
OWN, CLASS, NO, HIDDEN, OUT = 200, 200, 403, 404, 401
TABLE: dict[str, dict[str, int]] = {
    "POST hand-ins": {
        "aino": 200, "eino": 201, "outsider": NO, "teacher": NO, "other_teacher": NO,
        "trainer": NO, "operator": NO, "nobody": OUT,
    },
    "GET hand-ins": {
        "aino": OWN, "eino": OWN, "outsider": NO, "teacher": CLASS, "other_teacher": NO,
        "trainer": NO, "operator": NO, "nobody": OUT,
    },
    "GET file": {
        "aino": OWN, "eino": HIDDEN, "outsider": HIDDEN, "teacher": CLASS, "other_teacher": HIDDEN,
        "trainer": NO, "operator": NO, "nobody": OUT,
    },
    "GET feedback": {
        "aino": OWN, "eino": OWN, "outsider": NO, "teacher": NO, "other_teacher": NO,
        "trainer": NO, "operator": NO, "nobody": OUT,
    },
}  # fmt: skip


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("verb", TABLE)
def test_who_may_what(classroom: Classroom, people: dict[str, User | None], verb: str, who: str) -> None:
    """Aino has handed in; everybody tries every verb on her lesson and her receipt."""
    receipt = classroom.hands_in(classroom.aino).receipt
    person = people[who]
    program = program_of(classroom, person)
    lesson = f"lessons/{classroom.lesson.pk}"
    paths = {"GET hand-ins": f"{lesson}/hand-ins", "GET file": f"hand-ins/{receipt}/file"}
    if verb == "POST hand-ins":
        answer = post(program, classroom.lesson.pk, as_file(work()))
    else:
        answer = program.get(url(paths.get(verb, f"{lesson}/feedback")))
    assert answer.status_code == TABLE[verb][who]
    if answer.status_code >= HTTPStatus.BAD_REQUEST:
        assert set(answer.json()) == {"error"}
        assert set(answer.json()["error"]) == {"code", "message"}
    elif verb == "GET hand-ins" and who == "eino":
        assert answer.json() == []


def test_the_file_comes_back_bit_by_bit(classroom: Classroom) -> None:
    made = work(words="åäö €")
    hand_in = classroom.hands_in(classroom.aino, made)
    answer = classroom.town.program_of(classroom.aino).get(url(f"hand-ins/{hand_in.receipt}/file"))
    assert answer.content == as_file(made)
    assert answer["Content-Type"] == NOTEBOOK
    assert answer["Content-Disposition"] == f'attachment; filename="warmer-{classroom.aino.username}.ipynb"'


def test_unknown_receipts_and_lessons_are_not_found(classroom: Classroom) -> None:
    program = classroom.town.program_of(classroom.aino)
    for path in ("hand-ins/AAAA-AAAA/file", "lessons/0123456789/hand-ins", "lessons/0123456789/feedback"):
        assert program.get(url(path)).json()["error"]["code"] == "not_found"
