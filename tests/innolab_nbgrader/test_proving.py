"""Running an activity tells what reading it can't: one thing is spoiled in a module that proves itself."""

from __future__ import annotations

from functools import partial

import pytest
from innolab_modules import load_module
from innolab_nbgrader.notebooks import run_whole
from innolab_nbgrader.proving import prove
from innolab_nbgrader.running import CouldNotRun, Timeouts
from module_author import finished_module, with_a_copy

pytestmark = pytest.mark.slow
MD = "activities/eka/activity.md"
WRONG = "activities/eka/wrong"


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    return finished_module(tmp_path_factory.mktemp("finished"))


@pytest.fixture
def finisher(finished, tmp_path):
    return with_a_copy(finished, tmp_path)


@pytest.fixture
def proof(zygote_socket):
    quick = partial(run_whole, zygote=zygote_socket, timeouts=Timeouts(cell_seconds=3))

    def proof(author, run=quick):
        return sorted(str(problem) for problem in prove(load_module(author.folder), run=run))

    return proof


def test_a_finished_module_proves_itself(finisher, proof):
    assert proof(finisher) == []


def test_a_solution_that_does_not_pass_and_a_release_that_does(finisher, proof):
    finisher.changes(MD, "total = 3 + 4", "total = 3 + 5").changes(MD, "total = 0\n###", "total = 7\n###")
    assert proof(finisher) == [
        f'{MD}:41: cell "laske-tarkistus": it passes without any work',
        f'{MD}:41: cell "laske-tarkistus": the solution does not pass it: it says "total_wrong"',
    ]


def test_a_wrong_answer_that_brings_another_message_or_none(finisher, proof):
    finisher.changes(f"{WRONG}/laske-product.py", "3 * 4", "7")
    finisher.changes(f"{WRONG}/laske-side-by-side.py", "34", "0")
    finisher.writes(f"{WRONG}/laske väärä.py", "# cell: laske-koodi\n# brings: hidden\n\ntotal = 1 / 0\n")
    assert proof(finisher) == [
        f'{WRONG}/laske väärä.py:2: it does not bring "hidden": it says "variable_missing"',
        f'{WRONG}/laske-product.py:2: it does not bring "total_product": it says "total_passed"',
        f'{WRONG}/laske-side-by-side.py:2: it does not bring "total_wrong": it says "total_zero"',
    ]


def test_starter_code_that_raises_and_a_check_that_cannot_judge(finisher, proof):
    finisher.changes(MD, "mine = 1\n", "mine = undefined\n")
    finisher.changes(MD, '    check.expect(total != 12, "total_product", line=line)\n', "    check.nothing()\n")
    told = proof(finisher)
    assert f"{MD}:78: cell \"oma-koodi\": before any work it ends in NameError: name 'undefined' is not defined" in told
    assert (
        f"{MD}:78: cell \"oma-koodi\": with the solutions it ends in NameError: name 'undefined' is not defined" in told
    )
    assert [line for line in told if 'cell "laske-tarkistus": the solution does not pass it: ' in line]


def test_a_cell_that_takes_too_long(finisher, proof):
    finisher.changes(MD, "mine = 1\n", "import time; time.sleep(60)\n")
    assert f'{MD}:78: cell "oma-koodi": before any work it takes too long, longer than grading allows' in proof(
        finisher
    )


def test_a_picture_without_words_and_a_solution_told_elsewhere(finisher, proof):
    finisher.changes(MD, "mine = 1\nmine\n", "from IPython.display import Image\n\nImage(data=b'x', format='png')\n")
    finisher.changes(MD, "Aja ja tarkista.", "Kirjoita total = 3 + 4 ja tarkista.").translates()
    assert proof(finisher) == [
        f'{MD}:30: cell "laske-koodi": what stands between its marks stands elsewhere in the activity too',
        f'{MD}:78: cell "oma-koodi": a picture it draws is not described in words in each language',
    ]


def test_an_app_that_fails_and_shows_nothing(finisher, proof):
    toml = "activities/eka/activity.toml"
    text = (finisher.folder / toml).read_text(encoding="utf-8").partition("[[steps]]")[0]
    finisher.writes(toml, text.replace('"guided"', '"app"')).changes(MD, "mine = 1\n", "mine = undefined\n")
    assert proof(finisher) == [
        f"{MD}: the app shows no widgets",
        f"{MD}:78: cell \"oma-koodi\": it ends in NameError: name 'undefined' is not defined",
    ]


def test_a_run_that_failed_says_so_and_nothing_of_the_activity(finisher, proof):
    def fails(notebook, files):
        raise CouldNotRun("No space left on device")

    assert proof(finisher, run=fails) == [f"{MD}: it could not be run here: No space left on device"] * 3
