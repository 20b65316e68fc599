"""Run in the portal's environment: a school with as many pupils as a bench needs, made by the portal's own actions.

`seeding make NUMBER` prints {"pupils": [{"user", "class_code", "code", "lesson"}]}; the lessons are open.
`seeding sign-in NUMBER` prints sessions of their teacher.
`seeding start LESSON ...` has their teacher start them anew, which starts the classes' servers ahead.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
from pathlib import Path

import django

LARGEST_CLASS = 30
TEACHER = "bench@demo.example"
MODULE = "lammennyt-helsinki"


def seed(pupils: int) -> list[dict[str, str]]:
    """Classes of up to 30, each with the activity as a lesson that is on."""
    from django.conf import settings  # noqa: PLC0415 - Django has to be set up first
    from django.db import transaction  # noqa: PLC0415
    from django_tasks_db.models import DBTaskResult  # noqa: PLC0415
    from innolab_portal.lessons.actions import give  # noqa: PLC0415
    from innolab_portal.library.actions import publish  # noqa: PLC0415
    from innolab_portal.library.queries import newest_activity  # noqa: PLC0415
    from innolab_portal.people import actions  # noqa: PLC0415
    from innolab_portal.people.models import Role  # noqa: PLC0415

    publish(folder=Path(str(settings.PORTAL.courses_dir)) / MODULE, by=None)
    activity = newest_activity(MODULE, MODULE)
    school = actions.make_school(code="99903", name="Mittauskoulu")
    teacher = actions.make_adult(
        role=Role.TEACHER, full_name="Mittaaja", email=TEACHER, password=secrets.token_urlsafe()
    )
    people = []
    for first in range(0, pupils, LARGEST_CLASS):
        number = first // LARGEST_CLASS + 1
        school_class = actions.make_class(school=school, name=f"9-{number}", grade=9, school_year=2026)
        actions.join(user=teacher, school_class=school_class)
        with transaction.atomic():
            lesson = give(school_class=school_class, activity=activity, by=teacher)
            # A bench says itself when servers are started ahead: by `start`.
            DBTaskResult.objects.all().delete()
        for place in range(first, min(first + LARGEST_CLASS, pupils)):
            pupil = actions.make_pupil(school_class=school_class, full_name=f"Oppilas {place + 1}")
            people.append(
                {
                    "user": pupil.username,
                    "class_code": school_class.sign_in_code,
                    "code": actions.give_code(user=pupil, school_class=school_class),
                    "lesson": str(lesson.pk),
                }
            )
    return people


def start(lessons: list[str]) -> None:
    """End and start the lessons, as their teacher does with two buttons."""
    from innolab_portal.lessons import actions  # noqa: PLC0415 - Django has to be set up first
    from innolab_portal.lessons.models import Lesson  # noqa: PLC0415

    for lesson in Lesson.objects.filter(pk__in=lessons):
        teacher = lesson.given_by
        assert teacher is not None
        actions.end(lesson=lesson, by=teacher)
        actions.start(lesson=lesson, by=teacher)


def sign_in(number: int) -> dict[str, object]:
    """So many sessions of the teacher, as browsers keep them: {"cookie": its name, "sessions"}."""
    from django.conf import settings  # noqa: PLC0415 - Django has to be set up first
    from django.test import Client  # noqa: PLC0415
    from innolab_portal.people.models import User  # noqa: PLC0415

    teacher = User.objects.get(email=TEACHER)
    name, sessions = settings.SESSION_COOKIE_NAME, []
    for _ in range(number):
        browser = Client()
        browser.force_login(teacher, "innolab_portal.people.backends.PeopleBackend")
        sessions.append(browser.cookies[name].value)
    return {"cookie": name, "sessions": sessions}


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "innolab_portal.settings"
    django.setup()
    verb, *arguments = sys.argv[1:]
    if verb == "make":
        json.dump({"pupils": seed(int(arguments[0]))}, sys.stdout)
    elif verb == "sign-in":
        json.dump(sign_in(int(arguments[0])), sys.stdout)
    else:
        start(arguments)
