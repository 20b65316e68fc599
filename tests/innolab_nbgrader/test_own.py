"""A teacher's own notebook gets steps and roles, so that the pupil's page can open it."""

import copy

import nbformat
from innolab_nbgrader.own import with_steps


def cell(kind, source, **graders):
    made = {"cell_type": kind, "metadata": {}, "source": source}
    if kind == "code":
        made |= {"execution_count": None, "outputs": []}
    if graders:
        flags = {"grade": False, "solution": False, "locked": False, "task": False, "schema_version": 3}
        made["metadata"]["nbgrader"] = {**flags, **graders}
    return made


def notebook(*cells):
    return {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": list(cells)}


OURS = notebook(
    cell("markdown", "# Squares\n\nRead this."),
    cell("code", "import math", grade_id="setup", locked=True),
    cell("markdown", ["## First ##\n", "Write it."]),
    cell("code", "def square(x):", grade_id="square", solution=True),
    cell("code", "assert square(2) == 4", grade_id="check-square", grade=True, points=2),
    cell("code", "square(3)"),
    cell("markdown", "## Explain", grade_id="explain", grade=True, solution=True, points=3),
    cell("markdown", "Do this by hand.", grade_id="by hand", task=True, locked=True, points=1),
)


def test_each_heading_begins_a_step_and_each_cell_has_a_role():
    made = with_steps(OURS, "ps1")
    about = [each["metadata"]["innolab"] for each in made["cells"]]
    assert [(each["step"], each["role"]) for each in about] == [
        ("step-1", "text"),
        ("step-1", "setup"),
        ("step-2", "text"),
        ("step-2", "code"),
        ("step-2", "check"),
        ("step-2", "code"),
        ("step-2", "answer"),
        ("step-2", "text"),
    ]
    assert [each["title"] for each in about if "title" in each] == ["Squares", "First"]


def test_only_metadata_and_ids_are_added():
    made = with_steps(OURS, "ps1")
    nbformat.validate(nbformat.from_dict(made))
    stripped = copy.deepcopy(made)
    for each in stripped["cells"]:
        del each["id"], each["metadata"]["innolab"]
    assert {**stripped, "nbformat_minor": 4} == OURS


def test_ids_are_the_same_each_time_and_each_cell_has_its_own():
    twice = notebook(*(cell("code", "x", grade_id="same", solution=True) for _ in range(3)))
    first, second = with_steps(twice, "ps1"), with_steps(twice, "ps1")
    assert first == second
    assert len({each["id"] for each in first["cells"]}) == 3
    assert with_steps(OURS, "ps1")["cells"][7]["id"] == "cell-7"


def test_a_notebook_without_headings_is_one_step_named_by_the_assignment():
    made = with_steps(notebook(cell("code", "1"), cell("code", "2")), "ps1")
    assert [each["metadata"]["innolab"] for each in made["cells"]] == [
        {"step": "step-1", "role": "code", "title": "ps1"},
        {"step": "step-1", "role": "code"},
    ]


def test_what_has_steps_stays_as_it_is():
    made = with_steps(OURS, "ps1")
    assert with_steps(made, "another") == made
