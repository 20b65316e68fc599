"""Twins of those of nbgrader's exchange tests that look into the exchange folder or pose as another person.

They assert the same through the API, against a portal with its database. Which is whose twin stands in
docs/reference/nbgrader-tests.md.
"""

import io
import re
import shutil
import zipfile
from pathlib import Path

import httpx
import nbgrader.tests.apps
import pytest
from innolab_exchange import ExchangeClient, Refused
from innolab_portal.people.models import Role
from nbgrader.api import Gradebook
from nbgrader_house import open_house

from .conftest import Person

FILES = Path(nbgrader.tests.apps.__file__).parent / "files"
STAMP = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6} UTC"


class Course:
    """A teacher and pupils of nbgrader's courses, each in a server of their own."""

    def __init__(self, house, tmp_path, monkeypatch):
        self.tmp_path = tmp_path
        self.exchange = tmp_path / "exchange"
        self.people = {}
        for role, name, courses in [
            (Role.TEACHER, "teacher", ("abc101", "abc102")),
            (Role.PUPIL, "aino", ("abc101", "abc102")),
            (Role.PUPIL, "eetu", ("abc101",)),
            (Role.PUPIL, "stranger", ("xyz200",)),
        ]:
            house.add(role, name, f"token-{name}", courses=courses)
            self.people[name] = Person(tmp_path / name, f"token-{name}", house.url, monkeypatch)

    def __getattr__(self, name):
        return self.people[name]

    def api(self, name):
        """A person's own calls of the API."""
        person = self.people[name]
        return ExchangeClient(person.url, person.token)

    def lesson(self, name="teacher", course="abc101", assignment="ps1"):
        with self.api(name) as api:
            return next(each for each in api.lessons(course) if each.assignment == assignment)

    def released(self, *flags, course="abc101", assignment="ps1"):
        folder = self.teacher.home / "release" / assignment
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(FILES / "test.ipynb", folder / "p1.ipynb")
        self.teacher.runs("release_assignment", assignment, f"--course={course}", *flags)

    def fetched(self, name, course="abc101", *flags):
        self.people[name].runs("fetch_assignment", "ps1", f"--course={course}", *flags)
        return self.people[name].home / "ps1"

    def submitted(self, name, *flags, course="abc101", expect=0):
        """Submit; the time that nbgrader tells."""
        told = self.people[name].runs("submit", "ps1", f"--course={course}", *flags, expect=expect)
        return re.search(f"Submitted as: {course} ps1 ({STAMP})", told)[1] if expect == 0 else told

    def hand_ins(self, course="abc101"):
        """What the teacher's API tells, oldest first: [(pupil, files)]."""
        with self.api("teacher") as api:
            found = reversed(api.hand_ins(self.lesson(course=course).id))
            return [(each.pupil, files_of(api.hand_in_file(each.receipt))) for each in found]

    def collected(self, *flags):
        return self.teacher.runs("collect", "ps1", "--course=abc101", *flags)

    def graded(self):
        """Through nbgrader's own autograder, from collecting to releasing feedback."""
        self.collected("--update")
        self.teacher.runs("autograde", "ps1")
        self.teacher.runs("generate_feedback", "ps1")
        self.teacher.runs("release_feedback", "ps1", "--course=abc101")

    def with_pages(self, *names):
        """Collected, with a page of feedback for each pupil as generate_feedback would leave it."""
        for name in names:
            self.fetched(name)
            self.submitted(name)
        self.collected()
        for name in names:
            folder = self.teacher.home / "feedback" / name / "ps1"
            folder.mkdir(parents=True)
            shutil.copy(self.teacher.home / "submitted" / name / "ps1/receipt.txt", folder)
            (folder / "p1.html").write_text(f"<p>for {name}</p>")

    def page(self, name):
        """What a pupil's own API gives of feedback, or None."""
        with self.api(name) as api:
            (hand_in,) = api.hand_ins(self.lesson(name).id)
            return api.feedback_page(hand_in.receipt, "p1").decode() if hand_in.pages else None


def files_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def course(transactional_db, live_server, settings, tmp_path, monkeypatch):
    house = open_house(live_server, settings, tmp_path / "house", monkeypatch)
    return Course(house, tmp_path, monkeypatch)


@pytest.fixture
def released(course):
    course.released()
    return course


# release_assignment


@pytest.mark.parametrize("argument", ["ps1", "--assignment=ps1"])
def test_what_is_released_is_there_for_the_class(course, argument):
    course.released()
    course.teacher.runs("release_assignment", argument, "--course=abc102")
    for key in ("abc101", "abc102"):
        with course.api("aino") as api:
            content = api.release(course.lesson("aino", key).id).content
        assert list(files_of(content)) == ["p1.ipynb"]


@pytest.mark.parametrize("flag", ["--force", "-f"])
def test_a_second_release_takes_force(released, flag):
    (released.teacher.home / "release/ps1/new.txt").write_text("new")
    told = released.teacher.runs("release_assignment", "ps1", "--course=abc101", expect=1)
    assert "The class has this assignment already" in told
    released.teacher.runs("release_assignment", "ps1", "--course=abc101", flag)
    assert sorted(path.name for path in released.fetched("aino").iterdir()) == ["new.txt", "p1.ipynb"]


@pytest.mark.parametrize("mode", [None, 0o540])
def test_no_exchange_folder_is_needed_or_touched(course, mode):
    if mode is not None:
        course.exchange.mkdir()
        course.exchange.chmod(mode)
    course.released(f"--Exchange.root={course.exchange}")
    assert (course.fetched("aino") / "p1.ipynb").is_file()
    assert course.exchange.exists() is (mode is not None)
    assert mode is None or (list(course.exchange.iterdir()), course.exchange.stat().st_mode & 0o777) == ([], mode)


@pytest.mark.parametrize("groupshared", [False, True])
def test_a_release_is_read_by_the_class_and_nobody_else(course, groupshared):
    course.released(f"--CourseDirectory.groupshared={groupshared}")
    assert (course.fetched("aino") / "p1.ipynb").is_file()
    told = course.stranger.runs("fetch_assignment", "ps1", "--course=abc101", expect=1)
    assert "Assignment not found: abc101 ps1" in told
    with course.api("stranger") as api, pytest.raises(Refused):
        api.release(course.lesson().id)
    changed = httpx.put(
        f"{course.aino.url}classes/abc101/assignments/ps1?force=true",
        content=b"",
        headers={"Authorization": f"Bearer {course.aino.token}"},
        trust_env=False,
    )
    assert changed.status_code == 403


# submit


def test_two_submissions_are_two_with_their_times(released):
    released.fetched("aino")
    first, second = released.submitted("aino"), released.submitted("aino")
    assert first < second
    assert [(pupil, sorted(files)) for pupil, files in released.hand_ins()] == [
        ("aino", ["p1.ipynb", "timestamp.txt"]),
        ("aino", ["p1.ipynb", "timestamp.txt"]),
    ]
    cache = released.aino.home / ".local/share/jupyter/nbgrader_cache/abc101"
    assert sorted(path.name for path in cache.iterdir()) == [f"aino+ps1+{first}", f"aino+ps1+{second}"]
    assert [path.read_text() for path in sorted(cache.glob("*/timestamp.txt"))] == [first, second]
    listed = released.teacher.runs("list", "--inbound", "--course=abc101")
    assert [stamp for stamp in (first, second) if f"abc101 aino ps1 {stamp}" in listed] == [first, second]


def test_a_file_that_is_read_only_is_handed_in(released):
    notebook = released.fetched("aino") / "p1.ipynb"
    notebook.chmod(0o400)
    released.submitted("aino")
    ((_pupil, files),) = released.hand_ins()
    assert files["p1.ipynb"] == notebook.read_bytes()


def test_nobody_submits_as_another(released):
    released.fetched("aino")
    for another in ("eetu", "foobar_student", "foobar+student", "foobar*student"):
        told = released.submitted("aino", f"--student={another}", expect=1)
        assert f"You are aino: InnoLab lets nobody act for {another}." in told
    assert released.hand_ins() == []
    released.submitted("aino", "--student=aino")
    assert [pupil for pupil, _files in released.hand_ins()] == ["aino"]


def test_courses_do_not_mix(released):
    released.released(course="abc102")
    option = "--Exchange.path_includes_course=True"
    for key in ("abc101", "abc102"):
        released.fetched("aino", key, option)
        (released.aino.home / key / "ps1/which.txt").write_text(key)
        released.submitted("aino", option, course=key)
        ((pupil, files),) = released.hand_ins(key)
        assert (pupil, files["which.txt"]) == ("aino", key.encode())
        (copy,) = (released.aino.home / ".local/share/jupyter/nbgrader_cache" / key).iterdir()
        assert (copy / "which.txt").read_text() == key


@pytest.mark.parametrize(
    ("made", "option", "left_out"),
    [
        ({"foo.pyc": 1}, "--CourseDirectory.student_id=*", "foo.pyc"),
        ({"foo.txt": 1}, '--CourseDirectory.include=["*.ipynb"]', "foo.txt"),
        ({"small_file": 2000, "large_file": 2001}, "--CourseDirectory.max_file_size=2", "large_file"),
    ],
    ids=["ignore", "include", "max_file_size"],
)
def test_nbgraders_options_choose_what_is_handed_in(released, made, option, left_out):
    folder = released.fetched("aino")
    for name, size in made.items():
        (folder / name).write_text("x" * size)
    released.submitted("aino", option)
    ((_pupil, files),) = released.hand_ins()
    assert left_out not in files
    assert set(made) - {left_out} <= set(files)


# collect


@pytest.mark.parametrize("check_owner", [True, False])
def test_who_handed_in_is_whose_token_it_was(released, check_owner):
    released.fetched("aino")
    (released.aino.home / "ps1/receipt.txt").write_text("of another")
    released.submitted("aino")
    told = released.collected(f"--ExchangeCollect.check_owner={check_owner}")
    assert "WARNING" not in told
    assert [path.name for path in (released.teacher.home / "submitted").iterdir()] == ["aino"]
    with released.api("teacher") as api:
        (hand_in,) = api.hand_ins(released.lesson().id)
    assert (released.teacher.home / "submitted/aino/ps1/receipt.txt").read_text() == hand_in.receipt


@pytest.mark.parametrize(("groupshared", "modes"), [(False, ("755", "644")), (True, ("2775", "664"))])
def test_collected_work_is_the_teachers(released, groupshared, modes):
    notebook = released.fetched("aino") / "p1.ipynb"
    notebook.chmod(0o400)
    released.submitted("aino")
    released.collected(f"--CourseDirectory.groupshared={groupshared}")
    folder = released.teacher.home / "submitted/aino/ps1"
    assert tuple(f"{path.stat().st_mode & 0o7777:o}" for path in (folder, folder / "p1.ipynb")) == modes


# list


@pytest.mark.parametrize(
    "flags",
    [[], ["--ExchangeSubmit.add_random_string=False"], ["--ExchangeSubmit.add_random_string=True"]],
    ids=["default", "no random string", "random string"],
)
def test_a_teacher_lists_what_was_handed_in(released, flags):
    assert released.teacher.runs("list", "ps1", "--inbound") == "[ListApp | INFO] Submitted assignments:\n"
    released.fetched("aino")
    stamps = [released.submitted("aino", *flags) for _ in range(2)]
    assert released.teacher.runs("list", "ps1", "--inbound").splitlines() == [
        "[ListApp | INFO] Submitted assignments:",
        *(f"[ListApp | INFO] abc101 aino ps1 {stamp} (no feedback available)" for stamp in stamps),
    ]


def test_own_copies_are_listed_and_hand_ins_stay(released):
    released.fetched("aino")
    stamps = [released.submitted("aino") for _ in range(2)]
    listed = [
        "[ListApp | INFO] Submitted assignments:",
        *(f"[ListApp | INFO] abc101 aino ps1 {stamp} (no feedback available)" for stamp in stamps),
    ]
    assert released.aino.runs("list", "ps1", "--cached").splitlines() == listed
    for name in ("aino", "teacher"):
        told = released.people[name].runs("list", "ps1", "--inbound", "--remove", expect=1)
        assert "Hand-ins are not removed from here" in told
    assert released.aino.runs("list", "ps1", "--cached").splitlines() == listed


def test_hand_ins_are_never_removed(released):
    released.released(assignment="ps2")
    released.fetched("aino")
    stamp = released.submitted("aino")
    released.teacher.runs("list", "ps1", "--inbound", "--remove", expect=1)
    told = released.teacher.runs("list", "ps1", "--remove", expect=1)
    assert "Pupils have worked on this, so it can only be ended." in told
    assert f"abc101 aino ps1 {stamp}" in released.teacher.runs("list", "--inbound")
    assert len(released.hand_ins()) == 1
    refused = released.aino.runs("list", "ps2", "--remove", expect=1)
    assert "You have no access to this." in refused
    assert "abc101 ps2" in released.teacher.runs("list")


@pytest.mark.slow
@pytest.mark.parametrize("flag", ["--inbound", "--cached"])
def test_a_list_tells_how_far_feedback_is(course, flag):
    source = course.teacher.home / "source/ps1"
    source.mkdir(parents=True)
    shutil.copy(FILES / "test.ipynb", source / "p1.ipynb")
    course.teacher.runs("generate_assignment", "ps1")
    course.teacher.runs("release_assignment", "ps1", "--course=abc101")
    course.fetched("aino")
    stamps = [course.submitted("aino")]
    course.graded()
    stamps.append(course.submitted("aino"))

    def states():
        listed = course.aino.runs("list", "ps1", flag).splitlines()[1:]
        assert [re.search(STAMP, line)[0] for line in listed] == stamps
        return [re.search(r"\((.*)\)$", line)[1] for line in listed]

    assert states() == ["feedback ready to be fetched", "no feedback available"]
    course.aino.runs("fetch_feedback", "ps1", "--course=abc101")
    assert states() == ["feedback already fetched", "no feedback available"]
    page = course.aino.home / "ps1/feedback" / stamps[0] / "p1.html"
    page.write_text(page.read_text() + "changed")
    assert states() == ["feedback ready to be fetched", "no feedback available"]
    course.graded()
    assert states() == ["feedback ready to be fetched"] * 2
    course.aino.runs("fetch_feedback", "ps1", "--course=abc101")
    assert states() == ["feedback already fetched"] * 2
    assert "changed" not in page.read_text()[-20:]


# release_feedback


@pytest.mark.slow
def test_feedback_and_points_of_nbgraders_autograder_reach_the_pupil(course):
    source = course.teacher.home / "source/ps1"
    source.mkdir(parents=True)
    shutil.copy(FILES / "submitted-unchanged.ipynb", source / "p1.ipynb")
    course.teacher.runs("generate_assignment", "ps1")
    course.teacher.runs("release_assignment", "ps1", "--course=abc101")
    notebook = course.fetched("aino") / "p1.ipynb"
    shutil.copy(FILES / "submitted-changed.ipynb", notebook)
    course.submitted("aino")
    course.graded()
    assert "<html" in course.page("aino")
    with course.api("aino") as api:
        (hand_in,) = api.hand_ins(course.lesson("aino").id)
        told = api.feedback_on(hand_in.receipt)
    assert hand_in.returned
    assert {cell.grade_id: (cell.points, cell.max_points) for cell in told.cells} == points_of(course.teacher.home)
    course.teacher.runs("release_feedback", "ps1", "--course=abc101")
    assert "<html" in course.page("aino")


def points_of(folder):
    """What nbgrader's gradebook says."""
    with Gradebook(f"sqlite:///{folder}/gradebook.db") as gradebook:
        (notebook,) = gradebook.find_submission("ps1", "aino").notebooks
        return {
            grade.name: (None if grade.needs_manual_grade else grade.score, grade.max_score)
            for grade in notebook.grades
        }


def test_feedback_is_released_to_one_pupil(released):
    released.with_pages("aino", "eetu")
    released.teacher.runs("release_feedback", "ps1", "--course=abc101", "--student=aino")
    assert (released.page("aino"), released.page("eetu")) == ("<p>for aino</p>", None)
    released.teacher.runs("release_feedback", "ps1", "--course=abc101")
    assert (released.page("aino"), released.page("eetu")) == ("<p>for aino</p>", "<p>for eetu</p>")


def test_feedback_is_kept_from_pupils_left_out(released):
    released.with_pages("aino", "eetu")
    released.teacher.runs(
        "release_feedback", "ps1", "--course=abc101", "--CourseDirectory.student_id_exclude=eetu,nobody"
    )
    assert (released.page("aino"), released.page("eetu")) == ("<p>for aino</p>", None)
    released.teacher.runs("release_feedback", "ps1", "--course=abc101")
    assert released.page("eetu") == "<p>for eetu</p>"


@pytest.mark.parametrize("groupshared", [False, True])
def test_feedback_is_read_by_its_pupil_and_nobody_else(released, groupshared):
    released.with_pages("aino")
    released.teacher.runs("release_feedback", "ps1", "--course=abc101", f"--CourseDirectory.groupshared={groupshared}")
    assert released.page("aino") == "<p>for aino</p>"
    with released.api("teacher") as api:
        (hand_in,) = api.hand_ins(released.lesson().id)
    for another in ("eetu", "stranger"):
        with released.api(another) as api:
            for refused in (api.feedback_on, api.hand_in_file, lambda receipt: api.feedback_page(receipt, "p1")):
                with pytest.raises(Refused) as error:
                    refused(hand_in.receipt)
                assert error.value.status == 404
