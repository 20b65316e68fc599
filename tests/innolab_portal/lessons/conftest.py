"""A class with its teacher and pupils, people from elsewhere, and an activity in the library to give."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.utils import timezone
from innolab_portal.lessons import actions, marks
from innolab_portal.lessons.models import Lesson
from innolab_portal.library.files import store
from innolab_portal.library.models import Activity, Module, ModuleVersion
from innolab_portal.people.models import SchoolClass, User

NOON = dt.datetime(2026, 11, 24, 10, 0, tzinfo=dt.UTC)
"""Noon in Helsinki on a school day."""
RELEASE = b"PK the release"
STEPS = [
    {"id": step, "title": {"fi": fi, "sv": sv, "en": en}, "max_points": 2}
    for step, fi, sv, en in [
        ("read", "Lue", "Läs", "Read"),
        ("plot", "Piirrä", "Rita", "Plot"),
        ("why", "Selitä", "Förklara", "Explain"),
    ]
]


class Clock:
    """The portal's clock, moved by hand."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> dt.datetime:
        return self.now

    def goes_on(self, **time: float) -> None:
        self.now += dt.timedelta(**time)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """It is noon, and time stands until told."""
    made = Clock()
    monkeypatch.setattr(timezone, "now", made)
    return made


@dataclass
class Classroom:
    """7B and those around it."""

    town: Any
    school_class: SchoolClass
    teacher: User
    aino: User
    eino: User
    stranger: User
    """A pupil of another class."""
    colleague: User
    """A teacher of another class."""
    activity: Activity

    def gives(self, **how: Any) -> Lesson:
        """The teacher gives the activity; open now unless told otherwise."""
        return actions.give(school_class=self.school_class, activity=self.activity, by=self.teacher, **how)

    def works(self, lesson: Lesson, pupil: User, current: str, **steps: Any) -> None:
        """A pupil's server tells where the pupil is: `read="done"` or `plot=("trying", 2)`."""
        told = {step: what if isinstance(what, tuple) else (what, 0) for step, what in steps.items()}
        actions.report_progress(
            lesson=lesson,
            pupil=pupil,
            current_step=current,
            steps={step: {"state": state, "tries": tries, "hints": 0} for step, (state, tries) in told.items()},
        )


def shelve(slug: str = "lumi", activity: str = "keskiarvo", steps: list[Any] | None = None) -> Activity:
    """A module with one activity in the library."""
    title = {"fi": "Paljonko lunta?", "sv": "Hur mycket snö?", "en": "How much snow?"}
    version = ModuleVersion.objects.create(
        module=Module.objects.create(slug=slug),
        version="1.0.0",
        manifest={
            "id": slug, "title": title, "summary": title, "grades": [7, 8, 9], "minutes": 45, "authors": ["Testilä"],
            "goals": [{"band": "7-9", "subject": "MA", "goal": "T20"}], "transversal": ["L5"], "competences": [],
            "licence": "CC-BY-4.0", "credits": [], "picture": {"file": "p.svg", "alt": title}, "plan": [], "data": [],
        },
        guides={"fi": "# Opas"},
        content_sha256="0" * 64,
        grade_from=7,
        grade_to=9,
    )  # fmt: skip
    steps = STEPS if steps is None else steps
    return Activity.objects.create(
        module_version=version,
        slug=activity,
        position=0,
        kind="guided" if steps else "app",
        manifest={"title": title, "summary": title, "presentation": "text", "minutes": 35, "steps": steps},
        release_sha256=store().put(RELEASE),
        source_sha256="2" * 64,
    )


@pytest.fixture
def put_on_shelf(db: None) -> Callable[..., Activity]:
    """Puts further modules into the library."""
    return shelve


@pytest.fixture
def classroom(town: Any) -> Classroom:
    """7B with a teacher and two pupils; 8A elsewhere."""
    school_class, other = town.school_class("7B"), town.school_class("8A")
    return Classroom(
        town=town,
        school_class=school_class,
        teacher=town.teacher(school_class),
        aino=town.pupil(school_class, "Aino Virtanen"),
        eino=town.pupil(school_class, "Eino Ahola"),
        stranger=town.pupil(other, "Siiri Muu"),
        colleague=town.teacher(other, full_name="Kalle Kollega"),
        activity=shelve(),
    )


@dataclass
class FakeHandIns:
    """Hand-ins as the hand-in app would tell them."""

    known: dict[tuple[str, int], marks.Mark]

    def marks(self, lesson_ids: Any, pupil_id: int | None = None) -> dict[tuple[str, int], marks.Mark]:
        return {k: m for k, m in self.known.items() if k[0] in lesson_ids and pupil_id in {None, k[1]}}

    def to_review(self, lesson_ids: Any) -> dict[str, int]:
        found = [key[0] for key, mark in self.known.items() if mark.to_review and key[0] in lesson_ids]
        return {lesson: len(list(each)) for lesson, each in itertools.groupby(sorted(found))}


@pytest.fixture
def hand_ins(monkeypatch: pytest.MonkeyPatch) -> FakeHandIns:
    """Nobody has handed in until a test says so."""
    made = FakeHandIns({})
    monkeypatch.setattr(marks, "_providers", [made])
    return made
