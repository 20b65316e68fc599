"""The points of a class: all its lessons in one table, and as nbgrader exports grades."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from innolab_portal.errors import NotFound
from innolab_portal.handin import queries
from innolab_portal.lessons import queries as lessons
from innolab_portal.lessons.board import Pupil
from innolab_portal.lessons.errors import NotTheirClass
from innolab_portal.lessons.marks import Mark
from innolab_portal.lessons.models import Lesson
from innolab_portal.people import disclosures
from innolab_portal.people.access import PageRequest, page_for
from innolab_portal.people.models import Disclosure, Role, SchoolClass

NBGRADER_COLUMNS = (
    "assignment",
    "duedate",
    "timestamp",
    "student_id",
    "last_name",
    "first_name",
    "email",
    "raw_score",
    "late_submission_penalty",
    "score",
    "max_score",
)
"""Of `nbgrader export` (nbgrader.plugins.CsvExportPlugin). Names and e-mail stay empty, as in the class's gradebook."""


@dataclass(frozen=True, slots=True)
class Row:
    """A pupil's points in each lesson, in the lessons' order; None where nothing was handed in."""

    pupil: Pupil
    marks: tuple[Mark | None, ...]

    @property
    def total(self) -> float:
        """The points so far."""
        return sum(mark.points or 0.0 for mark in self.marks if mark)


@dataclass(frozen=True, slots=True)
class ClassPoints:
    """The lessons of a class, the first given first, and its pupils."""

    lessons: tuple[tuple[Lesson, float], ...]
    """Each with the points there are."""
    rows: tuple[Row, ...]

    @property
    def max_points(self) -> float:
        """The points there are in all lessons."""
        return sum(points for _lesson, points in self.lessons)


@require_GET
@page_for(Role.TEACHER)
def class_points(request: PageRequest, class_key: str) -> HttpResponse:
    """The table of a class."""
    school_class = _taught(request, class_key)
    names = queries.habits_of(request.user).names
    if names:
        disclosures.note(by=request.user, what=Disclosure.What.SEEN, of=school_class)
    page = {"school_class": school_class, "names": names, "points": _points(request, school_class, animals=not names)}
    return render(request, "handin/class_points.html", page)


@require_GET
@page_for(Role.TEACHER)
def class_points_csv(request: PageRequest, class_key: str) -> HttpResponse:
    """The same in the form of `nbgrader export`, a row for each pupil and lesson."""
    school_class = _taught(request, class_key)
    disclosures.note(by=request.user, what=Disclosure.What.POINTS, of=school_class)
    points = _points(request, school_class, animals=True)
    buffer = io.StringIO()
    table = csv.DictWriter(buffer, NBGRADER_COLUMNS, restval="", lineterminator="\n")
    table.writeheader()
    for number, (lesson, max_points) in enumerate(points.lessons):
        for row in sorted(points.rows, key=lambda row: row.pupil.username):
            table.writerow(_exported(lesson, max_points, row.pupil.username, row.marks[number]))
    response = HttpResponse(buffer.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{school_class.key}-grades.csv"'
    return response


def _taught(request: PageRequest, class_key: str) -> SchoolClass:
    try:
        return lessons.class_taught_by(request.user, class_key)
    except NotFound:
        raise Http404 from None
    except NotTheirClass:
        raise PermissionDenied from None


def _points(request: PageRequest, school_class: SchoolClass, *, animals: bool) -> ClassPoints:
    given = list(lessons.lessons_for(request.user, timezone.now(), school_class.key))[::-1]
    marks = queries.HandInMarks().marks([lesson.pk for lesson in given])
    rows = [
        Row(pupil, tuple(marks.get((lesson.pk, pupil.id)) for lesson in given))
        for pupil in lessons.pupils_of_class_shown(school_class, animals=animals)
    ]
    return ClassPoints(tuple((lesson, _max_points(lesson)) for lesson in given), tuple(rows))


def _max_points(lesson: Lesson) -> float:
    return float(sum(step["max_points"] for step in lessons.steps_of(lesson.activity)))


def _exported(lesson: Lesson, max_points: float, username: str, mark: Mark | None) -> dict[str, object]:
    score = float((mark.points if mark else None) or 0)
    return {
        "assignment": lesson.assignment,
        "duedate": _as_nbgrader_writes(lesson.closes_at),
        "timestamp": _as_nbgrader_writes(mark.handed_in_at if mark else None),
        "student_id": username,
        "raw_score": score,
        "late_submission_penalty": 0.0,
        "score": score,
        "max_score": max_points,
    }


def _as_nbgrader_writes(moment: dt.datetime | None) -> str:
    """UTC without saying so."""
    return str(moment.astimezone(dt.UTC).replace(tzinfo=None)) if moment else ""
