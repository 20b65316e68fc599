"""Run in the portal's environment: a city's hand-ins, and the time its teachers' pages take.

50 schools, 1,000 classes of 20 pupils, 20 lessons each, 400,000 hand-ins with three graded cells.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
import time
from collections.abc import Iterator
from itertools import count
from statistics import quantiles
from typing import Any

import django

SCHOOLS, CLASSES, PUPILS, LESSONS = 50, 1_000, 20, 20
SEEN = 20
"""So many classes the measuring teacher has."""
BATCH = 2_000


def fill(*, classes: int = CLASSES) -> tuple[Any, list[str], list[str]]:
    """Fill the portal; gives a teacher, the keys of the teacher's classes, and the lessons of those."""
    from django.db import transaction  # noqa: PLC0415 - Django has to be set up first
    from innolab_portal.lessons.models import Lesson  # noqa: PLC0415
    from innolab_portal.people.models import Membership, School, SchoolClass, User  # noqa: PLC0415

    from benchmarks.seeding import seed  # noqa: PLC0415

    # One of each by the portal's own actions; all others are copies, written many at a time.
    seed(1)
    lesson = Lesson.objects.get()
    school_class, teacher = lesson.school_class, lesson.given_by
    pupil, membership = User.objects.get(role="pupil"), Membership.objects.get(user__role="pupil")
    with transaction.atomic():
        schools = written(School, (copied(school_class.school, code=f"{80_000 + n}") for n in range(SCHOOLS)))
        keys = [f"city-{number:04}" for number in range(classes)]
        written(
            SchoolClass,
            (
                copied(school_class, key=key, school_id=schools[number % SCHOOLS].pk, sign_in_code=f"CITY{number:04}")
                for number, key in enumerate(keys)
            ),
        )
        pupils = written(User, (copied(pupil, username=f"p-{number:06}") for number in range(classes * PUPILS)))
        written(
            Membership,
            (
                copied(membership, user_id=one.pk, school_class_id=keys[number // PUPILS], code_hmac=f"{number:064}")
                for number, one in enumerate(pupils)
            ),
        )
        teaches = Membership.objects.get(user=teacher)
        written(Membership, (copied(teaches, school_class_id=key) for key in keys[:SEEN]))
        numbers = count()
        lessons = written(
            Lesson,
            (
                copied(lesson, **weeks_ago(lesson, number), pk=f"city{next(numbers):05}", school_class_id=key)
                for key in keys
                for number in range(LESSONS)
            ),
        )
    hand_in_all(lesson, pupil, [one.pk for one in pupils], [one.pk for one in lessons])
    return teacher, keys[:SEEN], [one.pk for one in lessons[: SEEN * LESSONS]]


def weeks_ago(lesson: Any, number: int) -> dict[str, Any]:
    """The lesson so many weeks earlier, over after an hour; that of this week is on."""
    opened = lesson.opens_at - dt.timedelta(weeks=number)
    closed = opened + dt.timedelta(hours=1) if number else lesson.closes_at
    return {"assignment": f"lesson-{number}", "opens_at": opened, "closes_at": closed}


def hand_in_all(lesson: Any, pupil: Any, pupils: list[int], lessons: list[str]) -> None:
    """Each pupil hands in in each lesson of the class; results and points come by the database's own copying."""
    from django.db import connection, transaction  # noqa: PLC0415 - Django has to be set up first
    from innolab_portal.handin.actions import receive  # noqa: PLC0415
    from innolab_portal.handin.models import CellResult, HandIn, Result  # noqa: PLC0415

    first, _new = receive(lesson=lesson, pupil=pupil, body=b'{"cells": [], "metadata": {}, "nbformat": 4}')
    numbers = count()
    with transaction.atomic():
        written(
            HandIn,
            (
                copied(
                    first, pupil_id=one, lesson_id=lessons[place // PUPILS * LESSONS + n], receipt=f"C{next(numbers)}"
                )
                for place, one in enumerate(pupils)
                for n in range(LESSONS)
            ),
        )
        result = Result.objects.get(hand_in=first)
        names = [str(field.column) for field in Result._meta.concrete_fields if not field.primary_key]
        same = [name for name in names if name not in {"hand_in_id", "status"}]
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO handin_result (hand_in_id, status, {', '.join(same)}) "
                f"SELECT h.id, 'graded', {', '.join(f'r.{name}' for name in same)} "
                "FROM handin_handin h CROSS JOIN handin_result r WHERE r.id = %s AND h.id <> %s",
                [result.pk, first.pk],
            )
            for cell in ("check-1", "check-2", "check-3"):
                cursor.execute(
                    f"INSERT INTO {CellResult._meta.db_table} "
                    "(result_id, grade_id, step, verdict, max_points, auto_points, comment) "
                    "SELECT id, %s, 'step', 'passed', 2, 2, '' FROM handin_result WHERE id <> %s",
                    [cell, result.pk],
                )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def copied(one: Any, **changed: Any) -> Any:
    """A copy that is not written yet."""
    values = {field.attname: getattr(one, field.attname) for field in one._meta.concrete_fields}
    values.pop(one._meta.pk.attname)
    return type(one)(**{**values, **changed})


def written(model: Any, ones: Iterator[Any]) -> list[Any]:
    """Write them, many at a time."""
    return list(model.objects.bulk_create(list(ones), batch_size=BATCH))


def measure(repeat: int) -> dict[str, dict[str, float]]:
    """The pages of a teacher, another class or lesson each time."""
    from django.conf import settings  # noqa: PLC0415 - Django has to be set up first
    from django.test import Client  # noqa: PLC0415

    teacher, keys, lessons = fill()
    browser = Client(SERVER_NAME="127.0.0.1")
    browser.force_login(teacher)
    pages = {
        "classes": ["classes/"],
        "class": [f"classes/{key}/" for key in keys],
        "points": [f"classes/{key}/points/" for key in keys],
        "review": [f"lessons/{lesson}/review/" for lesson in lessons],
    }
    return {
        name: times(browser, [f"{settings.PORTAL.prefix}{path}" for path in paths], repeat)
        for name, paths in pages.items()
    }


def times(browser: Any, paths: list[str], repeat: int) -> dict[str, float]:
    """How long it takes until 95 of 100 are there, and the most queries one made."""
    from django.db import connection  # noqa: PLC0415 - Django has to be set up first
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    taken, queries = [], 0
    browser.get(paths[0])
    for number in range(repeat):
        path = paths[number * 7 % len(paths)]
        with CaptureQueriesContext(connection) as captured:
            began = time.perf_counter()
            answer = browser.get(path)
            taken.append(time.perf_counter() - began)
        if answer.status_code != 200:
            sys.exit(f"{path}: {answer.status_code}")
        queries = max(queries, len(captured))
    return {"p95_ms": round(quantiles(taken, n=20)[-1] * 1000, 1), "queries": queries}


if __name__ == "__main__":
    django.setup()
    json.dump(measure(int(sys.argv[1])), sys.stdout)
