"""The class's gradebook follows the portal's results; lessons' pages see them as marks."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from innolab_portal.handin import projection
from innolab_portal.handin.models import Result
from innolab_portal.handin.projection import Manual, Projected
from innolab_portal.lessons import marks

from .conftest import Classroom, work


class Gradebook:
    """A gradebook that remembers what it was told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str, str, dict[str, Manual]]] = []

    def project(self, path: Path, course_id: str, result: Projected) -> None:
        self.told.append((path.name, course_id, result.hand_in.receipt, result.manual))

    def rebuild(self, path: Path, course_id: str, results: Iterable[Projected]) -> None:
        self.told = []
        for result in results:
            self.project(path, course_id, result)


def test_a_result_goes_in_with_the_teachers_word(classroom: Classroom) -> None:
    hand_in = classroom.has_graded(classroom.aino)
    classroom.judges(hand_in, why=2)
    gradebook = Gradebook()
    assert projection.project(hand_in_id=hand_in.pk, gradebook=gradebook)
    key = classroom.school_class.key
    manual = {"check-mean": Manual(None, ""), "why": Manual(2.0, "Hyvä!")}
    assert gradebook.told == [(f"{key}.db", key, hand_in.receipt, manual)]


def test_only_the_hand_in_that_counts_goes_in(classroom: Classroom) -> None:
    first = classroom.has_graded(classroom.aino, work("mean = 8"))
    classroom.has_graded(classroom.aino)
    gradebook = Gradebook()
    assert not projection.project(hand_in_id=first.pk, gradebook=gradebook)
    assert gradebook.told == []


def test_rebuilding_takes_what_is_graded_and_counts(classroom: Classroom) -> None:
    classroom.has_graded(classroom.aino, work("mean = 8"))
    counts = classroom.has_graded(classroom.aino)
    classroom.hands_in(classroom.eino)
    gradebook = Gradebook()
    assert projection.rebuild(school_class=classroom.school_class, gradebook=gradebook) == 1
    assert [receipt for _path, _key, receipt, _manual in gradebook.told] == [counts.receipt]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # nbgrader's own
def test_nbgraders_gradebook_is_rebuilt_by_the_command(classroom: Classroom) -> None:
    hand_in = classroom.has_graded(classroom.aino)
    classroom.judges(hand_in, why=2.5)
    told = io.StringIO()
    call_command("gradebook_rebuild", classroom.school_class.key, stdout=told)
    assert told.getvalue() == f"{classroom.school_class.key}: 1 results\n"
    with closing(sqlite3.connect(settings.PORTAL.gradebook_dir / f"{classroom.school_class.key}.db")) as gradebook:
        scores = gradebook.execute("SELECT auto_score, manual_score FROM grade ORDER BY manual_score").fetchall()
    assert scores == [(2.0, None), (None, 2.5)]


def test_an_unknown_class_is_named(db: None) -> None:
    with pytest.raises(CommandError, match="No such class: 9z-2026-none"):
        call_command("gradebook_rebuild", "9z-2026-none")


def test_lessons_see_marks_and_how_many_wait(classroom: Classroom, django_assert_num_queries: Any) -> None:
    aino = classroom.has_graded(classroom.aino)
    eino = classroom.hands_in(classroom.eino)
    lesson, seen = classroom.lesson.pk, marks.hand_ins()
    with django_assert_num_queries(2):
        found, waiting = seen.marks([lesson]), seen.to_review([lesson])
    assert waiting == {lesson: 1}
    assert found == {
        (lesson, classroom.aino.pk): marks.Mark(
            aino.handed_in_at, status="graded", points=2.0, max_points=5.0, to_review=True
        ),
        (lesson, classroom.eino.pk): marks.Mark(eino.handed_in_at, status="queued", max_points=0.0),
    }
    classroom.judges(aino, why=3)
    assert seen.to_review([lesson]) == {}
    assert list(seen.marks([lesson], classroom.aino.pk).values()) == [
        marks.Mark(aino.handed_in_at, status="graded", points=5.0, max_points=5.0)
    ]


def test_a_broken_gradebook_loses_no_result(classroom: Classroom) -> None:
    class Broken(Gradebook):
        def project(self, path: Path, course_id: str, result: Projected) -> None:
            raise sqlite3.OperationalError("disk I/O error")

    hand_in = classroom.has_graded(classroom.aino)
    with pytest.raises(sqlite3.OperationalError):
        projection.project(hand_in_id=hand_in.pk, gradebook=Broken())
    assert Result.objects.get().status == Result.Status.GRADED
