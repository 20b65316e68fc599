"""Answers without code in the format: forms that are right, and what is told of those that are not."""

from __future__ import annotations

import json

import pytest
from answers_module import answers_module
from innolab_modules import load_module
from innolab_modules.compiling import compile_activity
from module_author import with_a_copy

MD = "activities/eka/activity.md"


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    return answers_module(tmp_path_factory.mktemp("answers")).folder


@pytest.fixture
def author(finished, tmp_path):
    return with_a_copy(finished, tmp_path)


def test_a_module_with_every_form_is_right(author):
    assert author.is_told() == []


def test_the_notebook_carries_a_form_with_its_words_in_each_language_and_stays_code(author):
    module = load_module(author.folder)
    notebook = compile_activity(module.activity("eka"), module)
    cell = next(cell for cell in notebook["cells"] if cell["id"] == "ero-vastaus")
    form = cell["metadata"]["innolab"]["answer"]
    assert (form["kind"], form["name"], form["words"]["unit"]["fi"]) == ("number", "difference", "°C")
    assert set(form["words"]["label"]) == {"fi", "sv", "en"}
    assert (cell["cell_type"], cell["metadata"]["nbgrader"]["solution"]) == ("code", True)
    json.dumps(form)


MISTAKES = {
    "no such kind": ('"kind": "number"', '"kind": "numbers"', '"answer" is not right: Input tag \'numbers\''),
    "one option": ('["june", "december"]', '["december"]', '"answer.options" is not right: List should have at least 2'),
    "unknown key": ('"many": true', '"mny": true', '"answer.mny" is not right: Extra inputs are not permitted'),
    "solution that nobody can give": ('darkest = "december"', 'darkest = "may"', "the solution is no value"),
    "solution of another kind": ("difference = 22.0", 'difference = "22"', "the solution is no value"),
    "rows that differ": ('"rain": [2.5, 0]', '"rain": [2.5]', "the solution is no value"),
    "starter with a value": ("darkest = None", 'darkest = "june"', 'its name and "= None"'),
    "words that are missing": ('"monday", "tuesday"]', '"monday", "friday"]', 'needs the message "observed.friday"'),
    "not a code cell": ('"role": "check", "points": 2}', '"role": "check", "points": 2, "answer": {"kind": "number"}}', 'cells with role "code"'),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after", "told"), MISTAKES.values(), ids=MISTAKES)
def test_what_is_wrong_with_a_form_is_told_at_its_cell(author, before, after, told):
    heard = author.changes(MD, before, after).hears()
    assert [line for line in heard if line.startswith(f"{MD}:") and told in line], heard
