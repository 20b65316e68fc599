"""A teacher's own assignment, released with nbgrader: what the API takes, from whom, and what it refuses."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from innolab_exchange import folders
from innolab_portal.handin import projection, queries, works
from innolab_portal.handin.gradebooks import NbgraderGradebook
from innolab_portal.handin.models import HandIn
from innolab_portal.lessons.models import Lesson
from innolab_portal.library import queries as shelf
from innolab_portal.library.models import ModuleVersion
from innolab_portal.library.narrowing import Narrowing
from innolab_portal.people.models import User
from nbgrader.api import Gradebook

from .conftest import Classroom, as_file, notebook, program_of, work

RELEASED = notebook(mean="", words="")
RELEASED["cells"][0]["metadata"]["innolab"]["title"] = "The mean"
FILES = {"warmer.ipynb": as_file(RELEASED), "data/sea.csv": b"year\n"}
PAGE = "<!doctype html><p>Hyvä!</p><script>alert(1)</script>"


def api(path: str) -> str:
    return f"{settings.PORTAL.prefix}api/{path}"


def release(program: Client, class_key: str, name: str = "ps1", files: Any = None, *, force: bool = False) -> Any:
    body = files if isinstance(files, bytes) else folders.pack_files(files or FILES)
    where = api(f"classes/{class_key}/assignments/{name}{'?force=true' if force else ''}")
    return program.put(where, body, content_type="application/zip")


def hands_in(program: Client, lesson_id: str, body: bytes) -> Any:
    return program.post(api(f"lessons/{lesson_id}/hand-ins"), body, content_type="application/octet-stream")


def gives_back(program: Client, receipt: str, **more: Any) -> Any:
    told = {"pages": {"warmer": PAGE}, "cells": [{"grade_id": "check-mean", "points": 1.5, "max_points": 2}], **more}
    return program.put(api(f"hand-ins/{receipt}/feedback"), json.dumps(told), content_type="application/json")


@pytest.fixture
def own(classroom: Classroom) -> Classroom:
    """7B has a second lesson, its teacher's own."""
    released = release(classroom.town.program_of(classroom.teacher), classroom.school_class.key)
    assert released.status_code == HTTPStatus.CREATED
    classroom.lesson = Lesson.objects.get(pk=released.json()["id"])
    return classroom


def test_a_released_assignment_is_a_lesson_of_the_class_that_is_open_now(own: Classroom) -> None:
    pupil = own.town.program_of(own.aino)
    lesson = pupil.get(api(f"lessons/{own.lesson.pk}")).json()
    assert (lesson["assignment"], lesson["activity"], lesson["own"], lesson["state"], lesson["closes_at"]) == (
        "ps1", "warmer", True, "open", None,
    )  # fmt: skip
    assert [(step["id"], step["title"]["fi"], step["max_points"]) for step in lesson["steps"]] == [
        ("mean", "The mean", 2),
        ("why", "why", 3),
    ]
    assert pupil.get(api(f"lessons/{own.lesson.pk}/release")).content == folders.pack_files(FILES)


def test_the_library_shows_none_of_it(own: Classroom) -> None:
    assert [version.module_id for version in shelf.library(Narrowing())] == ["warming"]
    assert own.lesson.activity.module_version.module_id == f"own-{own.lesson.pk}"


def test_a_second_release_wants_force_and_takes_the_first_ones_place(own: Classroom) -> None:
    teacher, pupil = own.town.program_of(own.teacher), own.town.program_of(own.aino)
    other = {**FILES, "more.txt": b"more"}
    again = release(teacher, own.school_class.key, files=other)
    assert (again.status_code, again.json()["error"]["code"]) == (409, "assignment_exists")
    assert "--force" in again.json()["error"]["message"]
    forced = release(teacher, own.school_class.key, files=other, force=True)
    assert (forced.status_code, forced.json()["id"]) == (200, own.lesson.pk)
    assert pupil.get(api(f"lessons/{own.lesson.pk}/release")).content == folders.pack_files(other)


def test_a_lesson_from_the_library_keeps_its_name(classroom: Classroom) -> None:
    teacher = classroom.town.program_of(classroom.teacher)
    answer = release(teacher, classroom.school_class.key, "warmer", force=True)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "assignment_taken")


def with_cell(**metadata: Any) -> dict[str, bytes]:
    """A notebook whose one cell says this of itself."""
    cell = {"cell_type": "markdown", "source": "", "metadata": metadata}
    return {"a.ipynb": as_file({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]})}


@pytest.mark.parametrize(
    ("files", "name", "status", "code", "says"),
    [
        ({"../warmer.ipynb": b"{}"}, "ps2", 422, "release_refused", "../warmer.ipynb: The file would land outside"),
        (b"not a zip", "ps2", 422, "release_refused", "broken"),
        ({"readme.txt": b""}, "ps2", 422, "no_notebook", "no notebook"),
        ({"a.ipynb": b"{}"}, "ps2", 422, "not_a_notebook", "a.ipynb is not a notebook"),
        ({"a.ipynb": b"[" * 100_000}, "ps2", 422, "not_a_notebook", "a.ipynb"),
        ({f"{'x' * 61}.ipynb": as_file(RELEASED)}, "ps2", 422, "not_a_notebook", "too long"),
        (with_cell(nbgrader={"grade_id": "x" * 81}), "ps2", 422, "not_a_notebook", "too long"),
        (with_cell(nbgrader={"grade_id": "a", "points": "many"}), "ps2", 422, "not_a_notebook", "a.ipynb"),
        (with_cell(nbgrader={"grade_id": "a", "points": 10**400}), "ps2", 422, "not_a_notebook", "a.ipynb"),
        (with_cell(innolab={"step": "x" * 61}), "ps2", 422, "not_a_notebook", "too long"),
        (with_cell(innolab={"step": {}, "title": 1}), "ps2", 422, "not_a_notebook", "a.ipynb"),
        (with_cell(innolab=[]), "ps2", 422, "not_a_notebook", "a.ipynb"),
        (b"PK\x03\x04" + bytes(10 * 1024**2), "ps2", 413, "too_large", "10 MB"),
        (FILES, "a b", 422, "assignment_name", "letters"),
        (FILES, ".hidden", 422, "assignment_name", "letters"),
        (FILES, "x" * 81, 422, "assignment_name", "80"),
    ],
)  # fmt: skip
def test_what_is_not_released(classroom: Classroom, files: Any, name: str, status: int, code: str, says: str) -> None:
    answer = release(classroom.town.program_of(classroom.teacher), classroom.school_class.key, name, files)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert says in answer.json()["error"]["message"]
    assert Lesson.objects.count() == 1


def test_of_several_notebooks_the_first_in_the_alphabet_is_shown_however_the_zip_has_them(own: Classroom) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("zeta.ipynb", as_file({**RELEASED, "cells": []}))
        archive.writestr("warmer.ipynb", as_file(RELEASED))
    released = release(own.town.program_of(own.teacher), own.school_class.key, files=buffer.getvalue(), force=True)
    assert released.json()["activity"] == "warmer"
    own.lesson.refresh_from_db()
    assert [cell.name for cell in works.graded_cells(own.lesson.activity)] == ["check-mean", "why"]


def test_a_folder_is_handed_in_and_collected_bit_by_bit(own: Classroom) -> None:
    pupil, teacher = own.town.program_of(own.aino), own.town.program_of(own.teacher)
    folder = folders.pack_files({"warmer.ipynb": as_file(work()), "p2.ipynb": as_file(work()), "timestamp.txt": b"1"})
    first, again = hands_in(pupil, own.lesson.pk, folder), hands_in(pupil, own.lesson.pk, folder)
    assert (first.status_code, again.status_code, first.json()) == (201, 200, again.json())
    collected = teacher.get(api(f"hand-ins/{first.json()['receipt']}/file"))
    assert (collected.content, collected["Content-Type"]) == (folder, "application/zip")
    assert collected["Content-Disposition"].endswith('.zip"')
    later = folders.pack_files({"warmer.ipynb": as_file(work()), "p2.ipynb": as_file(work()), "timestamp.txt": b"2"})
    assert hands_in(pupil, own.lesson.pk, later).status_code == HTTPStatus.CREATED


def test_it_waits_for_the_teachers_nbgrader_and_no_grader_touches_it(own: Classroom) -> None:
    hands_in(own.town.program_of(own.aino), own.lesson.pk, as_file(work()))
    result = HandIn.objects.get().result
    assert [(one.grade_id, one.verdict, one.points) for one in result.cells.all()] == [
        ("check-mean", "unjudged", None),
        ("why", "unjudged", None),
    ]
    assert own.is_graded(result.hand_in).status == "graded"
    assert own.grader.runs == 0
    page = own.town.browser_of(own.teacher).get(f"{settings.PORTAL.prefix}lessons/{own.lesson.pk}/review/").text
    assert "Review the next (1 waits)" in page


@pytest.mark.parametrize("folder", [True, False], ids=["folder", "notebook"])
def test_the_teacher_reads_the_work_in_the_review(own: Classroom, folder: bool) -> None:
    made = as_file(work(words="Koska hiilidioksidi"))
    body = folders.pack_files({"warmer.ipynb": made}) if folder else made
    hands_in(own.town.program_of(own.aino), own.lesson.pk, body)
    path = f"{settings.PORTAL.prefix}lessons/{own.lesson.pk}/review/{own.aino.username}/"
    page = own.town.browser_of(own.teacher).get(path).text
    assert "Koska hiilidioksidi" in page
    assert "Grade it with nbgrader, or give the points here" in page
    assert not {words for words in ("Grade again", "our fault", "Model answer") if words in page}


def test_a_folder_without_the_notebook_is_taken_and_shown_empty(own: Classroom) -> None:
    body = folders.pack_files({"other.ipynb": b"no notebook"})
    assert hands_in(own.town.program_of(own.aino), own.lesson.pk, body).status_code == HTTPStatus.CREATED
    path = f"{settings.PORTAL.prefix}lessons/{own.lesson.pk}/review/{own.aino.username}/"
    assert own.town.browser_of(own.teacher).get(path).status_code == HTTPStatus.OK


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (folders.pack_files({"../up.ipynb": b"{}"}), 422, "folder_refused"),
        (b"PK\x03\x04 broken", 422, "folder_refused"),
        (b"neither", 422, "not_a_notebook"),
        (b"PK\x03\x04" + bytes(10 * 1024**2), 413, "too_large"),
    ],
)
def test_what_can_not_be_handed_in(own: Classroom, body: bytes, status: int, code: str) -> None:
    answer = hands_in(own.town.program_of(own.aino), own.lesson.pk, body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert not HandIn.objects.exists()


def test_a_lesson_from_the_library_takes_no_folder(classroom: Classroom) -> None:
    body = folders.pack_files({"warmer.ipynb": as_file(work())})
    answer = hands_in(classroom.town.program_of(classroom.aino), classroom.lesson.pk, body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "one_notebook")


def test_after_the_end_nothing_is_taken(own: Classroom) -> None:
    own.ends()
    answer = hands_in(own.town.program_of(own.aino), own.lesson.pk, as_file(work()))
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "lesson_closed")


def test_feedback_of_the_teachers_nbgrader_reaches_the_pupil(own: Classroom) -> None:
    pupil, teacher = own.town.program_of(own.aino), own.town.program_of(own.teacher)
    receipt = hands_in(pupil, own.lesson.pk, as_file(work())).json()["receipt"]
    cells = [
        {"grade_id": "check-mean", "points": 1.5, "max_points": 2, "comment": "Melkein"},
        {"grade_id": "why", "points": 3, "max_points": 3},
        {"grade_id": "of-notebook-2", "points": 1, "max_points": 1},
    ]
    given = gives_back(teacher, receipt, cells=cells).json()
    assert (given["returned"], list(given["pages"])) == (True, ["warmer"])
    told = pupil.get(api(f"hand-ins/{receipt}/feedback")).json()
    assert (told["returned"], told["points"], told["max_points"]) == (True, 5.5, 6)
    assert [(one["grade_id"], one["verdict"], one["comment"]) for one in told["cells"]] == [
        ("check-mean", "not_passed", "Melkein"),
        ("why", "passed", ""),
        ("of-notebook-2", "passed", ""),
    ]
    page = pupil.get(api(f"hand-ins/{receipt}/feedback/warmer"))
    assert page.text == PAGE
    assert queries.newest(own.lesson, own.aino).result.read_at is None  # type: ignore[union-attr]


def test_the_pupil_reads_the_page_in_the_browser_and_nothing_in_it_runs(own: Classroom) -> None:
    receipt = hands_in(own.town.program_of(own.aino), own.lesson.pk, as_file(work())).json()["receipt"]
    gives_back(own.town.program_of(own.teacher), receipt)
    path = f"{settings.PORTAL.prefix}feedback/{receipt}/"
    browser = own.town.browser_of(own.aino)
    assert f'href="{path}warmer/"' in browser.get(path).text
    page = browser.get(f"{path}warmer/")
    assert page.text == PAGE
    assert page["Content-Security-Policy"].startswith("sandbox; default-src 'none';")
    assert browser.get(f"{path}other/").status_code == HTTPStatus.NOT_FOUND
    assert own.town.browser_of(own.eino).get(f"{path}warmer/").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize(
    "more",
    [
        {"pages": {"../up": "x"}},
        {"pages": {"": "x"}},
        {"cells": [{"grade_id": "check-mean", "points": -1, "max_points": 2}]},
        {"cells": [{"grade_id": "check-mean", "points": "many", "max_points": 2}]},
        {"cells": [{"grade_id": "x" * 100, "points": 1, "max_points": 2}]},
    ],
)
def test_feedback_that_can_not_be_right_is_refused(own: Classroom, more: Any) -> None:
    receipt = hands_in(own.town.program_of(own.aino), own.lesson.pk, as_file(work())).json()["receipt"]
    assert gives_back(own.town.program_of(own.teacher), receipt, **more).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert HandIn.objects.get().result.returned is None


def test_pages_that_are_too_large_are_refused_with_clear_words(own: Classroom) -> None:
    receipt = hands_in(own.town.program_of(own.aino), own.lesson.pk, as_file(work())).json()["receipt"]
    answer = gives_back(own.town.program_of(own.teacher), receipt, pages={"warmer": "x" * 12_000_000})
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")


def test_nobody_gives_a_teachers_own_assignment_on(own: Classroom) -> None:
    colleague = own.town.browser_of(own.town.teacher(own.town.school_class("7C")))
    slug = f"own-{own.lesson.pk}"
    for path in (f"library/{slug}/", f"library/{slug}/warmer/give/"):
        assert colleague.get(f"{settings.PORTAL.prefix}{path}").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("files", [{"warmer.ipynb": as_file(work())}, {"other.txt": b""}], ids=["with", "without"])
def test_the_classs_gradebook_takes_a_folder_with_the_notebook_or_without(
    own: Classroom, files: dict[str, bytes], tmp_path: Path
) -> None:
    hands_in(own.town.program_of(own.aino), own.lesson.pk, folders.pack_files(files))
    hand_in = HandIn.objects.get()
    own.judges(hand_in, why=3, mean=1)
    projection.project(hand_in_id=hand_in.pk, gradebook=NbgraderGradebook())
    with Gradebook(f"sqlite:///{tmp_path}/gradebooks/{own.school_class.key}.db", own.school_class.key) as gradebook:
        assert gradebook.find_submission("ps1", own.aino.username).score == 4


def test_what_innolab_grades_is_not_overwritten(classroom: Classroom) -> None:
    hand_in = classroom.has_graded(classroom.aino)
    answer = gives_back(classroom.town.program_of(classroom.teacher), hand_in.receipt)
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "graded_here")


def test_reviewed_work_is_returned_through_the_api(classroom: Classroom) -> None:
    aino, eino = classroom.has_graded(classroom.aino), classroom.has_graded(classroom.eino)
    classroom.judges(aino)
    classroom.judges(eino)
    teacher, path = classroom.town.program_of(classroom.teacher), api(f"lessons/{classroom.lesson.pk}/return")
    one = teacher.post(path, {"pupils": [classroom.eino.username]}, content_type="application/json")
    assert one.json() == {"returned": 1}
    assert HandIn.objects.get(pk=aino.pk).result.returned is None
    assert teacher.post(path, {"pupils": None}, content_type="application/json").json() == {"returned": 1}


def test_only_what_nobody_worked_on_is_taken_back(own: Classroom) -> None:
    teacher, path = own.town.program_of(own.teacher), api(f"lessons/{own.lesson.pk}")
    hands_in(own.town.program_of(own.aino), own.lesson.pk, as_file(work()))
    kept = teacher.delete(path)
    assert (kept.status_code, kept.json()["error"]["code"]) == (409, "already_worked_on")
    release(teacher, own.school_class.key, "ps2")
    other = Lesson.objects.get(assignment="ps2")
    assert teacher.delete(api(f"lessons/{other.pk}")).status_code == HTTPStatus.NO_CONTENT
    assert not Lesson.objects.filter(assignment="ps2").exists()
    assert not ModuleVersion.objects.filter(module=f"own-{other.pk}").exists()


def test_a_lesson_from_the_library_is_taken_back_before_it_starts_only(classroom: Classroom) -> None:
    teacher, path = classroom.town.program_of(classroom.teacher), api(f"lessons/{classroom.lesson.pk}")
    assert teacher.delete(path).json()["error"]["code"] == "already_started"
    classroom.lesson.opens_at = timezone.now() + dt.timedelta(hours=1)
    classroom.lesson.save()
    assert teacher.delete(path).status_code == HTTPStatus.NO_CONTENT


WHO = ["aino", "eino", "outsider", "teacher", "other_teacher", "trainer", "operator", "nobody"]
_ADULTS = {"trainer": 403, "operator": 403, "nobody": 401}
TABLE: dict[str, dict[str, int]] = {
    "release": {"aino": 403, "eino": 403, "outsider": 403, "teacher": 201, "other_teacher": 403, **_ADULTS},
    "fetch": {"aino": 200, "eino": 200, "outsider": 403, "teacher": 200, "other_teacher": 403, **_ADULTS},
    "hand in": {"aino": 201, "eino": 201, "outsider": 403, "teacher": 403, "other_teacher": 403, **_ADULTS},
    "collect": {"aino": 200, "eino": 404, "outsider": 404, "teacher": 200, "other_teacher": 404, **_ADULTS},
    "release feedback": {"aino": 403, "eino": 403, "outsider": 403, "teacher": 200, "other_teacher": 404, **_ADULTS},
    "read feedback": {"aino": 200, "eino": 404, "outsider": 404, "teacher": 200, "other_teacher": 404, **_ADULTS},
    "read a page": {"aino": 200, "eino": 404, "outsider": 404, "teacher": 200, "other_teacher": 404, **_ADULTS},
    "return": {"aino": 403, "eino": 403, "outsider": 403, "teacher": 200, "other_teacher": 403, **_ADULTS},
    "take back": {"aino": 403, "eino": 403, "outsider": 403, "teacher": 409, "other_teacher": 403, **_ADULTS},
}


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("verb", TABLE)
def test_who_may_what(own: Classroom, people: dict[str, User | None], verb: str, who: str) -> None:
    """Aino has handed in and has feedback; everybody tries every verb on it."""
    receipt = hands_in(own.town.program_of(own.aino), own.lesson.pk, as_file(work())).json()["receipt"]
    gives_back(own.town.program_of(own.teacher), receipt)
    program, lesson = program_of(own, people[who]), own.lesson.pk
    answer = {
        "release": lambda: release(program, own.school_class.key, "ps2"),
        "fetch": lambda: program.get(api(f"lessons/{lesson}/release")),
        "hand in": lambda: hands_in(program, lesson, as_file(work(words=who))),
        "collect": lambda: program.get(api(f"hand-ins/{receipt}/file")),
        "release feedback": lambda: gives_back(program, receipt),
        "read feedback": lambda: program.get(api(f"hand-ins/{receipt}/feedback")),
        "read a page": lambda: program.get(api(f"hand-ins/{receipt}/feedback/warmer")),
        "return": lambda: program.post(api(f"lessons/{lesson}/return"), {}, content_type="application/json"),
        "take back": lambda: program.delete(api(f"lessons/{lesson}")),
    }[verb]()
    assert answer.status_code == TABLE[verb][who]
    if answer.status_code >= HTTPStatus.BAD_REQUEST:
        assert set(answer.json()) == {"error"}


def test_no_route_gives_a_pupil_the_source(classroom: Classroom) -> None:
    """Of a lesson from the library a pupil can fetch all there is, and nothing of it holds the solution."""
    hand_in = classroom.has_graded(classroom.aino)
    classroom.judges(hand_in)
    pupil, lesson = classroom.town.program_of(classroom.aino), f"lessons/{classroom.lesson.pk}"
    paths = ["lessons", lesson, f"{lesson}/state", f"{lesson}/hand-ins", f"{lesson}/feedback"]
    paths += [f"hand-ins/{hand_in.receipt}/file", f"hand-ins/{hand_in.receipt}/feedback"]
    for path in paths:
        answer = pupil.get(api(path))
        assert answer.status_code == HTTPStatus.OK
        assert b"BEGIN SOLUTION" not in answer.content
    released = pupil.get(api(f"{lesson}/release")).content
    assert all(b"SOLUTION" not in data for data in _files(released).values())


def _files(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
