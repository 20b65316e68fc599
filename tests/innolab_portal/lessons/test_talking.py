"""Hands, notes, ideas, eyes on the teacher, the pace and looks: what passes between pupils and teachers."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from innolab_portal.lessons import actions, errors, queries, talking
from innolab_portal.lessons.hearing import RoomOut, read
from innolab_portal.lessons.models import Idea, Look

NOON = dt.datetime(2026, 11, 24, 10, 0, tzinfo=dt.UTC)
API = "/services/portal/api/"


def hears(lesson: Any, pupil: Any) -> RoomOut:
    """What the pupil's page hears now."""
    lesson.refresh_from_db()
    return read(lesson).by(pupil.pk, timezone.now()).room


def put(program: Any, path: str, **told: Any) -> Any:
    return program.put(f"{API}{path}", told, content_type="application/json")


def test_a_hand_goes_up_is_seen_and_comes_down(classroom: Any, clock: Any) -> None:
    lesson, aino = classroom.gives(), classroom.aino
    program = classroom.town.program_of(aino)
    put(program, f"lessons/{lesson.pk}/hand", step="plot")
    clock.goes_on(minutes=2)
    told = put(program, f"lessons/{lesson.pk}/hand", step="why").json()["room"]["hand"]
    assert told == {"step": "plot", "raised_at": "2026-11-24T10:00:00Z", "seen_at": None}
    talking.answer_hand(lesson=lesson, pupil=aino, by=classroom.teacher, down=False)
    assert hears(lesson, aino).hand.seen_at == clock.now
    assert hears(lesson, classroom.eino).hand is None
    assert program.delete(f"{API}lessons/{lesson.pk}/hand").json()["room"]["hand"] is None


def test_the_end_of_the_lesson_lowers_hands_and_ends_a_pause(classroom: Any) -> None:
    lesson = classroom.gives()
    talking.raise_hand(lesson=lesson, pupil=classroom.aino, step="")
    talking.pause(lesson=lesson, by=classroom.teacher)
    assert hears(lesson, classroom.aino).paused_at is not None
    actions.end(lesson=lesson, by=classroom.teacher)
    actions.start(lesson=lesson, by=classroom.teacher)
    room = hears(lesson, classroom.aino)
    assert (room.hand, room.paused_at) == (None, None)


def test_a_note_stays_until_it_is_read_and_answers_a_hand(classroom: Any, clock: Any) -> None:
    lesson, aino = classroom.gives(), classroom.aino
    talking.raise_hand(lesson=lesson, pupil=aino, step="read")
    note = talking.send_note(lesson=lesson, pupil=aino, by=classroom.teacher, text=" Good start! ")
    room = hears(lesson, aino)
    assert ([n.text for n in room.notes], room.hand.seen_at) == (["Good start!"], clock.now)
    assert hears(lesson, classroom.eino).notes == []
    put(classroom.town.program_of(classroom.eino), f"lessons/{lesson.pk}/notes/{note.pk}/read")
    assert len(hears(lesson, aino).notes) == 1
    put(classroom.town.program_of(aino), f"lessons/{lesson.pk}/notes/{note.pk}/read")
    note.refresh_from_db()
    assert (hears(lesson, aino).notes, note.read_at) == ([], clock.now)


@pytest.mark.parametrize("words", ["", "  \n"])
def test_an_empty_note_is_no_note(classroom: Any, words: str) -> None:
    with pytest.raises(errors.NothingSaid):
        talking.send_note(lesson=classroom.gives(), pupil=classroom.aino, by=classroom.teacher, text=words)


def test_an_idea_is_kept_once_with_what_it_is_about(classroom: Any, clock: Any) -> None:
    lesson = classroom.gives()
    program = classroom.town.program_of(classroom.aino)
    for _ in range(2):
        answer = put(
            program, f"lessons/{lesson.pk}/ideas/k1", kind="better_task", words="Mitataan oma piha", step="plot"
        )
        assert answer.status_code == 204
    idea = Idea.objects.get()
    assert (idea.pupil, str(idea.module_version.version), idea.activity, idea.step, idea.presentation) == (
        classroom.aino, "1.0.0", "keskiarvo", "plot", "text",
    )  # fmt: skip
    assert (idea.kind, idea.words, idea.sent_at) == ("better_task", "Mitataan oma piha", NOON)


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"kind": "better_task"}, "nothing_said"),
        ({"kind": "rude"}, "invalid"),
        ({"kind": "too_hard", "step": "dance"}, "step_unknown"),
        ({"kind": "other", "words": "x" * 1001}, "invalid"),
    ],
)
def test_an_idea_that_says_nothing_is_refused(classroom: Any, told: dict[str, str], code: str) -> None:
    lesson = classroom.gives()
    answer = put(classroom.town.program_of(classroom.aino), f"lessons/{lesson.pk}/ideas/k1", **told)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, code)


def test_steps_open_one_by_one(classroom: Any) -> None:
    lesson = classroom.gives(open_steps=1)
    assert hears(lesson, classroom.aino).open_steps == 1
    talking.open_steps(lesson=lesson, by=classroom.teacher, number=2)
    assert hears(lesson, classroom.aino).open_steps == 2
    talking.open_steps(lesson=lesson, by=classroom.teacher, number=3)
    assert hears(lesson, classroom.aino).open_steps is None


def test_work_is_taken_only_while_a_teacher_looks_and_forgotten_after_a_day(classroom: Any, clock: Any) -> None:
    lesson, aino = classroom.gives(), classroom.aino
    program = classroom.town.program_of(aino)
    path = f"{API}lessons/{lesson.pk}/work"
    assert program.put(path, b"{}", content_type="application/json").status_code == 409
    talking.look(lesson=lesson, pupil=aino, by=classroom.teacher)
    assert (hears(lesson, aino).watched, hears(lesson, classroom.eino).watched) == (True, False)
    assert program.put(path, b'{"cells": []}', content_type="application/json").status_code == 204
    assert bytes(Look.objects.get().notebook) == b'{"cells": []}'
    clock.goes_on(seconds=30)
    assert not hears(lesson, aino).watched
    assert program.put(path, b"{}", content_type="application/json").json()["error"]["code"] == "nobody_looks"
    clock.goes_on(days=2)
    talking.look(lesson=lesson, pupil=classroom.eino, by=classroom.teacher)
    assert [look.pupil for look in Look.objects.all()] == [classroom.eino]
    actions.end(lesson=lesson, by=classroom.teacher)
    assert not Look.objects.exists()


def test_too_large_a_notebook_is_not_taken(classroom: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("innolab_portal.lessons.room_api.LARGEST_WORK", 5)
    lesson = classroom.gives()
    talking.look(lesson=lesson, pupil=classroom.aino, by=classroom.teacher)
    program = classroom.town.program_of(classroom.aino)
    answer = program.put(f"{API}lessons/{lesson.pk}/work", b"123456", content_type="application/json")
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "work_too_large")


@pytest.mark.parametrize("verb", ["pause", "note", "hand"])
def test_a_lesson_that_is_over_knows_no_hands_notes_or_pauses(classroom: Any, verb: str) -> None:
    lesson, aino, teacher = classroom.gives(), classroom.aino, classroom.teacher
    actions.end(lesson=lesson, by=teacher)
    does = {
        "pause": lambda: talking.pause(lesson=lesson, by=teacher),
        "note": lambda: talking.send_note(lesson=lesson, pupil=aino, by=teacher, text="Hei"),
        "hand": lambda: talking.raise_hand(lesson=lesson, pupil=aino, step=""),
    }
    with pytest.raises(errors.NotOpenNow):
        does[verb]()


def test_a_lesson_for_some_of_the_class_is_theirs_alone(classroom: Any, clock: Any) -> None:
    lesson = classroom.gives(chosen=[classroom.aino])
    assert [day.lesson.pk for day in queries.pupil_day(classroom.aino, NOON).running] == [lesson.pk]
    assert queries.pupil_day(classroom.eino, NOON).running == []
    assert [row.pupil.username for row in queries.lesson_board(lesson, NOON, animals=True).rows] == [
        classroom.aino.username
    ]
    assert queries.taught_lessons([lesson], NOON)[0].pupils == 1
    eino = classroom.town.program_of(classroom.eino)
    assert eino.get(f"{API}lessons/{lesson.pk}").status_code == 403
    assert eino.get(f"{API}lessons").json() == {"lessons": []}


def test_only_pupils_of_the_class_can_be_chosen(classroom: Any) -> None:
    with pytest.raises(errors.NotTheirClass):
        classroom.gives(chosen=[classroom.stranger])


@pytest.mark.parametrize("who", ["colleague", "aino"])
def test_only_its_teachers_speak_in_a_lesson(classroom: Any, who: str) -> None:
    lesson, aino, by = classroom.gives(), classroom.aino, getattr(classroom, who)
    verbs = [
        lambda: talking.answer_hand(lesson=lesson, pupil=aino, by=by, down=True),
        lambda: talking.send_note(lesson=lesson, pupil=aino, by=by, text="Hei"),
        lambda: talking.pause(lesson=lesson, by=by),
        lambda: talking.go_on(lesson=lesson, by=by),
        lambda: talking.open_steps(lesson=lesson, by=by, number=1),
        lambda: talking.look(lesson=lesson, pupil=aino, by=by),
    ]
    for verb in verbs:
        with pytest.raises(errors.NotTheirClass):
            verb()
