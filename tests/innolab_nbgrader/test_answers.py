"""A module whose pupils answer without code proves itself by being run, as one with code does."""

from __future__ import annotations

from functools import partial

import pytest
from answers_module import answers_module
from innolab_modules import load_module
from innolab_nbgrader.notebooks import run_whole
from innolab_nbgrader.proving import prove

pytestmark = pytest.mark.slow


def test_solutions_pass_the_release_does_not_and_each_wrong_answer_brings_its_message(tmp_path, zygote_socket):
    module = load_module(answers_module(tmp_path).folder)
    assert prove(module, run=partial(run_whole, zygote=zygote_socket)) == []
