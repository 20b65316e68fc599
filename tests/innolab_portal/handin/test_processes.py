"""Kills and races, with real processes on real databases."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from jupyter_prefork.client import Client

from benchmarks.postgresql import new_database

from .conftest import RELEASE, SOURCE, STEPS, as_file, work, zipped

SCHOOL = """
import datetime as dt, json, os, sys, threading
import django; django.setup()
from pathlib import Path
from django.conf import settings
from jupyter_prefork.client import Client
from django.db import connection
from django.utils import timezone
from innolab_portal.handin import actions, queries
from innolab_portal.handin.models import HandIn, Result
from innolab_portal.lessons.models import Lesson
from innolab_portal.library.files import store
from innolab_portal.library.models import Activity, Module, ModuleVersion
from innolab_portal.people import actions as people
from innolab_portal.people.models import User
from django_tasks_db.models import DBTaskResult
folder = settings.PORTAL.data_dir
work = (folder / "work.ipynb").read_bytes()
def hand_in(body=work, seconds=0):
    if seconds:
        slow = json.loads(body)
        slow["cells"][1]["source"] = f"import time\\ntime.sleep({seconds})\\nmean = 7"
        body = json.dumps(slow).encode()
    return actions.receive(lesson=Lesson.objects.get(), pupil=User.objects.get(role="pupil"), body=body)
def told():
    found = [(h.receipt, store().holds(h.sha256), h.result.status) for h in HandIn.objects.select_related("result")]
    return {"hand_ins": found, "tasks": DBTaskResult.objects.count()}
"""

BUILD = """
module = Module.objects.create(slug="warming")
version = ModuleVersion.objects.create(module=module, version="1.0.0", manifest={}, content_sha256="0" * 64)
activity = Activity.objects.create(
    module_version=version, slug="warmer", position=1, kind="guided",
    manifest={"title": {"fi": "x"}, "steps": json.loads((folder / "steps.json").read_text())},
    release_sha256=store().put((folder / "release.zip").read_bytes()),
    source_sha256=store().put((folder / "source.zip").read_bytes()),
)
school_class = people.make_class(school=people.make_school(code="1", name="K"), name="7B", grade=7, school_year=2026)
people.make_pupil(school_class=school_class, full_name="Aino")
Lesson.objects.create(
    school_class=school_class, activity=activity, assignment="warmer", opens_at=timezone.now() - dt.timedelta(hours=1)
)
"""


class Portal:
    """A portal with its own folder and database; scripts run in processes of their own."""

    def __init__(self, folder: Path, zygote: str, database: str) -> None:
        self.folder, self.database = folder, database
        self.zygote = folder / "zygote"
        self.zygote.symlink_to(zygote)
        config = settings.PORTAL.model_dump(mode="json") | {
            "data_dir": str(folder),
            "database": database,
            "store_dir": str(folder / "store"),
            "gradebook_dir": str(folder / "gradebooks"),
            "zygote_socket": str(self.zygote),
        }
        for secret in ("secret_key", "name_key", "code_key", "oidc_private_key", "hub_client_secret", "hub_api_token"):
            config[secret] = getattr(settings.PORTAL, secret).get_secret_value()
        (folder / "portal.json").write_text(json.dumps(config))
        for name, content in (("release.zip", zipped(RELEASE)), ("source.zip", zipped(SOURCE))):
            (folder / name).write_bytes(content)
        (folder / "work.ipynb").write_bytes(as_file(work()))
        (folder / "steps.json").write_text(json.dumps(STEPS))
        self.command("migrate", "-v0").wait(120)
        self.runs(BUILD)

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {
            "INNOLAB_PORTAL_CONFIG": str(self.folder / "portal.json"),
            "DJANGO_SETTINGS_MODULE": "innolab_portal.settings",
        }

    def command(self, *arguments: str) -> subprocess.Popen[bytes]:
        log = (self.folder / f"{arguments[0]}.log").open("ab")
        command = [sys.executable, "-m", "innolab_portal", *arguments]
        return subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)

    def runs(self, script: str, *, dies: bool = False) -> dict[str, object]:
        done = subprocess.run(
            [sys.executable, "-c", SCHOOL + script + "\nprint(json.dumps(told()))"],
            env=self.environment, capture_output=True, check=False, timeout=120,
        )  # fmt: skip
        assert (done.returncode != 0) == dies, done.stderr.decode()
        return {} if dies else json.loads(done.stdout)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def portal(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, zygote_socket: str) -> Portal:
    folder = tmp_path_factory.mktemp("portal")
    database = f"sqlite:///{folder / 'portal.sqlite3'}"
    if request.param == "postgresql":
        database = new_database(request.getfixturevalue("postgresql"), "processes")
    return Portal(folder, zygote_socket, database)


@pytest.fixture(autouse=True)
def _nothing_handed_in(portal: Portal) -> None:
    tables = ("handin_cellresult", "handin_result", "handin_handin", "django_tasks_database_dbtaskresult")
    in_database(portal, *(f"DELETE FROM {table}" for table in tables))


DIE = "os.kill(os.getpid(), 9)"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("moment", "stored"),
    [
        (f"actions.store = lambda: type('S', (), {{'put': lambda s, b: {DIE}}})()", 0),
        (f"actions.HandIn.objects.get_or_create = lambda **v: {DIE}", 0),
        (f"actions.Result.objects.create = lambda **v: {DIE}", 0),
        (f"actions.tasks.enqueue_grading = lambda h: {DIE}", 0),
        (f"f = actions.tasks.enqueue_grading; actions.tasks.enqueue_grading = lambda h: (f(h), {DIE})", 0),
        (f"f = actions.receive\ndef r(**v): f(**v); {DIE}\nactions.receive = r", 1),
    ],
    ids=["before the file", "between file and row", "after the row", "before the queue", "before the end", "after"],
)
def test_killed_at_any_moment_file_row_and_queue_agree(portal: Portal, moment: str, stored: int) -> None:
    portal.runs(f"{moment}\nhand_in()", dies=True)
    after_the_kill = portal.runs("")
    assert (len(after_the_kill["hand_ins"]), after_the_kill["tasks"]) == (stored, stored)
    again = portal.runs("hand_in()")  # the pupil's server sends until it has the receipt
    assert [(held, status) for _receipt, held, status in again["hand_ins"]] == [(True, "queued")]
    assert again["tasks"] == 1


@pytest.mark.slow
def test_equal_hand_ins_at_once_are_one(portal: Portal) -> None:
    race = """
receipts, barrier = [], threading.Barrier(8)
def one():
    barrier.wait()
    try: receipts.append(hand_in()[0].receipt)
    finally: connection.close()
threads = [threading.Thread(target=one) for _ in range(8)]
[t.start() for t in threads]; [t.join() for t in threads]
assert len(receipts) == 8 and len(set(receipts)) == 1, receipts
"""
    told = portal.runs(race)
    assert (len(told["hand_ins"]), told["tasks"]) == (1, 1)


def status(portal: Portal) -> str | None:
    """Where the only hand-in's grading stands."""
    return next(iter(statuses(portal)), None)


def statuses(portal: Portal) -> list[str]:
    """Where gradings stand, read beside the processes."""
    return [status for (status,) in in_database(portal, "SELECT status FROM handin_result ORDER BY id")]


def in_database(portal: Portal, *statements: str) -> list[tuple[Any, ...]]:
    """What the portal's database answers to the last of them, asked beside the processes."""
    connection: Any = (
        sqlite3.connect(portal.database.removeprefix("sqlite:///"), timeout=20)
        if portal.database.startswith("sqlite")
        else psycopg.connect(portal.database)
    )
    with closing(connection), connection:
        for statement in statements:
            answer = connection.execute(statement)
        return list(answer.fetchall()) if answer.description else []


@pytest.fixture
def grader(portal: Portal) -> Iterator[subprocess.Popen[bytes]]:
    """A grader that waits for work."""
    process = portal.command("db_worker", "--interval", "0.1")
    locks = portal.folder / "run" / "graders"
    wait_until(lambda: locks.is_dir() and any(locks.iterdir()))
    yield process
    process.kill()
    process.wait()
    for lock in locks.iterdir():
        lock.unlink()


@pytest.mark.slow
def test_an_idle_grader_ends_at_once(portal: Portal, grader: subprocess.Popen[bytes]) -> None:
    grader.send_signal(signal.SIGTERM)
    assert grader.wait(10) == 0
    assert not list((portal.folder / "run" / "graders").iterdir())


@pytest.mark.slow
def test_a_busy_grader_finishes_what_it_has(portal: Portal, grader: subprocess.Popen[bytes]) -> None:
    portal.runs("hand_in(seconds=5)")
    wait_until(lambda: status(portal) != "queued", 10)
    grader.send_signal(signal.SIGTERM)
    assert grader.wait(60) == 0
    assert status(portal) == "graded"


@pytest.mark.slow
def test_what_a_killed_grader_had_is_graded_by_the_next(portal: Portal, grader: subprocess.Popen[bytes]) -> None:
    portal.runs("hand_in(seconds=5)")
    wait_until(lambda: status(portal) == "running", 10)
    grader.kill()
    grader.wait()
    assert status(portal) == "running"
    assert portal.command("db_worker", "--batch").wait(120) == 0
    assert status(portal) == "graded"


@pytest.mark.slow
def test_while_the_zygote_is_away_hand_ins_wait(portal: Portal, grader: subprocess.Popen[bytes]) -> None:
    there = portal.zygote.readlink()
    portal.zygote.unlink()
    portal.runs("hand_in()")
    log = portal.folder / "db_worker.log"
    wait_until(lambda: "waits: no zygote answers" in log.read_text())
    assert status(portal) in {"queued", "running"}
    portal.zygote.symlink_to(there)
    wait_until(lambda: status(portal) == "graded")


MANY = """
for number in range(30):
    body = json.loads(work)
    body["cells"][1]["source"] = f"import time\\ntime.sleep(0.3)\\nmean = 7  # {number}"
    hand_in(json.dumps(body).encode())
"""


@pytest.mark.slow
def test_three_graders_grade_thirty_hand_ins_once_each_though_one_is_killed(portal: Portal) -> None:
    graders = [portal.command("db_worker", "--interval", "0.1") for _ in range(3)]
    locks = portal.folder / "run" / "graders"
    try:
        wait_until(lambda: locks.is_dir() and len(list(locks.iterdir())) == 3)
        portal.runs(MANY)
        wait_until(lambda: "graded" in statuses(portal) and "running" in statuses(portal))
        graders[0].kill()
        wait_until(lambda: set(statuses(portal)) == {"graded"} and not waiting(portal), 120)
    finally:
        for grader in graders:
            grader.terminate()
        assert [grader.wait(30) for grader in graders[1:]] == [0, 0]
        graders[0].wait()
    # What the killed one had in hand was begun again; nothing else was, and no task found its work done by another.
    told = in_database(
        portal,
        "SELECT worker_ids, return_value FROM django_tasks_database_dbtaskresult WHERE task_path LIKE '%grade_%'",
    )
    workers = [json.loads(ids) if isinstance(ids, str) else ids for ids, _status in told]
    assert len(statuses(portal)) == len(told) == 30
    assert sum(len(ids) for ids in workers) <= 31
    assert len({ids[0] for ids in workers}) > 1
    assert all("graded" in str(status) for _ids, status in told)
    # The files of living graders go with them; its forks are ended by the zygote when it is.
    assert len(list(locks.iterdir())) <= 1
    wait_until(lambda: not asyncio.run(Client(str(portal.zygote)).status())["children"])
    for lock in locks.iterdir():
        lock.unlink()


def waiting(portal: Portal) -> int:
    """How many tasks wait or are being done."""
    query = "SELECT count(*) FROM django_tasks_database_dbtaskresult WHERE status IN ('READY', 'RUNNING')"
    return int(in_database(portal, query)[0][0])


def wait_until(holds: Callable[[], bool], seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.05)
