"""Answers without code are proven and graded by being run, as code is."""

from __future__ import annotations

import json
from functools import partial

import pytest
from answers_module import answers_module
from innolab_modules import load_module
from innolab_nbgrader.autograde import grade
from innolab_nbgrader.notebooks import run_whole
from innolab_nbgrader.proving import prove
from innolab_nbgrader.release import build_zips, unpack


@pytest.fixture
def module(tmp_path):
    return load_module(answers_module(tmp_path).folder)


@pytest.mark.slow
def test_solutions_pass_the_release_does_not_and_each_wrong_answer_brings_its_message(module, zygote_socket):
    assert prove(module, run=partial(run_whole, zygote=zygote_socket)) == []


def test_what_the_player_writes_is_graded(module, zygote_socket):
    release, source = build_zips(module, module.activity("eka"))
    handed_in, _ = unpack(release)
    answers = {
        "pimein-vastaus": 'darkest = "december"',
        "kylmat-vastaus": 'cold = ["january"]',
        "ero-vastaus": "difference = None  # paljon",
        "sade-vastaus": r'observed = {"rain": [2.50, 0], "sky": ["sanoin \"pilvi\"", "aurinko"]}',
    }
    for cell in handed_in["cells"]:
        cell["source"] = answers.get(cell["id"], cell["source"])
    result = grade(source, json.dumps(handed_in).encode(), zygote_socket)
    assert {cell.grade_id: cell.auto_points for cell in result.cells} == {
        "pimein-tarkistus": 2,
        "kylmat-tarkistus": 0,
        "ero-tarkistus": 0,
        "sade-tarkistus": 2,
    }
