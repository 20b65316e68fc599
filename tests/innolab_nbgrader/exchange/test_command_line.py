"""nbgrader's own commands against the portal, as pupils and teachers run them."""

import io
import json
import zipfile

import pytest
from innolab_exchange import folders


@pytest.mark.slow
def test_from_a_shell(person, portal):
    aino, teacher = person("aino"), person("teacher")
    assert "7b doubling\n" in aino.types("list")
    aino.types("fetch_assignment", "doubling", "--course=7b")
    assert "Receipt: R1" in aino.types("submit", "doubling", "--course=7b")
    teacher.types("collect", "doubling", "--course=7b")
    assert (teacher.home / "submitted/p-aino/doubling/doubling.ipynb").read_bytes() == portal.files["R1"]


def test_a_pupil_lists_fetches_and_submits(person, portal):
    aino = person("aino")
    assert "7b doubling\n" in aino.runs("list")

    notebook = aino.fetches()
    assert sorted(path.name for path in notebook.parent.iterdir()) == ["doubling.ipynb", "messages.json", "sea.csv"]
    assert "BEGIN SOLUTION" not in notebook.read_text()
    assert "7b doubling (already downloaded)" in aino.runs("list")

    told = aino.runs("submit", "doubling", "--course=7b")
    assert "Submitted as: 7b doubling 2026-11-24 12:01:00.000000 UTC" in told
    assert "Receipt: R1" in told
    assert portal.files == {"R1": notebook.read_bytes()}

    assert "7b p-aino doubling 2026-11-24 12:01:00.000000 UTC (no feedback available)" in aino.runs("list", "--cached")


def test_a_planned_lesson_is_seen_by_the_teacher_only(person):
    assert "doubling-2" not in person("aino").runs("list")
    assert "7b doubling-2" in person("teacher").runs("list")


def test_the_same_notebook_again_gives_the_same_receipt(person, portal):
    aino = person("aino")
    aino.fetches()
    aino.runs("submit", "doubling", "--course=7b")
    told = aino.runs("submit", "doubling", "--course=7b")
    assert "InnoLab had this very notebook already." in told
    assert "Receipt: R1" in told
    assert len(portal.hand_ins) == 1
    assert len(list((aino.home / ".local/share/jupyter/nbgrader_cache/7b").iterdir())) == 1


def test_work_is_not_overwritten_by_fetching_again(person):
    aino = person("aino")
    notebook = aino.fetches()
    notebook.write_text("my work")
    (notebook.parent / "sea.csv").unlink()
    told = aino.runs("fetch_assignment", "doubling", "--course=7b", expect=1)
    assert "You already have a copy of the assignment in this directory: doubling" in told
    assert "Replacing missing file" in aino.runs("fetch_assignment", "doubling", "--course=7b", "--replace")
    assert notebook.read_text() == "my work"
    assert (notebook.parent / "sea.csv").read_text() == "year\n"


def test_paths_may_include_the_course(person, portal):
    aino = person("aino")
    option = "--Exchange.path_includes_course=True"
    aino.runs("fetch_assignment", "doubling", "--course=7b", option)
    assert (aino.home / "7b/doubling/doubling.ipynb").is_file()
    aino.runs("submit", "doubling", "--course=7b", option)
    assert list(portal.files) == ["R1"]


def test_times_are_written_in_the_zone_and_form_asked_for(person):
    aino = person("aino")
    aino.fetches()
    told = aino.runs("submit", "doubling", "--course=7b", "--timezone=Europe/Helsinki")
    assert "Submitted as: 7b doubling 2026-11-24 14:01:00.000000 EET" in told
    told = aino.runs("submit", "doubling", "--course=7b", "--Exchange.timestamp_format=%Y-%m-%d %H:%M %Z")
    assert "Submitted as: 7b doubling 2026-11-24 12:01 UTC" in told
    assert "Invalid timezone: Moon" in aino.runs("submit", "doubling", "--course=7b", "--timezone=Moon", expect=1)


def hands_in(person, name, text):
    pupil = person(name) if isinstance(name, str) else name
    notebook = pupil.home / "doubling/doubling.ipynb"
    if not notebook.exists():
        pupil.fetches()
    content = json.loads(notebook.read_text())
    content["metadata"]["note"] = text
    notebook.write_text(json.dumps(content))
    pupil.runs("submit", "doubling", "--course=7b")
    return pupil


def test_a_teacher_collects_the_latest_of_each_pupil(person, portal):
    aino = hands_in(person, "aino", "first")
    hands_in(person, aino, "second")
    hands_in(person, "eetu", "only")
    teacher = person("teacher")
    told = teacher.runs("collect", "doubling", "--course=7b")
    assert "Processing 2 submissions of 'doubling' for course '7b'" in told
    folder = teacher.home / "submitted"
    assert (folder / "p-aino/doubling/doubling.ipynb").read_bytes() == portal.files["R2"]
    assert (folder / "p-eetu/doubling/doubling.ipynb").read_bytes() == portal.files["R3"]
    assert (folder / "p-aino/doubling/timestamp.txt").read_text() == "2026-11-24 12:02:00.000000 UTC"

    assert "Submission already exists, use --update to update: p-aino" in teacher.runs(
        "collect", "doubling", "--course=7b"
    )
    hands_in(person, aino, "third")
    told = teacher.runs("collect", "doubling", "--course=7b", "--update")
    assert "Updating submission: p-aino doubling" in told
    assert "No newer submission to collect: p-eetu doubling" in told
    assert (folder / "p-aino/doubling/doubling.ipynb").read_bytes() == portal.files["R4"]


def test_folders_in_the_place_of_what_collect_writes_stop_nobodys_collecting(person, portal):
    portal.lessons[0]["own"] = True
    hands_in(person, "aino", "first")
    files = {"doubling.ipynb": b"{}", "timestamp.txt/a": b"", "receipt.txt/a": b""}
    portal.files["R1"] = folders.pack_files(files)
    teacher = person("teacher")
    teacher.runs("collect", "doubling", "--course=7b")
    folder = teacher.home / "submitted/p-aino/doubling"
    assert (folder / "receipt.txt").read_text() == "R1"
    assert (folder / "timestamp.txt").read_text() == "2026-11-24 12:01:00.000000 UTC"


@pytest.mark.parametrize(
    ("name", "says"),
    [("link.txt", "link.txt is a link. Only files can be sent."), ("a:b.txt", "a:b.txt: The name of the file is not")],
)
def test_a_folder_with_links_or_odd_names_is_not_handed_in(person, portal, name, says):
    portal.lessons[0]["own"] = True
    aino = person("aino")
    folder = aino.fetches().parent
    if name == "link.txt":
        (folder / name).symlink_to("/etc/hostname")
    else:
        (folder / name).write_text("")
    assert says in aino.runs("submit", "doubling", "--course=7b", expect=1)
    assert portal.files == {}


def test_a_zip_that_leads_outside_is_not_collected(person, portal):
    hands_in(person, "aino", "a")
    evil = io.BytesIO()
    with zipfile.ZipFile(evil, "w") as archive:
        archive.writestr("../../../out.txt", "")
    portal.files["R1"] = evil.getvalue()
    teacher = person("teacher")
    told = teacher.runs("collect", "doubling", "--course=7b", expect=1)
    assert "../../../out.txt: The file would land outside its folder." in told
    assert not list(teacher.home.parent.rglob("out.txt"))
    assert not (teacher.home / "submitted/p-aino/doubling").exists()


def test_a_teacher_lists_hand_ins_and_collects_one_pupil(person):
    hands_in(person, "aino", "a")
    hands_in(person, "eetu", "b")
    teacher = person("teacher")
    told = teacher.runs("list", "--inbound", "--course=7b")
    assert "7b p-aino doubling 2026-11-24 12:01:00.000000 UTC (no feedback available)" in told
    assert "7b p-eetu doubling 2026-11-24 12:02:00.000000 UTC (no feedback available)" in told
    teacher.runs("collect", "doubling", "--course=7b", "--student=p-eetu")
    assert [path.name for path in (teacher.home / "submitted").iterdir()] == ["p-eetu"]


def test_a_pupil_cannot_collect(person):
    aino = hands_in(person, "aino", "a")
    told = aino.runs("collect", "doubling", "--course=7b", expect=1)
    assert "Only a teacher of the class can collect." in told


def test_feedback_is_fetched_once_it_is_returned(person, portal):
    aino = hands_in(person, "aino", "a")
    assert "No feedback has been returned for 7b doubling yet." in aino.runs(
        "fetch_feedback", "doubling", "--course=7b"
    )
    portal.hand_ins[0]["returned"] = True
    cell = {"grade_id": "c", "step": "write", "verdict": "passed", "points": 2, "max_points": 2, "comment": "<Hyvä>"}
    portal.feedback = {
        "returned": True,
        "receipt": "R1",
        "comment": "Hienoa",
        "points": 2,
        "max_points": 3,
        "cells": [cell],
    }
    assert "(feedback ready to be fetched)" in aino.runs("list", "--cached")
    aino.runs("fetch_feedback", "doubling", "--course=7b")
    page = aino.home / "doubling/feedback/2026-11-24 12:01:00.000000 UTC/doubling.html"
    assert '<html lang="fi">' in page.read_text()
    assert "<td>Kirjoita</td><td>2 / 2</td><td>&lt;Hyvä&gt;</td>" in page.read_text()
    assert "(feedback already fetched)" in aino.runs("list", "--cached")


def test_what_is_reviewed_in_innolab_is_returned_by_release_feedback(person):
    aino = hands_in(person, "aino", "a")
    eetu = hands_in(person, "eetu", "b")
    told = person("teacher").runs("release_feedback", "doubling", "--course=7b", "--student=p-aino")
    assert "Returned what was reviewed in InnoLab: 1 hand-ins" in told
    assert "(feedback ready to be fetched)" in aino.runs("list", "--cached")
    assert "(no feedback available)" in eetu.runs("list", "--cached")


@pytest.mark.parametrize("receipt", ["R2", "unknown", None], ids=["another's", "unknown", "none"])
def test_feedback_that_belongs_to_no_hand_in_of_the_pupil_is_not_released(person, portal, receipt):
    portal.lessons[0]["own"] = True
    hands_in(person, "aino", "a")
    hands_in(person, "eetu", "b")
    teacher = person("teacher")
    folder = teacher.home / "feedback/p-aino/doubling"
    folder.mkdir(parents=True)
    (folder / "doubling.html").write_text("<p>for aino")
    if receipt:
        (folder / "receipt.txt").write_text(receipt)
    told = teacher.runs("release_feedback", "doubling", "--course=7b", expect=1)
    assert "feedback/p-aino/doubling belongs to no hand-in of p-aino. Collect and grade again." in told
    assert "Nothing was released to p-aino." in told


def test_a_missing_notebook_is_not_handed_in(person, portal):
    aino = person("aino")
    notebook = aino.fetches()
    notebook.rename(notebook.with_name("mine.ipynb"))
    told = aino.runs("submit", "doubling", "--course=7b", expect=1)
    assert "doubling.ipynb: MISSING" in told
    assert "There is no doubling.ipynb in" in told
    assert portal.files == {}


def test_nobody_hands_in_for_another(person, portal):
    aino = person("aino")
    aino.fetches()
    told = aino.runs("submit", "doubling", "--course=7b", "--student=p-eetu", expect=1)
    assert "You are p-aino: InnoLab lets nobody act for p-eetu." in told
    assert portal.files == {}


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (["list", "--remove", "--inbound"], "Hand-ins are not removed from here"),
        (["list", "--course=9z"], "There is no such class."),
        (["fetch_assignment", "dubling", "--course=7b"], "Did you mean: doubling"),
        (["fetch_assignment", "dubling", "--course=7b"], "Assignment not found: 7b dubling"),
        (["fetch_assignment", "doubling"], "No course id specified. Re-run with --course flag."),
        (["submit", "doubling", "--course=7b"], "Assignment not found at:"),
        (["release_assignment", "doubling", "--course=7b"], "Assignment not found at:"),
    ],
)
def test_what_cannot_be_done_says_why(person, command, says):
    assert says in person("aino").runs(*command, expect=1)


def test_a_closed_lesson_refuses_in_the_portals_words(person, portal):
    aino = person("aino")
    aino.fetches()
    portal.refusal = (409, "lesson_closed", "The lesson was closed at 12:30.")
    assert "The lesson was closed at 12:30." in aino.runs("submit", "doubling", "--course=7b", expect=1)


def test_a_portal_that_is_away_is_told_at_once(person):
    aino = person("aino")
    aino.url = "http://127.0.0.1:9/"
    assert "InnoLab can't be reached right now." in aino.runs("list", expect=1)
    assert "Submitted assignments:" in aino.runs("list", "--cached")


def test_without_the_hubs_variables_the_missing_one_is_named(person):
    told = person("aino").runs("list", expect=1, JUPYTERHUB_API_TOKEN="", INNOLAB_PORTAL_API="")
    assert "is not set" in told
