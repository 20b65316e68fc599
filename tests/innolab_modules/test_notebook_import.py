"""A notebook from JupyterLab comes in whole, or not at all with the reasons."""

from __future__ import annotations

import nbformat
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from innolab_modules import ModuleError
from innolab_modules.cells import read_cells
from innolab_modules.checks import check_module
from innolab_modules.notebook_import import bring_in, import_notebook
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

TOOLBAR = {"schema_version": 3, "task": False, "grade": False, "solution": False, "locked": False}


def cell(kind, source, **marks):
    make = new_code_cell if kind == "code" else new_markdown_cell
    return make(source, metadata={"nbgrader": {**TOOLBAR, **marks}} if marks else {})


def cells():
    return [
        cell("markdown", "# Luvut yhteen\n\nTässä lasketaan."),
        cell("code", "import math", grade_id="setup_1", locked=True),
        cell("markdown", "## Laske\n\n1. Aja\n2. Muuta"),
        cell("code", "total = 0\n### BEGIN SOLUTION\ntotal = 3\n### END SOLUTION", grade_id="laske", solution=True),
        cell("code", "assert total == 3", grade_id="laske-testi", grade=True, locked=True, points=2),
        cell("markdown", "## Kerro"),
        cell("markdown", "Miksi?"),
        cell(
            "markdown",
            "### BEGIN SOLUTION\nSiksi.\n### END SOLUTION",
            grade_id="kerro",
            grade=True,
            solution=True,
            points=3,
        ),
    ]


@pytest.fixture
def save(tmp_path):
    def save(*cells, **metadata):
        path = tmp_path / "luvut.ipynb"
        nbformat.write(new_notebook(cells=list(cells), metadata=metadata), path)
        return path

    return save


def refused(path):
    with pytest.raises(ModuleError) as refusal:
        import_notebook(path)
    return [str(problem) for problem in refusal.value.problems]


def test_the_toolbar_says_what_cells_are_for_and_headings_begin_steps(save):
    imported = import_notebook(save(*cells()))
    back, problems = read_cells(imported.text, "activity.md", None)
    assert problems == []
    assert [(c.name, c.role, c.step, c.points) for c in back] == [
        ("luvut-yhteen-text", "text", "luvut-yhteen", None),
        ("setup-1", "setup", None, None),
        ("laske-text", "text", "laske", None),
        ("laske", "code", "laske", None),
        ("laske-testi", "check", "laske", 2),
        ("kerro-text", "text", "kerro", None),
        ("kerro", "answer", "kerro", 3),
    ]
    assert back[2].source == "1. Aja\n2. Muuta"
    assert imported.title == "Luvut yhteen"
    assert [(step.id, step.title) for step in imported.steps][1:] == [("laske", "Laske"), ("kerro", "Kerro")]
    assert imported.renamed == {"setup_1": "setup-1"}


def test_tags_make_hints_and_set_up(save):
    hint, setup = (
        new_markdown_cell("Mieti.", metadata={"tags": ["hint"]}),
        new_code_cell("x = 1", metadata={"tags": ["setup"]}),
    )
    back, _problems = read_cells(import_notebook(save(*cells(), hint, setup)).text, "activity.md", None)
    assert [(c.name, c.role) for c in back[-2:]] == [("kerro-hint", "hint"), ("alku-setup", "setup")]


def test_outputs_are_left_out_and_counted(save):
    run = new_code_cell("print(3)", outputs=[new_output("stream", text="3\n")])
    imported = import_notebook(save(*cells(), run))
    assert imported.outputs == 1
    assert "3\\n" not in imported.text


def test_a_notebook_in_our_own_form_keeps_steps_and_roles(save):
    own = new_markdown_cell("Vihje.", metadata={"name": "a-vihje", "innolab": {"step": "a", "role": "hint"}})
    text = new_markdown_cell("Teksti.", metadata={"name": "a-teksti", "innolab": {"step": "a", "role": "text"}})
    back, _problems = read_cells(import_notebook(save(text, own)).text, "activity.md", None)
    assert [(c.name, c.role, c.step) for c in back] == [("a-teksti", "text", "a"), ("a-vihje", "hint", "a")]


REFUSED = {
    "a raw cell": (nbformat.v4.new_raw_cell("x"), "a raw cell is shown to nobody"),
    "a picture inside": (
        new_markdown_cell("x", attachments={"a.png": {"image/png": "aaaa"}}),
        "would be lost: save it as",
    ),
    "a tag": (new_markdown_cell("x", metadata={"tags": ["slide"]}), 'its tag "slide" would be lost'),
    "metadata": (new_markdown_cell("x", metadata={"slideshow": {}}), 'its metadata "slideshow" would be lost'),
    "a task": (cell("markdown", "x", grade_id="t", task=True, points=1), "a manually graded task has no like here"),
    "graded code": (cell("code", "x", grade_id="t", grade=True, solution=True, points=1), "code is graded by tests"),
    "tests in words": (cell("markdown", "x", grade_id="t", grade=True, points=1), "tests are code"),
    "an answer not graded": (cell("markdown", "x", grade_id="t", solution=True), "an answer in words is graded"),
    "no solution": (cell("code", "x", grade_id="t", solution=True), 'an answer needs "### BEGIN SOLUTION"'),
    "old metadata": (cell("code", "x", grade_id="t", schema_version=1), "run `nbgrader update`"),
    "read-only code": (cell("code", "x", grade_id="t", locked=True), "is not shown to them: make it plain code"),
    "half points": (cell("code", "x", grade_id="t", grade=True, points=0.5), "points are whole numbers, not 0.5"),
    "a new cell's mark": (
        new_markdown_cell("a\n\n+++\n\nb"),
        "its text would change at line 2: spaces at the ends, +++",
    ),
    "spaces at the end": (new_markdown_cell("a  \n\n\n\n"), "its text would change at line"),
    "a mark alone": (new_code_cell("### BEGIN SOLUTION\nx = 1"), "must stand on lines of their own, in pairs"),
}


@pytest.mark.parametrize(("spoiled", "told"), REFUSED.values(), ids=REFUSED)
def test_what_would_be_lost_is_refused(save, spoiled, told):
    heard = refused(save(*cells(), spoiled))
    assert [line for line in heard if told in line], heard


FRAGMENTS = st.sampled_from(
    ["a", "# ", "## B", "\n", "\n\n", "+++", '+++ {"name": "x"}', "```", "```{code-cell}", "---", ":name: x", "  ", "\t", "\r", "ä",
     "### BEGIN SOLUTION", "### END SOLUTION", "<!--", "$$", "%magic", "!ls", "[[x]]", '"']
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example([("markdown", "# a"), ("markdown", "# # ")])
@given(
    st.lists(st.tuples(st.sampled_from(["markdown", "code"]), st.lists(FRAGMENTS, max_size=6).map("".join)), max_size=3)
)
def test_whatever_is_written_comes_in_as_it_was_or_not_at_all(save, written):
    path = save(*(cell(kind, source) for kind, source in written))
    try:
        imported = import_notebook(path)
    except ModuleError:
        return
    back, problems = read_cells(imported.text, "activity.md", None)
    assert problems == []
    whole = "".join(step.title for step in imported.steps) + imported.title + "".join(c.source for c in back)
    letters = [letter for _kind, source in written for letter in source if letter not in "#\n \t\r"]
    assert [letter for letter in letters if letter not in whole] == []
    code = [source.rstrip("\n") for kind, source in written if kind == "code"]
    assert [c.source for c in back if c.kind == "code"] == code


def test_strange_metadata_does_not_break_it(save):
    strange = new_code_cell("x = 1", metadata={"innolab": "x", "nbgrader": [], "tags": []})
    blank = cell("code", "assert x", grade_id="t", grade=True, points="")
    assert refused(save(strange, blank)) == ["luvut.ipynb: cell 2: points are whole numbers, not ''"]


def test_everything_that_would_be_lost_is_told_at_once(save):
    spoiled = [REFUSED[name][0] for name in ("a raw cell", "a tag", "a task")]
    assert [line.partition(":")[2].split(":")[0] for line in refused(save(*cells(), *spoiled))] == [
        " cell 10",
        " cell 11",
        " cell 9",
    ]


def test_another_language_or_no_notebook_is_refused(save, tmp_path):
    assert refused(save(kernelspec={"language": "R", "name": "ir", "display_name": "R"})) == [
        'luvut.ipynb: it is written in "R": activities are in Python'
    ]
    (tmp_path / "x.ipynb").write_text("not a notebook")
    assert refused(tmp_path / "x.ipynb")[0].startswith("x.ipynb: this is not a notebook")


def test_it_becomes_an_activity_that_says_what_is_still_to_write(save, starter):
    imported = bring_in(save(*cells()), starter.folder)
    assert imported.home == starter.folder / "activities" / "luvut-yhteen"
    told = [str(problem) for problem in check_module(starter.folder)[1] if "luvut-yhteen" in str(problem)]
    assert "activities/luvut-yhteen/activity.toml:6: still to write: Luvut yhteen" in told
    with pytest.raises(ModuleError, match="is there already"):
        bring_in(save(*cells()), starter.folder)
