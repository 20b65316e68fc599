"""The demo school: invented schools and people, with codes and passwords made at random when it is seeded."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from typing import TypedDict

from django.db import transaction

from innolab_portal.people import actions, queries
from innolab_portal.people.models import Role, School, SchoolClass, User

Account = TypedDict(
    "Account",
    {
        "role": str,
        "user": str,
        "name": str,
        "school": str,
        "class": str,
        "classes": list[str],
        "class_code": str,
        "code": str,
        "email": str,
        "password": str,
    },
    total=False,
)
"""A demo sign-in; only the keys that apply: a pupil has a class, a teacher has classes."""


FINNISH_SCHOOL = ("99901", "Demokallion koulu (demo)")
SWEDISH_SCHOOL = ("99902", "Demovikens skola (demo)")
# 24 names as in a Helsinki class; all invented.
CLASS_7B = [
    "Aino Virtanen", "Amira Hassan", "Daniel Kovalenko", "Eetu Lahtinen", "Elias Mäkelä", "Emma Rantanen",
    "Fatima Al-Sayed", "Helmi Saarinen", "Hugo Nyström", "Iida Peltola", "Jasper Tamm", "Kaisa Ojala",
    "Leo Järvinen", "Liam Sundström", "Linnea Backman", "Mohamed Yusuf", "Nea Heikkilä", "Oliver Wikström",
    "Onni Korhonen", "Pinja Laakso", "Sara Ekholm", "Sofia Dahl", "Toivo Miettinen", "Venla Aaltonen",
]  # fmt: skip
CLASS_8A = ["Ada Niemi", "Ibrahim Warsame", "Kerttu Salo", "Mikael Petrov", "Ruut Hakala"]
CLASS_7C = ["Alma Lindqvist", "Casper Holm", "Ebba Sjöberg", "Noah Öhman", "Yasmin Karimi"]


def seed(accounts: Path) -> bool:
    """Make the demo school and write its sign-ins; if the file is there already, change nothing and return False."""
    if accounts.exists():
        return False
    half = accounts.with_suffix(".new")
    if not _is_kept(half):
        with transaction.atomic():
            # Written before the school is kept: codes can't be read again later.
            _write(half, _seed())
    # Named last: whoever finds the file finds the school.
    half.replace(accounts)
    return True


def _is_kept(half: Path) -> bool:
    """Whether a seeding was broken off after the school was kept and before the file had its name."""
    try:
        made = json.loads(half.read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError):
        return False
    return User.objects.filter(username=made[0]["user"]).exists()


def _seed() -> list[Account]:
    kallio, viken = (actions.make_school(code=code, name=name) for code, name in (FINNISH_SCHOOL, SWEDISH_SCHOOL))
    class_7b = _class(kallio, "7B", 7)
    class_8a = _class(kallio, "8A", 8)
    class_7c = _class(viken, "7C", 7, language="sv")
    return [
        _teacher("Maija Lindholm", "maija.lindholm", [class_7b, class_8a]),
        _teacher("Fredrik Åström", "fredrik.astrom", [class_7c]),
        _adult(Role.TRAINER, "Timo Kettunen", "timo.kettunen"),
        _adult(Role.OPERATOR, "Outi Rissanen", "outi.rissanen"),
        _adult(Role.OPERATOR, "Sanna Koivisto", "sanna.koivisto", school=kallio),
        *(account for cls, names in ((class_7b, CLASS_7B), (class_8a, CLASS_8A), (class_7c, CLASS_7C))
          for account in _pupils(cls, names)),
    ]  # fmt: skip


def _class(school: School, name: str, grade: int, language: str = "fi") -> SchoolClass:
    year = queries.this_school_year()
    return actions.make_class(school=school, name=name, grade=grade, school_year=year, language=language)


def _teacher(name: str, mailbox: str, classes: list[SchoolClass]) -> Account:
    account = _adult(Role.TEACHER, name, mailbox)
    teacher = User.objects.get(username=account["user"])
    for school_class in classes:
        actions.join(user=teacher, school_class=school_class)
    return {**account, "school": classes[0].school.name, "classes": [school_class.name for school_class in classes]}


def _adult(role: Role, name: str, mailbox: str, school: School | None = None) -> Account:
    email, password = f"{mailbox}@demo.example", "-".join(secrets.token_hex(2) for _ in range(4))
    user = actions.make_adult(role=role, full_name=name, email=email, password=password, school=school)
    account: Account = {"role": role.value, "user": user.username, "name": name, "email": email, "password": password}
    return {**account, "school": school.name} if school else account


def _pupils(school_class: SchoolClass, names: list[str]) -> list[Account]:
    return [_pupil(school_class, name) for name in names]


def _pupil(school_class: SchoolClass, name: str) -> Account:
    pupil = actions.make_pupil(school_class=school_class, full_name=name)
    return {
        "role": Role.PUPIL.value,
        "user": pupil.username,
        "name": name,
        "school": school_class.school.name,
        "class": school_class.name,
        "class_code": school_class.sign_in_code,
        "code": actions.give_code(user=pupil, school_class=school_class),
    }


def _write(path: Path, made: list[Account]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(made, file, ensure_ascii=False, indent=2)
