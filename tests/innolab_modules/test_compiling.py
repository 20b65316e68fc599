"""From source to notebook: complete, and the same to the bit each time."""

from __future__ import annotations

import json
import shutil

import nbformat
import pytest
from innolab_modules import activity_files, compile_activity, content_sha256, load_module, notebook_bytes, steps_of
from innolab_modules.compiling import CODE_STUB, TEXT_STUB


@pytest.fixture
def compiled(author):
    module = load_module(author.folder)
    return compile_activity(module.activities[0], module)


def test_the_notebook_is_valid_and_its_cells_bear_their_names(compiled):
    nbformat.validate(nbformat.from_dict(compiled))
    assert [cell["id"] for cell in compiled["cells"]] == [
        "alku",
        "summa-teksti",
        "summa-koodi",
        "summa-tarkistus",
        "summa-vastaus",
        "summa-vihje",
    ]


def test_the_notebook_says_what_it_is_and_speaks_three_languages(compiled):
    assert compiled["metadata"]["innolab"] == {
        "format": 1,
        "module": "pieni",
        "version": "1.2.0",
        "activity": "laske",
        "kind": "guided",
        "presentation": "text",
        "source_language": "fi",
        "title": {"fi": "Laske", "sv": "Räkna", "en": "Count"},
        "attribution": {"fi": "Lähde: InnoLab.", "sv": "Källa: InnoLab.", "en": "Source: InnoLab."},
        "steps": [{"id": "summa", "title": {"fi": "Summa", "sv": "Summa", "en": "Sum"}, "max_points": 5}],
        "locale": {
            "sv": {"summa-teksti": "Räkna ihop talen.", "summa-vihje": "Använd plustecknet."},
            "en": {"summa-teksti": "Add the numbers.", "summa-vihje": "Use the plus sign."},
        },
    }


def test_roles_and_points_become_nbgraders_metadata(compiled):
    nbgrader = {cell["id"]: cell["metadata"].get("nbgrader") for cell in compiled["cells"]}
    common = {"schema_version": 3, "task": False}
    assert nbgrader == {
        "alku": common | {"cell_type": "code", "grade": False, "grade_id": "alku", "locked": True, "solution": False},
        "summa-teksti": None,
        "summa-koodi": common
        | {"cell_type": "code", "grade": False, "grade_id": "summa-koodi", "locked": False, "solution": True},
        "summa-tarkistus": common
        | {"cell_type": "code", "grade": True, "grade_id": "summa-tarkistus", "locked": True, "solution": False}
        | {"points": 2},
        "summa-vastaus": common
        | {"cell_type": "markdown", "grade": True, "grade_id": "summa-vastaus", "locked": False, "solution": True}
        | {"points": 3},
        "summa-vihje": None,
    }


def test_data_and_messages_lie_beside_the_notebook(author):
    module = load_module(author.folder)
    files = activity_files(module.activities[0], module)
    assert list(files) == ["luvut.csv", "messages.json"]
    assert json.loads(files["messages.json"]) == {
        "zero.title": {"fi": "summa on nolla", "sv": "summan är noll", "en": "the sum is zero"},
        "zero.message": {"fi": "Sait {got}.", "sv": "Du fick {got}.", "en": "You got {got}."},
    }


def test_compiling_twice_gives_the_same_bytes_wherever_the_folder_is(author, tmp_path):
    shutil.copytree(author.folder, tmp_path / "elsewhere" / "pieni")
    first, second = (load_module(folder) for folder in (author.folder, tmp_path / "elsewhere" / "pieni"))
    once, twice = (notebook_bytes(compile_activity(m.activities[0], m)) for m in (first, second))
    assert once == twice
    assert content_sha256(first.folder) == content_sha256(second.folder)


def test_the_hash_changes_with_content_and_with_a_files_name_but_not_with_caches(author):
    before = content_sha256(author.folder)
    author.writes("__pycache__/x.pyc", "x")
    assert content_sha256(author.folder) == before
    author.changes("data/luvut.csv", "2", "3")
    changed = content_sha256(author.folder)
    assert changed != before
    (author.folder / "picture.svg").rename(author.folder / "kuva.svg")
    assert content_sha256(author.folder) not in (before, changed)


def test_steps_tell_their_points(author):
    assert [step["max_points"] for step in steps_of(load_module(author.folder).activities[0])] == [5]


def test_solutions_leave_nothing_in_their_place():
    assert (CODE_STUB, TEXT_STUB) == ("", "")


def test_an_activity_is_found_by_its_name(author):
    module = load_module(author.folder)
    assert module.activity("laske").slug == "laske"
    with pytest.raises(KeyError):
        module.activity("piirra")


def test_known_wrong_answers_are_read(author):
    (wrong,) = load_module(author.folder).activities[0].wrong
    assert (wrong.name, wrong.cell, wrong.brings, wrong.source) == ("zero", "summa-koodi", "zero", "total = 0")
