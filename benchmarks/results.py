"""Run in the portal's environment: hand-ins go into the queue of a running house, and results are waited for.

`results autograde FOLDER` hands in a course's folder (see `quickstart`) and prints what its graders made of it:
{"seconds", "gradebook_s", "cpu_s", "failed", "scores"}.
`results watch` reads numbers, a line each; when there are so many results it prints a line with all of them:
[{"receipt", "user", "at", "passed", "not_passed", "failed"}].
"""

from __future__ import annotations

import datetime as dt
import json
import os
import secrets
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING:
    from benchmarks.scores import Scores

PATIENCE_S = 900
LOOK_EVERY_S = 0.1


def autograde(course: Path) -> dict[str, Any]:
    """Hand all in, one after another; from before the first until the last result, and until the gradebook has it."""
    from innolab_portal.handin.actions import receive  # noqa: PLC0415 - Django has to be set up first

    lessons, people = set_up(course)
    bodies = [
        (lessons[file.stem], user, file.read_bytes())
        for name, user in people.items()
        for file in sorted((course / "submitted" / name).glob("*/*.ipynb"))
    ]
    began, cpu = dt.datetime.now(dt.UTC), time.process_time()
    for lesson, pupil, body in bodies:
        receive(lesson=lesson, pupil=pupil, body=body)
    results = wait_for(len(bodies))
    in_gradebook = wait_for_gradebook()
    return {
        "seconds": (max(result.graded_at for result in results) - began).total_seconds(),
        "gradebook_s": (in_gradebook - began).total_seconds(),
        "cpu_s": time.process_time() - cpu,
        "failed": [str(result.detail)[-2000:] for result in results if result.status == result.Status.FAILED],
        "scores": scores_of(results, {user.username: name for name, user in people.items()}),
    }


def set_up(course: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """A lesson for each of the course's notebooks, a pupil for each who submitted, by their names in the folder."""
    from innolab_portal.lessons.actions import give  # noqa: PLC0415 - Django has to be set up first
    from innolab_portal.library.files import store  # noqa: PLC0415
    from innolab_portal.library.models import Activity, Module, ModuleVersion  # noqa: PLC0415
    from innolab_portal.people import actions  # noqa: PLC0415
    from innolab_portal.people.models import Role  # noqa: PLC0415

    school = actions.make_school(code="99904", name="Arviointikoulu")
    teacher = actions.make_adult(
        role=Role.TEACHER, full_name="Arvioija", email="bench@demo.example", password=secrets.token_urlsafe()
    )
    school_class = actions.make_class(school=school, name="9-1", grade=9, school_year=2026)
    actions.join(user=teacher, school_class=school_class)
    version = ModuleVersion.objects.create(
        module=Module.objects.create(slug=course.name),
        version="1.0.0",
        manifest={"title": dict.fromkeys(("fi", "sv", "en"), course.name)},
        newest=False,
    )
    lessons = {}
    for place, folder in enumerate(sorted((course / "activities").iterdir())):
        titles = dict.fromkeys(("fi", "sv", "en"), folder.name)
        activity = Activity.objects.create(
            module_version=version,
            slug=folder.name,
            position=place,
            kind=Activity.Kind.GUIDED,
            manifest={"title": titles, "summary": titles, "presentation": "text", "steps": []},
            release_sha256=store().put((folder / "release.zip").read_bytes()),
            source_sha256=store().put((folder / "source.zip").read_bytes()),
        )
        lessons[folder.name] = give(school_class=school_class, activity=activity, by=teacher)
    names = sorted(folder.name for folder in (course / "submitted").iterdir())
    people = {name: actions.make_pupil(school_class=school_class, full_name=name) for name in names}
    return lessons, people


def wait_for(number: int) -> list[Any]:
    """All results, when there are so many."""
    from innolab_portal.handin.models import Result  # noqa: PLC0415 - Django has to be set up first

    settled = Result.objects.filter(status__in=(Result.Status.GRADED, Result.Status.FAILED))
    deadline = time.monotonic() + PATIENCE_S
    while settled.count() < number:
        if time.monotonic() > deadline:
            sys.exit(f"{settled.count()} of {number} hand-ins had a result after {PATIENCE_S} s")
        time.sleep(LOOK_EVERY_S)
    return list(settled.select_related("hand_in__pupil", "hand_in__lesson__activity").prefetch_related("cells"))


def wait_for_gradebook() -> dt.datetime:
    """When the class's gradebook had all points: the queue holds nothing more of hand-ins."""
    from django_tasks.base import TaskResultStatus  # noqa: PLC0415 - Django has to be set up first
    from django_tasks_db.models import DBTaskResult  # noqa: PLC0415
    from innolab_portal.handin.tasks import project_hand_in  # noqa: PLC0415

    tasks = DBTaskResult.objects.filter(task_path__startswith=project_hand_in.func.__module__)
    left = tasks.filter(status__in=(TaskResultStatus.READY, TaskResultStatus.RUNNING))
    deadline = time.monotonic() + PATIENCE_S
    while left.exists():
        if time.monotonic() > deadline:
            sys.exit(f"{left.count()} tasks were left after {PATIENCE_S} s")
        time.sleep(LOOK_EVERY_S)
    last: dt.datetime = max(task.finished_at for task in tasks if task.finished_at is not None)
    return last


def scores_of(results: list[Any], names: dict[str, str]) -> Scores:
    """The points as `scores` compares them."""
    found: dict[str, dict[str, dict[str, tuple[float | None, float]]]] = {}
    for result in results:
        of_pupil = found.setdefault(names[result.hand_in.pupil.username], {})
        of_pupil[result.hand_in.lesson.activity.slug] = {
            cell.grade_id: (cell.auto_points, cell.max_points) for cell in result.cells.all()
        }
    return found


def told(result: Any) -> dict[str, Any]:
    """A result for who waits for it."""
    verdicts = [cell.verdict for cell in result.cells.all()]
    return {
        "receipt": result.hand_in.receipt,
        "user": result.hand_in.pupil.username,
        "at": result.graded_at.timestamp(),
        "passed": verdicts.count("passed"),
        "not_passed": verdicts.count("not_passed"),
        "failed": result.detail[-2000:] if result.status == result.Status.FAILED else "",
    }


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "innolab_portal.settings"
    django.setup()
    if sys.argv[1] == "autograde":
        json.dump(autograde(Path(sys.argv[2])), sys.stdout)
    else:
        for line in sys.stdin:
            print(json.dumps([told(result) for result in wait_for(int(line))]), flush=True)
