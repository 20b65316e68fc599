"""The grader process: django-tasks-db's worker, made to outlive what happens to it and to its fellows.

Its own worker stops at the first fault of the database and leaves a killed worker's task "running" for ever. This
one carries on, and gives back what a dead one held: each holds a lock on a file of its name while it lives.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import fcntl
import logging
import socket
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from django.db import DatabaseError, close_old_connections, transaction
from django.db.models import Q
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from innolab_portal.handin import grading, tasks
from innolab_portal.handin.models import Result

logger = logging.getLogger(__name__)

LEASE = dt.timedelta(minutes=15)
"""A worker on another machine, whose lock we can't see, is held for dead when a task takes longer."""
LOOK_EVERY = 10.0
"""Seconds between looks for what dead workers held."""


class GraderWorker(Worker):
    """A worker that survives faults of the database and takes over from the dead."""

    lock_dir: Path

    def run(self) -> None:
        """Work until told to stop (or, with --batch, until nothing is left)."""
        with alive(self.lock_dir, self.worker_id):
            next_look = 0.0
            while self.running:
                try:
                    if time.monotonic() >= next_look:
                        give_back_the_dead_ones(self.lock_dir)
                        clear_away(self.lock_dir)
                        next_look = time.monotonic() + LOOK_EVERY
                    worked = self._work_once()
                except DatabaseError:
                    logger.exception("the database did not answer; trying again")
                    worked = False
                close_old_connections()
                if not worked and self.batch:
                    return
                if self.max_tasks is not None and self._run_tasks >= self.max_tasks:
                    return
                if self.running and not worked:
                    time.sleep(self.interval)

    def _work_once(self) -> bool:
        """Take a task and do it; False if there is none."""
        ready = DBTaskResult.objects.ready().filter(backend_name=self.backend_name)
        if not self.process_all_queues:
            ready = ready.filter(queue_name__in=self.queue_names)
        # Looking costs no lock, so that idle graders never stand in the way of hand-ins.
        if not ready.exists():
            return False
        with exclusive_transaction(ready.db):
            task = ready.get_locked()
            if task is None:
                return False
            task.claim(self.worker_id)
        self.run_task(task)
        return True


def new_worker_id() -> str:
    """A name that tells the machine, so that others know whose lock they can see."""
    return f"{socket.gethostname()[:24]}-{uuid.uuid4().hex}"


@contextlib.contextmanager
def alive(folder: Path, worker_id: str) -> Iterator[None]:
    """Hold the lock that says this worker lives; the system drops it however the process ends."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / worker_id
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def give_back_the_dead_ones(folder: Path) -> int:
    """Queue again what dead workers held, and what lost its place in the queue; how many there were."""
    with transaction.atomic():
        dead = [task for task in DBTaskResult.objects.running().select_for_update() if _is_dead(task, folder)]
        for task in dead:
            _give_back(task)
        lost = _lost_results()
        for result in lost:
            result.status = Result.Status.QUEUED
            result.save(update_fields=["status"])
            tasks.enqueue_grading(result.hand_in)
    if dead or lost:
        logger.warning("queued again: %d of dead graders, %d without a place in the queue", len(dead), len(lost))
    return len(dead) + len(lost)


def clear_away(folder: Path) -> None:
    """Remove the files of graders that were killed; a young one may belong to a grader about to lock it."""
    for path in folder.iterdir():
        with contextlib.suppress(FileNotFoundError), path.open("r") as file:
            if time.time() - path.stat().st_mtime > LEASE.total_seconds() and _is_free(file):
                path.unlink()


def _is_dead(task: DBTaskResult[..., object], folder: Path) -> bool:
    """Whether nobody works on it: its worker's lock is free, or out of our sight for too long."""
    worker_id = task.worker_ids[-1] if task.worker_ids else ""
    if not worker_id.startswith(f"{socket.gethostname()[:24]}-"):
        return task.started_at is None or timezone.now() - task.started_at > LEASE
    try:
        with (folder / worker_id).open("r") as file:
            return _is_free(file)
    except FileNotFoundError:
        # A worker makes its file before its first task and removes it after its last.
        return True


def _is_free(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _give_back(task: DBTaskResult[..., object]) -> None:
    """Ready again, or given up after a few graders died of it: then a person looks."""
    hand_in_id = _hand_in_of(task)
    if len(task.worker_ids) >= tasks.ATTEMPTS:
        task.status, task.finished_at = TaskResultStatus.FAILED, timezone.now()
        task.save(update_fields=["status", "finished_at"])
        if hand_in_id is not None:
            grading.give_up(hand_in_id=hand_in_id, why=f"{tasks.ATTEMPTS} graders died of it")
        return
    task.status = TaskResultStatus.READY
    task.save(update_fields=["status"])
    if hand_in_id is not None:
        Result.objects.filter(hand_in_id=hand_in_id, status=Result.Status.RUNNING).update(status=Result.Status.QUEUED)


def _lost_results() -> list[Result]:
    """Results that wait for a grader while no task speaks of them; locked, so that no grader takes them meanwhile."""
    waiting = Q(status=Result.Status.QUEUED) | Q(status=Result.Status.RUNNING)
    spoken_of = _spoken_of()
    seem_lost = [
        result_id
        for result_id, hand_in_id in Result.objects.filter(waiting).values_list("pk", "hand_in_id")
        if hand_in_id not in spoken_of
    ]
    if not seem_lost:
        return []
    # Between the two looks a hand-in may have come, or a grader may have got done with one.
    held = Result.objects.select_for_update(of=("self",)).filter(waiting, pk__in=seem_lost).select_related("hand_in")
    results = list(held)
    spoken_of = _spoken_of()
    return [result for result in results if result.hand_in_id not in spoken_of]


def _spoken_of() -> set[int | None]:
    """The hand-ins that tasks are to grade, or that graders have in hand."""
    live = DBTaskResult.objects.filter(status__in=(TaskResultStatus.READY, TaskResultStatus.RUNNING))
    return {_hand_in_of(task) for task in live}


def _hand_in_of(task: DBTaskResult[..., object]) -> int | None:
    """The hand-in that a grading task is about."""
    if task.task_path != tasks.grade_hand_in.module_path:
        return None
    args = task.args_kwargs["args"]
    return int(args[0])
