"""What `nbgrader release_assignment` sends, looked at before the portal has a say."""

import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook


@pytest.fixture
def released(person, monkeypatch):
    """Release a folder as a teacher; what was told, and the zip that was sent."""
    sent = []

    def keep(self, class_key, assignment, content, *, force=False):
        sent.append((class_key, assignment, force, content))

    monkeypatch.setattr("innolab_exchange.ExchangeClient.release_assignment", keep)

    def release(make, expect=0):
        teacher = person("teacher")
        folder = teacher.home / "release/ps1"
        folder.mkdir(parents=True)
        make(folder)
        return teacher.runs("release_assignment", "ps1", "--course=7b", expect=expect), sent

    return release


def notebook(source):
    return lambda folder: nbformat.write(new_notebook(cells=[new_code_cell(source)]), folder / "p1.ipynb")


@pytest.mark.parametrize("mark", ["### BEGIN SOLUTION", "### BEGIN HIDDEN TESTS"])
def test_a_release_with_solutions_is_warned_of(released, mark):
    told, sent = released(notebook(f"{mark}\n1"))
    assert "p1.ipynb still holds solutions or hidden tests, and pupils will see them." in told
    assert len(sent) == 1


def test_a_clean_release_is_not(released):
    told, [(class_key, assignment, force, _content)] = released(notebook("1"))
    assert "WARNING" not in told
    assert (class_key, assignment, force) == ("7b", "ps1", False)


def a_link(folder):
    notebook("1")(folder)
    (folder / "data.csv").symlink_to("/etc/hostname")


def an_odd_name(folder):
    notebook("1")(folder)
    (folder / "what?.csv").write_text("")


def no_notebook(folder):
    (folder / "p1.ipynb").write_text("[")


def no_cells(folder):
    (folder / "p1.ipynb").write_text(json.dumps({"nbformat": 4}))


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (a_link, "data.csv is a link. Only files can be sent."),
        (an_odd_name, "what?.csv: The name of the file is not allowed."),
        (no_notebook, "p1.ipynb is not a notebook."),
        (no_cells, "p1.ipynb is not a notebook."),
    ],
)
def test_what_can_not_be_released_is_named(released, make, says):
    told, sent = released(make, expect=1)
    assert says in told
    assert sent == []
