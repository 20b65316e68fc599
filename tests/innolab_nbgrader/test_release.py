"""What pupils get: everything they need, nothing of the answers."""

import io
import json
import zipfile
from pathlib import Path

import nbformat
import pytest
from innolab_modules import compile_activity, load_module
from innolab_nbgrader.release import SourceError, build_app, build_master, build_release, build_zips, pack

COURSES = Path(__file__).parents[2] / "courses"
SECRETS = ["return 2 * x", "return a + b", "forty-two", "double(21)", "model answer", "SOLUTION", "HIDDEN"]


def by_id(notebook):
    return {cell["id"]: cell for cell in notebook["cells"]}


def test_solutions_and_hidden_tests_are_gone(source):
    text = json.dumps(build_release(source))
    assert [secret for secret in SECRETS if secret in text] == []


def test_every_secret_stands_in_the_source(source):
    text = json.dumps(source)
    assert [secret for secret in SECRETS if secret not in text] == []


def test_visible_tests_and_starter_code_stay(source):
    cells = by_id(build_release(source))
    assert cells["write"]["source"] == "def double(x):\n    "
    assert cells["check-write"]["source"] == 'assert double(2) == 4, "double(2) should be 4"'
    assert cells["words"]["source"] == ""
    assert cells["explore"]["source"] == "base + 1"


def test_ids_order_and_our_metadata_stay(source):
    release = build_release(source)
    assert [cell["id"] for cell in release["cells"]] == [cell["id"] for cell in source["cells"]]
    assert [cell["metadata"]["innolab"] for cell in release["cells"]] == [
        cell["metadata"]["innolab"] for cell in source["cells"]
    ]
    assert release["metadata"]["innolab"]["steps"] == source["metadata"]["innolab"]["steps"]


def test_translations_lose_their_model_answers_too(source):
    release = build_release(source)
    assert release["metadata"]["innolab"]["locale"] == {"sv": {"intro": "Läs", "words": ""}}


def test_the_source_given_is_not_touched(source):
    before = json.dumps(source)
    build_release(source)
    build_master(source)
    assert json.dumps(source) == before


def test_the_release_is_a_valid_notebook_with_nbgraders_checksums_and_locks(source):
    release = build_release(source)
    nbformat.validate(nbformat.from_dict(release))
    cells = by_id(release)
    assert all(cells[name]["metadata"]["nbgrader"]["checksum"] for name in ("setup", "write", "check-write", "words"))
    assert cells["check-write"]["metadata"]["editable"] is False
    assert "editable" not in cells["write"]["metadata"]


def test_graders_keep_the_hidden_tests_but_no_solutions(source):
    cells = by_id(build_master(source))
    assert "double(21) == 42" in cells["check-write"]["source"]
    assert cells["write"]["source"] == "def double(x):\n    "


def test_a_solution_outside_an_answer_cell_is_refused(make_notebook, make_cell):
    stray = make_cell("code", "stray", "### BEGIN SOLUTION\nx = 1\n### END SOLUTION", "code", "s")
    with pytest.raises(SourceError, match="non-solution cell"):
        build_release(make_notebook(stray, locale={}))


def test_two_cells_of_one_name_are_refused(make_notebook, make_cell):
    twin = make_cell("code", "twin", "x = 1", "code", "s", solution=True)
    with pytest.raises(SourceError, match="Duplicate grade id: twin"):
        build_release(make_notebook(twin, twin, locale={}))


def test_metadata_that_lacks_a_key_is_refused(make_notebook, make_cell):
    check = make_cell("code", "check", "assert 1", "check", "s", grade=True, locked=True)
    with pytest.raises(SourceError, match="'check' does not have points"):
        build_release(make_notebook(check, locale={}))


def test_an_apps_code_stays_and_its_outputs_go(make_notebook, make_cell):
    shown = make_cell("code", "app", "print(1)", "code", "app") | {
        "outputs": [{"output_type": "stream", "name": "stdout", "text": "1\n"}]
    }
    (cell,) = build_app(make_notebook(shown, locale={}))["cells"]
    assert (cell["source"], cell["outputs"]) == ("print(1)", [])


def test_a_zip_of_the_same_content_is_the_same_to_the_bit(source):
    files = {"messages.json": b"{}", "sea.csv": b"year,level\n"}
    first = pack("doubling", build_release(source), files)
    second = pack("doubling", build_release(source), dict(reversed(files.items())))
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert archive.namelist() == ["doubling.ipynb", "messages.json", "sea.csv"]
        assert archive.read("sea.csv") == b"year,level\n"
        assert json.loads(archive.read("doubling.ipynb")) == build_release(source)


def secrets_of(source):
    """Lines between nbgrader's marks that the author does not show anywhere else."""
    hidden, shown = [], []
    for cell in source["cells"]:
        inside = False
        for line in cell["source"].splitlines():
            inside = (inside or "### BEGIN" in line) and "### END" not in line
            (hidden if inside else shown).append(line.strip())
    return {line for line in hidden if len(line) > 12 and not any(line in each for each in shown)}


@pytest.mark.parametrize("folder", sorted(COURSES.glob("*/module.toml")), ids=lambda path: path.parent.name)
def test_no_release_of_our_modules_holds_an_answer(folder):
    module = load_module(folder.parent)
    for activity in module.activities:
        release, source = build_zips(module, activity)
        assert (release, source) == build_zips(module, activity)
        secrets = secrets_of(compile_activity(activity, module))
        assert (activity.manifest.kind == "guided") == bool(secrets)
        with zipfile.ZipFile(io.BytesIO(release)) as archive:
            # What stands in messages.json (a last tip may be the answer) is said to pupils on purpose.
            assert "messages.json" in archive.namelist()
            notebook = json.loads(archive.read(f"{activity.slug}.ipynb"))
        shown = "\n".join([cell["source"] for cell in notebook["cells"]] + [str(notebook["metadata"])])
        assert [secret for secret in secrets if secret in shown] == []
