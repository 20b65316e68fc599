"""The class's gradebook, read with nbgrader's own API and command line."""

import csv
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

import pytest
from innolab_nbgrader.gradebook import TEMPLATE, Entry, project, rebuild
from innolab_nbgrader.graded import GradedCell, GradedHandIn, Reason, Verdict, unjudged
from innolab_nbgrader.release import build_release
from nbgrader.api import Gradebook

FOUR_PM = datetime(2026, 11, 24, 16, 0, tzinfo=timezone(timedelta(hours=2)))


@dataclass
class Manual:
    points: float | None
    comment: str = ""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """One folder of gradebooks: the empty template is made once."""
    return tmp_path_factory.mktemp("gradebooks")


@pytest.fixture
def book(folder, request):
    return folder / f"{request.node.name}.db"


@pytest.fixture
def graded(source):
    cells = [
        GradedCell("check-write", "write", Verdict.PASSED, 2.0, 2.0),
        GradedCell("check-add", "add", Verdict.NOT_PASSED, 0.0, 1.0),
        GradedCell("words", "conclude", Verdict.UNJUDGED, None, 3.0),
    ]
    return GradedHandIn(cells, build_release(source), [])


def rows(book, pupil="p-7k3f9"):
    """What nbgrader has of a pupil: {cell: (automatic, by hand, needs a person)} and the comments."""
    with Gradebook(f"sqlite:///{book}", "7b") as gradebook:
        notebook = gradebook.find_submission_notebook("doubling", "doubling-2", pupil)
        grades = {each.name: (each.auto_score, each.manual_score, each.needs_manual_grade) for each in notebook.grades}
        return grades, {each.name: each.manual_comment for each in notebook.comments}


def test_points_of_a_hand_in(book, graded):
    project(book, "7b", "doubling-2", "p-7k3f9", graded, {})
    assert rows(book) == (
        {
            "check-write": (2.0, None, False),
            "check-add": (0.0, None, False),
            "words": (None, None, True),
        },
        {"write": None, "add": None, "words": None},
    )


def test_a_teachers_points_and_comments(book, graded):
    manual = {"words": Manual(2.5, "Hyvin perusteltu."), "check-add": Manual(None, "Katso miinusmerkki.")}
    project(book, "7b", "doubling-2", "p-7k3f9", graded, manual)
    grades, comments = rows(book)
    assert grades["words"] == (None, 2.5, False)
    assert comments == {"write": None, "add": "Katso miinusmerkki.", "words": "Hyvin perusteltu."}


def test_twice_is_as_good_as_once_and_a_later_word_counts(book, graded):
    project(book, "7b", "doubling-2", "p-7k3f9", graded, {"words": Manual(1.0, "Kesken?")})
    for _ in range(2):
        project(book, "7b", "doubling-2", "p-7k3f9", graded, {"words": Manual(3.0)})
    grades, comments = rows(book)
    assert (grades["words"], comments["words"]) == ((None, 3.0, False), None)
    with Gradebook(f"sqlite:///{book}", "7b") as gradebook:
        assert [each.id for each in gradebook.students] == ["p-7k3f9"]
        assert len(gradebook.assignment_submissions("doubling-2")) == 1


def test_no_names_only_pseudonym_and_time(book, graded):
    project(book, "7b", "doubling-2", "p-7k3f9", graded, {}, received_at=FOUR_PM)
    with Gradebook(f"sqlite:///{book}", "7b") as gradebook:
        (pupil,) = gradebook.students
        assert (pupil.id, pupil.first_name, pupil.last_name, pupil.email) == ("p-7k3f9", None, None, None)
        assert gradebook.find_submission("doubling-2", "p-7k3f9").timestamp == datetime(2026, 11, 24, 14, 0)  # noqa: DTZ001
        assert [course.id for course in gradebook.db.query(type(gradebook.check_course("7b")))] == ["7b"]


def test_a_hand_in_that_could_not_be_judged_waits_and_loses_nothing_later(book, source, graded):
    project(book, "7b", "doubling", "p-1", unjudged(source, Reason.EMPTY_FILE), {})
    project(book, "7b", "doubling", "p-1", graded, {"words": Manual(3.0, "Hyvä!")})
    with Gradebook(f"sqlite:///{book}", "7b") as gradebook:
        assert gradebook.find_submission("doubling", "p-1").score == 5.0
        assert gradebook.find_comment("words", "doubling", "doubling", "p-1").comment == "Hyvä!"


def test_a_file_that_is_no_notebook_can_be_entered(book, graded):
    odd = GradedHandIn(graded.cells, {"cells": [1, {"metadata": 1}], "metadata": {"innolab": {"activity": 3}}}, [])
    project(book, "7b", "doubling-2", "p-7k3f9", odd, {})
    with Gradebook(f"sqlite:///{book}", "7b") as gradebook:
        assert gradebook.find_submission("doubling-2", "p-7k3f9").score == 2.0


def test_made_anew_it_holds_the_same_and_nothing_else(book, graded):
    project(book, "7b", "old", "p-gone", graded, {})
    entries = [Entry("doubling-2", pupil, graded, {"words": Manual(1.0)}, FOUR_PM) for pupil in ("p-7k3f9", "p-2")]
    rebuild(book, "7b", entries)
    assert rows(book, "p-7k3f9") == rows(book, "p-2")
    with Gradebook(f"sqlite:///{book}", "7b") as gradebook:
        assert sorted(each.id for each in gradebook.students) == ["p-2", "p-7k3f9"]
        assert [each.name for each in gradebook.assignments] == ["doubling-2"]


def test_making_it_anew_fails_without_harm(book, graded):
    project(book, "7b", "doubling-2", "p-7k3f9", graded, {})

    def entries():
        raise RuntimeError("the database is away")
        yield

    with pytest.raises(RuntimeError):
        rebuild(book, "7b", entries())
    assert rows(book)[0]["check-write"] == (2.0, None, False)


def test_the_template_is_made_once(folder, book, graded):
    project(book, "7b", "doubling-2", "p-7k3f9", graded, {})
    made = (folder / TEMPLATE).stat().st_mtime_ns
    project(book.with_name("other.db"), "7c", "doubling-2", "p-3", graded, {})
    assert (folder / TEMPLATE).stat().st_mtime_ns == made
    assert [path.name for path in folder.iterdir() if path.name.startswith(".new-")] == []


@pytest.mark.slow
def test_nbgrader_exports_it(book, graded, tmp_path):
    project(book, "7b", "doubling-2", "p-7k3f9", graded, {"words": Manual(2.5)}, received_at=FOUR_PM)
    subprocess.run(
        [sys.executable, "-m", "nbgrader", "export", f"--db=sqlite:///{book}", "--to=points.csv"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    (row,) = csv.DictReader((tmp_path / "points.csv").open())
    told = {key: row[key] for key in ("assignment", "timestamp", "student_id", "raw_score", "max_score")}
    assert told == {
        "assignment": "doubling-2",
        "timestamp": "2026-11-24 14:00:00",
        "student_id": "p-7k3f9",
        "raw_score": "4.5",
        "max_score": "6.0",
    }
