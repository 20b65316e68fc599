"""A class in a lesson: an activity in the store, pupils who hand in, a teacher, a grader that tests steer."""

from __future__ import annotations

import copy
import datetime as dt
import io
import json
import zipfile
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from innolab_portal.handin import actions, grading
from innolab_portal.handin.models import HandIn, Result
from innolab_portal.lessons.models import Lesson
from innolab_portal.library.files import store
from innolab_portal.library.models import Activity, Module, ModuleVersion
from innolab_portal.people.models import SchoolClass, User

SOLUTION = "### BEGIN SOLUTION\nmean = sum(range(15)) / 15\n### END SOLUTION"


def cell(kind: str, name: str, source: str, step: str, role: str, **nbgrader: Any) -> dict[str, Any]:
    """A cell as innolab_modules compiles it."""
    made: dict[str, Any] = {
        "cell_type": kind,
        "id": name,
        "metadata": {"name": name, "innolab": {"step": step, "role": role}},
        "source": source,
    }
    if kind == "code":
        made |= {"execution_count": None, "outputs": []}
    if nbgrader:
        plain = {"schema_version": 3, "grade": False, "solution": False, "locked": False, "task": False}
        made["metadata"]["nbgrader"] = {"grade_id": name, **plain, **nbgrader}
    return made


def notebook(*, mean: str, words: str) -> dict[str, Any]:
    """The activity `warmer`: a step in code, a step in own words."""
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {
            "innolab": {"format": 1, "locale": {"sv": {"why-text": "Varför blev det **varmare**?"}}},
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        },
        "cells": [
            cell("markdown", "mean-text", "Laske *keskiarvo*.", "mean", "text"),
            cell("code", "mean", mean, "mean", "code", solution=True),
            cell("code", "check-mean", "assert mean == 7", "mean", "check", grade=True, locked=True, points=2),
            cell("markdown", "why-text", "Miksi **lämpeni**?", "why", "text"),
            cell("markdown", "why", words, "why", "answer", grade=True, solution=True, points=3),
        ],
    }


SOURCE = notebook(mean=SOLUTION, words="Hiilidioksidi lämmittää.")
RELEASE = notebook(mean="...", words="")
STEPS = [
    {"id": "mean", "title": {"fi": "Keskiarvo", "sv": "Medelvärde", "en": "The mean"}, "max_points": 2},
    {"id": "why", "title": {"fi": "Miksi", "sv": "Varför", "en": "Why"}, "max_points": 3},
]


def zipped(of: dict[str, Any]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("warmer.ipynb", json.dumps(of))
    return buffer.getvalue()


def work(mean: str = "mean = 7", words: str = "Ilmasto lämpenee.", outputs: list[Any] | None = None) -> dict[str, Any]:
    """A pupil's notebook."""
    made = copy.deepcopy(notebook(mean=mean, words=words))
    made["cells"][1]["outputs"] = outputs or []
    return made


def as_file(of: dict[str, Any]) -> bytes:
    return json.dumps(of).encode()


@dataclass
class Cell:
    """What a grader says of a cell."""

    grade_id: str
    step: str
    verdict: str
    auto_points: float | None
    max_points: float


@dataclass
class Graded:
    """What a grader says of a hand-in."""

    cells: list[Cell]
    notebook: dict[str, Any]
    repaired: list[str] = field(default_factory=list)
    reason: str | None = None
    detail: str = ""


@dataclass
class FakeGrader:
    """Grades by one rule: the mean is right where the code says 7. May be told to break."""

    breaks: Exception | None = None
    runs: int = 0
    right: str = "7"

    def __call__(self, source_zip: bytes, hand_in: bytes) -> Graded:
        self.runs += 1
        if self.breaks:
            raise self.breaks
        done = json.loads(hand_in)
        passed = self.right in done["cells"][1]["source"]
        mean = Cell("check-mean", "mean", "passed" if passed else "not_passed", 2.0 if passed else 0.0, 2.0)
        return Graded([mean, Cell("why", "why", "unjudged", None, 3.0)], done)


@dataclass
class Classroom:
    """A class, its teacher, its pupils, and the lesson they are in."""

    town: Any
    school_class: SchoolClass
    teacher: User
    aino: User
    eino: User
    lesson: Lesson
    grader: FakeGrader = field(default_factory=FakeGrader)

    def hands_in(self, pupil: User, made: dict[str, Any] | None = None) -> HandIn:
        return actions.receive(lesson=self.lesson, pupil=pupil, body=as_file(made or work()))[0]

    def is_graded(self, hand_in: HandIn) -> Result:
        grading.grade_one(hand_in_id=hand_in.pk, grader=self.grader)
        return Result.objects.get(hand_in=hand_in)

    def has_graded(self, pupil: User, made: dict[str, Any] | None = None) -> HandIn:
        hand_in = self.hands_in(pupil, made)
        self.is_graded(hand_in)
        return HandIn.objects.get(pk=hand_in.pk)

    def judges(self, hand_in: HandIn, *, why: float | None = 2, mean: float | None = None, comment: str = "") -> None:
        result = Result.objects.get(hand_in=hand_in)
        cells = {"why": actions.Judged(why, "Hyvä!"), "check-mean": actions.Judged(mean, "")}
        actions.save_review(result=result, revision=result.revision, cells=cells, comment=comment)

    def ends(self, ago: dt.timedelta = dt.timedelta(minutes=5)) -> None:
        self.lesson.closes_at = timezone.now() - ago
        self.lesson.save()


@pytest.fixture
def activity(db: None) -> Activity:
    """The activity, published."""
    module = Module.objects.create(slug="warming")
    version = ModuleVersion.objects.create(
        module=module,
        version="1.0.0",
        manifest={"title": {"fi": "Lämmennyt Helsinki", "sv": "Varmare Helsingfors", "en": "Warmer Helsinki"}},
        content_sha256="0" * 64,
    )
    title = {"fi": "Lämpeneekö?", "sv": "Blir det varmare?", "en": "Is it warming?"}
    return Activity.objects.create(
        module_version=version,
        slug="warmer",
        position=1,
        kind=Activity.Kind.GUIDED,
        manifest={"title": title, "steps": STEPS},
        release_sha256=store().put(zipped(RELEASE)),
        source_sha256=store().put(zipped(SOURCE)),
    )


@pytest.fixture
def classroom(town: Any, activity: Activity) -> Classroom:
    """7B in a lesson that is open."""
    school_class = town.school_class()
    lesson = Lesson.objects.create(
        school_class=school_class,
        activity=activity,
        assignment="warmer",
        opens_at=timezone.now() - dt.timedelta(minutes=30),
    )
    teacher = town.teacher(school_class)
    aino, eino = (town.pupil(school_class, name) for name in ("Aino Aalto", "Eino Eskola"))
    return Classroom(town, school_class, teacher, aino, eino, lesson)


@pytest.fixture
def people(classroom: Classroom) -> dict[str, User | None]:
    """One of each kind, for tables of who may what."""
    town = classroom.town
    return {
        "aino": classroom.aino,
        "eino": classroom.eino,
        "outsider": town.pupil(),
        "teacher": classroom.teacher,
        "other_teacher": town.teacher(town.school_class("7C")),
        "trainer": town.trainer(),
        "operator": town.operator(),
        "nobody": None,
    }


def program_of(classroom: Classroom, person: User | None) -> Client:
    """A program with the person's token, or without any."""
    return classroom.town.program_of(person) if person else Client()
