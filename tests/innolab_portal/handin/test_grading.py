"""From a hand-in to its result, and what a person said stays."""

from __future__ import annotations

import json

import pytest
from django.db import OperationalError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from innolab_nbgrader.graded import NotNow
from innolab_portal.handin import actions, grading, scores, tasks
from innolab_portal.handin.models import CellResult, HandIn, Result
from innolab_portal.lessons.models import Lesson
from innolab_portal.library.files import store

from .conftest import Cell, Classroom, Graded, work


def cells_of(hand_in: HandIn) -> list[tuple[str, str, float | None, float | None]]:
    cells = CellResult.objects.filter(result__hand_in=hand_in)
    return [(cell.grade_id, cell.verdict, cell.auto_points, cell.manual_points) for cell in cells]


def test_a_hand_in_is_graded_once(classroom: Classroom) -> None:
    hand_in = classroom.hands_in(classroom.aino)
    result = classroom.is_graded(hand_in)
    assert result.status == Result.Status.GRADED
    assert cells_of(hand_in) == [("check-mean", "passed", 2.0, None), ("why", "unjudged", None, None)]
    assert json.loads(store().read(result.notebook_sha256)) == work()
    assert grading.grade_one(hand_in_id=hand_in.pk, grader=classroom.grader) is None
    assert classroom.grader.runs == 1


def test_a_broken_grader_costs_nothing_and_waits_for_a_person(classroom: Classroom) -> None:
    classroom.grader.breaks = RuntimeError("no memory")
    hand_in = classroom.hands_in(classroom.aino)
    result = classroom.is_graded(hand_in)
    assert (result.status, result.detail) == (Result.Status.FAILED, "RuntimeError: no memory")
    assert cells_of(hand_in) == [("check-mean", "unjudged", None, None), ("why", "unjudged", None, None)]


def test_one_bad_notebook_never_stops_the_others(classroom: Classroom) -> None:
    classroom.grader.breaks = ValueError("a bad notebook")
    classroom.has_graded(classroom.aino)
    classroom.grader.breaks = None
    assert classroom.is_graded(classroom.hands_in(classroom.eino)).status == Result.Status.GRADED


def test_a_busy_database_is_no_fault_of_the_notebook(classroom: Classroom) -> None:
    classroom.grader.breaks = OperationalError("database is locked")
    hand_in = classroom.hands_in(classroom.aino)
    with pytest.raises(OperationalError):
        classroom.is_graded(hand_in)
    assert Result.objects.get().status == Result.Status.RUNNING  # and the worker queues it again


def test_a_zygote_that_is_away_leaves_the_hand_in_in_the_queue(classroom: Classroom) -> None:
    classroom.grader.breaks = NotNow("no zygote answers")
    hand_in = classroom.hands_in(classroom.aino)
    with pytest.raises(NotNow):
        classroom.is_graded(hand_in)
    assert Result.objects.get().status == Result.Status.QUEUED
    classroom.grader.breaks = None
    assert classroom.is_graded(hand_in).status == Result.Status.GRADED


def test_its_task_is_tried_again_a_little_later(classroom: Classroom) -> None:
    hand_in = classroom.hands_in(classroom.aino)
    DBTaskResult.objects.all().delete()
    assert tasks.grade_hand_in.func(hand_in.pk) is None  # in tests no zygote answers
    again = DBTaskResult.objects.get()
    assert (again.status, again.args_kwargs["args"], Result.objects.get().detail) == ("READY", [hand_in.pk], "")
    assert again.run_after > timezone.now()


@pytest.mark.parametrize(
    ("reason", "status"),
    [("grader_failed", Result.Status.FAILED), ("other_notebook", Result.Status.GRADED)],
)
def test_why_nothing_could_be_judged_is_kept(classroom: Classroom, reason: str, status: Result.Status) -> None:
    hand_in = classroom.hands_in(classroom.aino)
    cells = [Cell("check-mean", "mean", "unjudged", None, 2.0), Cell("why", "why", "unjudged", None, 3.0)]
    graded = Graded(cells, {"cells": [], "nbformat": 4}, reason=reason, detail="why")
    grading.grade_one(hand_in_id=hand_in.pk, grader=lambda *_: graded)
    result = Result.objects.get()
    assert (result.status, result.repaired, result.detail) == (status, [reason], "why")
    assert not scores.reviewed(result)


def test_grading_again_keeps_the_teachers_points_and_words(classroom: Classroom) -> None:
    hand_in = classroom.has_graded(classroom.aino, work("mean = 8"))
    classroom.judges(hand_in, why=2.5, mean=1.5, comment="Melkein!")
    classroom.grader.right = "8"  # the test was mended
    assert actions.regrade(hand_in=hand_in)
    result = classroom.is_graded(hand_in)
    assert cells_of(hand_in) == [("check-mean", "passed", 2.0, 1.5), ("why", "unjudged", None, 2.5)]
    assert (result.comment, result.cells.get(grade_id="why").comment) == ("Melkein!", "Hyvä!")


def test_grading_again_waits_for_the_grading_under_way(classroom: Classroom) -> None:
    assert not actions.regrade(hand_in=classroom.hands_in(classroom.aino))


def test_a_regrade_that_breaks_takes_no_points_away(classroom: Classroom) -> None:
    hand_in = classroom.has_graded(classroom.aino)
    actions.regrade(hand_in=hand_in)
    classroom.grader.breaks = RuntimeError("broken today")
    assert classroom.is_graded(hand_in).status == Result.Status.FAILED
    assert cells_of(hand_in) == [("check-mean", "passed", 2.0, None), ("why", "unjudged", None, None)]


def test_at_once_tells_the_pupil_and_leaves_own_words_open(classroom: Classroom) -> None:
    classroom.lesson.feedback_when = Lesson.FeedbackWhen.AT_ONCE
    classroom.lesson.save()
    result = classroom.has_graded(classroom.aino).result
    assert result.returned is not None
    assert [(cell["grade_id"], cell["points"]) for cell in result.returned["cells"]] == [
        ("check-mean", 2.0),
        ("why", None),
    ]


def test_at_once_does_not_return_what_could_not_be_graded(classroom: Classroom) -> None:
    classroom.lesson.feedback_when = Lesson.FeedbackWhen.AT_ONCE
    classroom.lesson.save()
    classroom.grader.breaks = RuntimeError("broken")
    assert classroom.has_graded(classroom.aino).result.returned is None


def test_returning_gives_only_what_is_reviewed_and_once(classroom: Classroom) -> None:
    aino, eino = classroom.has_graded(classroom.aino), classroom.has_graded(classroom.eino)
    classroom.judges(aino)
    assert actions.return_feedback(lesson=classroom.lesson) == 1
    assert actions.return_feedback(lesson=classroom.lesson) == 0
    classroom.judges(aino, why=3)  # a later change can be returned again
    classroom.judges(eino)
    assert actions.return_feedback(lesson=classroom.lesson, pupils=[classroom.aino.username]) == 1
    assert Result.objects.get(hand_in=aino).returned["points"] == 5.0
    assert Result.objects.get(hand_in=eino).returned is None


def test_feedback_returned_again_is_new_again(classroom: Classroom) -> None:
    hand_in = classroom.has_graded(classroom.aino)
    classroom.judges(hand_in)
    actions.return_feedback(lesson=classroom.lesson)
    actions.mark_read(result=Result.objects.get())
    assert Result.objects.get().read_at is not None
    classroom.judges(hand_in, why=3)
    actions.return_feedback(lesson=classroom.lesson)
    assert Result.objects.get().read_at is None
