"""JupyterLab's Assignment List: nbgrader's own server part, with the portal behind it."""

import pytest
from nbgrader.server_extensions.assignment_list.handlers import AssignmentList


@pytest.fixture
def assignment_list(person, monkeypatch):
    aino = person("aino")
    for name, value in aino.variables().items():
        monkeypatch.setenv(name, value)
    # A single-user server starts in its user's home.
    monkeypatch.chdir(aino.home)
    manager = AssignmentList()
    manager.root_dir = str(aino.home)
    return manager


def listed(manager):
    answer = manager.list_assignments(course_id="7b")
    assert answer["success"], answer
    return {each["assignment_id"] + " " + each["status"]: each for each in answer["value"]}


def test_courses_are_classes(assignment_list):
    assert assignment_list.list_courses() == {"success": True, "value": ["7b"]}


def test_a_lesson_is_fetched_and_submitted(assignment_list, portal):
    assert list(listed(assignment_list)) == ["doubling released"]
    assert assignment_list.fetch_assignment("7b", "doubling") == {"success": True}
    fetched = listed(assignment_list)["doubling fetched"]
    assert (fetched["path"], fetched["notebooks"]) == (
        "doubling",
        [{"notebook_id": "doubling", "path": "doubling/doubling.ipynb"}],
    )
    assert assignment_list.submit_assignment("7b", "doubling") == {"success": True}
    (submission,) = listed(assignment_list)["doubling submitted"]["submissions"]
    assert (submission["timestamp"], submission["has_exchange_feedback"]) == ("2026-11-24 12:01:00.000000 UTC", False)
    assert list(portal.files) == ["R1"]


def test_a_portal_that_is_away_does_not_hang_the_server(assignment_list, monkeypatch):
    monkeypatch.setenv("INNOLAB_PORTAL_API", "http://127.0.0.1:9/")
    assert assignment_list.list_assignments(course_id="7b")["success"] is False
