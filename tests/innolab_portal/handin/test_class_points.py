"""The points of a class in all its lessons, on a page and as nbgrader exports grades."""

from __future__ import annotations

import csv
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from innolab_portal.handin import projection
from innolab_portal.handin.gradebooks import NbgraderGradebook
from innolab_portal.lessons.models import Lesson
from nbgrader.api import Gradebook
from nbgrader.plugins import CsvExportPlugin

from .conftest import Classroom, work


def page_of(classroom: Classroom, name: str = "class_points", language: str = "en") -> str:
    browser = classroom.town.browser_of(classroom.teacher, language)
    return str(browser.get(reverse(name, args=[classroom.school_class.pk])).content.decode())


def another_lesson(classroom: Classroom) -> Lesson:
    return Lesson.objects.create(
        school_class=classroom.school_class,
        activity=classroom.lesson.activity,
        assignment="warmer-2",
        opens_at=timezone.now(),
    )


def test_a_row_holds_a_pupils_points_in_each_lesson(classroom: Classroom) -> None:
    classroom.judges(classroom.has_graded(classroom.aino), why=2.5)
    classroom.has_graded(classroom.eino)
    another_lesson(classroom)
    page = page_of(classroom, language="fi")
    rows = [row.split("</tr>")[0] for row in page.split("<tbody>")[1].split("<tr>")[1:]]
    assert sorted("4,5" in row for row in rows) == [False, True]
    assert sorted("odottaa" in row for row in rows) == [False, True]
    assert all("Ei palautettu" in row for row in rows)  # the second lesson
    assert "Aino" not in page


def test_the_table_is_what_nbgrader_itself_exports(classroom: Classroom, tmp_path: Path) -> None:
    for pupil, words in ((classroom.aino, "Ilmasto."), (classroom.eino, "Kaupunki.")):
        hand_in = classroom.has_graded(pupil, work(words=words))
        classroom.judges(hand_in, why=2)
        projection.project(hand_in_id=hand_in.pk, gradebook=NbgraderGradebook())
    key = classroom.school_class.key
    plugin = CsvExportPlugin()
    plugin.to = str(tmp_path / "grades.csv")
    with Gradebook(f"sqlite:///{tmp_path}/gradebooks/{key}.db", key) as gradebook:
        plugin.export(gradebook)
    theirs = list(csv.DictReader((tmp_path / "grades.csv").open()))
    ours = list(csv.DictReader(page_of(classroom, "class_points_csv").splitlines()))
    assert list(ours[0]) == list(theirs[0])
    assert ours == sorted(theirs, key=lambda row: row["student_id"])


def test_who_handed_nothing_in_stands_there_with_nothing(classroom: Classroom) -> None:
    rows = list(csv.DictReader(page_of(classroom, "class_points_csv").splitlines()))
    assert [(row["timestamp"], row["score"], row["max_score"]) for row in rows] == [("", "0.0", "5.0")] * 2


@pytest.mark.parametrize("name", ["class_points", "class_points_csv"])
def test_only_teachers_of_the_class_see_it(classroom: Classroom, name: str) -> None:
    town = classroom.town
    for person in (classroom.aino, town.teacher(town.school_class()), town.trainer(), town.operator()):
        answer = town.browser_of(person).get(reverse(name, args=[classroom.school_class.pk]))
        assert answer.status_code == HTTPStatus.FORBIDDEN, person.role
    answer = town.browser_of(classroom.teacher).get(reverse(name, args=["no-such-class"]))
    assert answer.status_code == HTTPStatus.NOT_FOUND


def test_it_costs_the_same_however_many_pupils(classroom: Classroom, django_assert_max_num_queries: Any) -> None:
    another_lesson(classroom)
    browser = classroom.town.browser_of(classroom.teacher)
    for pupils in (5, 25):
        for number in range(pupils):
            classroom.has_graded(classroom.town.pupil(classroom.school_class, f"Oppilas {number}"))
        with django_assert_max_num_queries(10):
            browser.get(reverse("class_points", args=[classroom.school_class.pk]))
