"""The grader process takes over from the dead, and outlives what happens to it."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest
from django.db import OperationalError
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from innolab_portal.handin import tasks, worker
from innolab_portal.handin.models import HandIn, Result

from .conftest import Classroom


def held_by(hand_in: HandIn, *worker_ids: str, for_minutes: float = 0) -> DBTaskResult:
    """The hand-in's task as a grader holds it."""
    task = DBTaskResult.objects.get()
    task.status, task.worker_ids = TaskResultStatus.RUNNING, list(worker_ids)
    task.started_at = timezone.now() - dt.timedelta(minutes=for_minutes)
    task.save()
    Result.objects.filter(hand_in=hand_in).update(status=Result.Status.RUNNING)
    return task


def states() -> tuple[str, str]:
    return Result.objects.get().status, DBTaskResult.objects.latest("enqueued_at").status


def test_what_a_killed_grader_held_is_queued_again(classroom: Classroom, tmp_path: Path) -> None:
    dead = worker.new_worker_id()
    (tmp_path / dead).touch()  # its lock went with it
    held_by(classroom.hands_in(classroom.aino), dead)
    assert worker.give_back_the_dead_ones(tmp_path) == 1
    assert states() == ("queued", "READY")
    assert worker.give_back_the_dead_ones(tmp_path) == 0


def test_what_a_living_grader_holds_stays_with_it(classroom: Classroom, tmp_path: Path) -> None:
    living = worker.new_worker_id()
    held_by(classroom.hands_in(classroom.aino), living, for_minutes=60)
    with worker.alive(tmp_path, living):
        assert worker.give_back_the_dead_ones(tmp_path) == 0
    assert states() == ("running", "RUNNING")


@pytest.mark.parametrize(("minutes", "given_back"), [(1, 0), (60, 1)])
def test_a_grader_on_another_machine_has_its_time(
    classroom: Classroom, tmp_path: Path, minutes: int, given_back: int
) -> None:
    held_by(classroom.hands_in(classroom.aino), "far-away-1234", for_minutes=minutes)
    assert worker.give_back_the_dead_ones(tmp_path) == given_back


def test_a_hand_in_that_kills_graders_is_left_for_a_person(classroom: Classroom, tmp_path: Path) -> None:
    dead = [worker.new_worker_id() for _ in range(tasks.ATTEMPTS)]
    held_by(classroom.hands_in(classroom.aino), *dead)
    worker.give_back_the_dead_ones(tmp_path)
    assert states() == ("failed", "FAILED")
    assert [cell.verdict for cell in Result.objects.get().cells.all()] == ["unjudged", "unjudged"]


def test_a_result_without_a_place_in_the_queue_gets_one(classroom: Classroom, tmp_path: Path) -> None:
    hand_in = classroom.hands_in(classroom.aino)
    DBTaskResult.objects.update(status=TaskResultStatus.FAILED)  # the database was busy while it was graded
    Result.objects.filter(hand_in=hand_in).update(status=Result.Status.RUNNING)
    assert worker.give_back_the_dead_ones(tmp_path) == 1
    assert states() == ("queued", "READY")


def test_a_hand_in_that_comes_while_one_looks_is_not_taken_for_lost(
    classroom: Classroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    classroom.hands_in(classroom.aino)
    found = worker._spoken_of()
    looks = iter([set(), found])  # at the first look its transaction had not ended
    monkeypatch.setattr(worker, "_spoken_of", lambda: next(looks))
    assert worker.give_back_the_dead_ones(tmp_path) == 0
    assert DBTaskResult.objects.count() == 1


def test_the_files_of_killed_graders_are_cleared_away(tmp_path: Path) -> None:
    (folder := tmp_path / "graders").mkdir()
    long_ago = (timezone.now() - 2 * worker.LEASE).timestamp()
    for name in ("killed", "young"):
        (folder / name).touch()
    with worker.alive(folder, "living"):
        for name in ("killed", "living"):
            os.utime(folder / name, (long_ago, long_ago))
        worker.clear_away(folder)
        assert {path.name for path in folder.iterdir()} == {"young", "living"}


def a_worker(tmp_path: Path) -> worker.GraderWorker:
    made = worker.GraderWorker(
        queue_names=["*"], interval=0, batch=True, backend_name="default", startup_delay=False,
        max_tasks=None, worker_id=worker.new_worker_id(), excluded_queue_names=[],
    )  # fmt: skip
    made.lock_dir = tmp_path
    return made


def test_a_grader_carries_on_when_the_database_did_not_answer(
    classroom: Classroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    grader, fails = a_worker(tmp_path / "graders"), iter([True, True, False])
    grader.batch = False

    def once() -> bool:
        if next(fails):
            raise OperationalError("database is locked")
        grader.running = False
        return True

    monkeypatch.setattr(grader, "_work_once", once)
    grader.run()
    assert not list((tmp_path / "graders").iterdir())
