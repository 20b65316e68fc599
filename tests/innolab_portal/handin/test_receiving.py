"""A hand-in is taken whole or not at all, once for the same content."""

from __future__ import annotations

import datetime as dt
import errno
import hashlib
import os
import re
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from innolab_portal.handin import actions, errors, queries, receipts, receiving
from innolab_portal.handin.models import HandIn, Result
from innolab_portal.library.files import store

from .conftest import Classroom, as_file, work


def test_a_hand_in_is_a_file_a_row_and_a_place_in_the_queue(classroom: Classroom) -> None:
    body = as_file(work())
    hand_in, new = actions.receive(lesson=classroom.lesson, pupil=classroom.aino, body=body)
    assert new
    assert store().read(hand_in.sha256) == body
    assert (hand_in.size, hand_in.late) == (len(body), False)
    assert Result.objects.get(hand_in=hand_in).status == Result.Status.QUEUED
    assert [task.args_kwargs["args"] for task in DBTaskResult.objects.all()] == [[hand_in.pk]]


def test_a_receipt_can_be_read_out_and_typed_back() -> None:
    receipt = receipts.new_receipt()
    assert re.fullmatch(r"[2-9A-Y]{4}-[2-9A-Y]{4}", receipt)
    assert not set(receipt) & set("01OILUSBZ")
    assert receipts.normalised(receipt.lower().replace("-", " ")) == receipt


def test_the_same_content_again_gives_the_same_receipt(classroom: Classroom) -> None:
    first = classroom.hands_in(classroom.aino)
    again, new = actions.receive(lesson=classroom.lesson, pupil=classroom.aino, body=as_file(work()))
    assert (again, new) == (first, False)
    assert HandIn.objects.count() == DBTaskResult.objects.count() == 1


def test_two_pupils_with_the_same_content_have_each_their_own(classroom: Classroom) -> None:
    aino, eino = classroom.hands_in(classroom.aino), classroom.hands_in(classroom.eino)
    assert aino.sha256 == eino.sha256
    assert aino.receipt != eino.receipt


def test_going_back_to_an_earlier_version_makes_it_count_again(classroom: Classroom) -> None:
    first = classroom.hands_in(classroom.aino, work("mean = 7"))
    second = classroom.hands_in(classroom.aino, work("mean = 8"))
    assert queries.newest(classroom.lesson, classroom.aino) == second
    classroom.hands_in(classroom.aino, work("mean = 7"))
    assert queries.newest(classroom.lesson, classroom.aino) == first
    assert [one.pk for one in queries.newest_hand_ins(classroom.lesson)] == [first.pk]


@pytest.mark.parametrize(
    ("opens", "closes", "refusal"),
    [(10, None, errors.LessonNotOpen), (-60, -1, errors.LessonClosed), (-60, 1, None), (-1, None, None)],
)
def test_only_while_the_lesson_is_open(
    classroom: Classroom, opens: int, closes: int | None, refusal: type[errors.HandInError] | None
) -> None:
    now = timezone.now()
    classroom.lesson.opens_at = now + dt.timedelta(minutes=opens)
    classroom.lesson.closes_at = now + dt.timedelta(minutes=closes) if closes else None
    if refusal is None:
        assert classroom.hands_in(classroom.aino)
        return
    with pytest.raises(refusal):
        classroom.hands_in(classroom.aino)
    assert not HandIn.objects.exists()


def arrives(classroom: Classroom, *, pressed_ago: int | None) -> HandIn:
    pressed = None if pressed_ago is None else timezone.now() - dt.timedelta(minutes=pressed_ago)
    return actions.receive(lesson=classroom.lesson, pupil=classroom.aino, body=as_file(work()), pressed_at=pressed)[0]


def test_pressed_in_time_but_arrived_after_the_end_is_in_time(classroom: Classroom) -> None:
    classroom.ends(ago=dt.timedelta(minutes=10))
    hand_in = arrives(classroom, pressed_ago=20)
    assert (hand_in.late, hand_in.was_delayed) == (False, True)
    assert timezone.now() - hand_in.handed_in_at >= dt.timedelta(minutes=20)


UNBELIEVABLE = [(10, 5), (70, 80), (10, None), (10, -5), (10, 45)]
"""Minutes since the end and since the press: after the end, too long ago, unsaid, to come, before the lesson."""


@pytest.mark.parametrize(("closed_for", "pressed_ago"), UNBELIEVABLE)
def test_after_the_end_nothing_is_taken(classroom: Classroom, closed_for: int, pressed_ago: int | None) -> None:
    classroom.ends(ago=dt.timedelta(minutes=closed_for))
    with pytest.raises(errors.LessonClosed):
        arrives(classroom, pressed_ago=pressed_ago)


@pytest.mark.parametrize(("closed_for", "pressed_ago"), UNBELIEVABLE)
def test_where_the_lesson_allows_it_the_same_is_taken_and_marked_late(
    classroom: Classroom, closed_for: int, pressed_ago: int | None
) -> None:
    classroom.lesson.late_allowed = True
    classroom.ends(ago=dt.timedelta(minutes=closed_for))
    assert arrives(classroom, pressed_ago=pressed_ago).late


@pytest.mark.parametrize("pressed_ago", [5, -5, 45])
def test_while_the_lesson_is_on_nothing_is_late(classroom: Classroom, pressed_ago: int) -> None:
    hand_in = arrives(classroom, pressed_ago=pressed_ago)
    assert not hand_in.late
    assert classroom.lesson.opens_at <= hand_in.handed_in_at <= hand_in.received_at


@pytest.mark.parametrize(
    "body",
    [b"", b"hello", b"[]", b'{"nbformat": 3, "worksheets": []}', b'{"nbformat": 4}', b"[" * 100_000, b"\xff\xfe"],
)
def test_what_is_no_notebook_is_refused(classroom: Classroom, body: bytes) -> None:
    with pytest.raises(errors.NotANotebook):
        actions.receive(lesson=classroom.lesson, pupil=classroom.aino, body=body)
    assert not list(store().root.glob("*/" + hashlib.sha256(body).hexdigest()))


def test_too_large_is_refused(classroom: Classroom) -> None:
    with pytest.raises(errors.TooLarge):
        actions.receive(lesson=classroom.lesson, pupil=classroom.aino, body=b" " * (receiving.MAX_SIZE + 1))


def test_bytes_changed_on_the_way_are_refused(classroom: Classroom) -> None:
    with pytest.raises(errors.ChecksumDiffers):
        actions.receive(
            lesson=classroom.lesson, pupil=classroom.aino, body=as_file(work()), sha256=hashlib.sha256(b"x").hexdigest()
        )


def test_a_full_disk_leaves_nothing_half_written(classroom: Classroom, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    body = as_file(work())
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(errors.NoSpace):
        actions.receive(lesson=classroom.lesson, pupil=classroom.aino, body=body)
    monkeypatch.undo()
    digest = hashlib.sha256(body).hexdigest()
    assert not HandIn.objects.exists()
    # Other content may stand in the same folder.
    assert not [
        path for path in (store().root / digest[:2]).iterdir() if path.name in {digest} or path.name.startswith(".new-")
    ]


@pytest.mark.parametrize(
    ("said", "refusal"),
    [("database is locked", errors.TryAgain), ("database or disk is full", errors.NoSpace)],
)
def test_a_database_that_can_not_write_says_so(
    classroom: Classroom, monkeypatch: pytest.MonkeyPatch, said: str, refusal: type[errors.HandInError]
) -> None:
    def broken(**_values: Any) -> None:
        raise OperationalError(said)

    monkeypatch.setattr(Result.objects, "create", broken)
    with pytest.raises(refusal):
        classroom.hands_in(classroom.aino)
    assert (HandIn.objects.count(), DBTaskResult.objects.count()) == (0, 0)
