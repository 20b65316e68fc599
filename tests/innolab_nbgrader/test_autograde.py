"""Grading for real: forks of a zygote, points by nbgrader's rule, and three-valued verdicts."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from innolab_nbgrader import autograde
from innolab_nbgrader.autograde import GradedCell, NotNow, Reason, Verdict, grade
from innolab_nbgrader.reading import MAX_CELLS
from innolab_nbgrader.release import pack

from .conftest import outputs, verdicts

GOOD = "def double(x):\n    return x + x"
PASSED, NOT_PASSED, UNJUDGED = Verdict.PASSED, Verdict.NOT_PASSED, Verdict.UNJUDGED


@pytest.fixture
def pupil(source, pupil_of):
    return pupil_of(source).writes("write", GOOD)


def test_points_by_step(graded, pupil):
    result = graded(pupil.writes("words", "It grows."))
    assert result.cells == [
        GradedCell("check-write", "write", PASSED, 2.0, 2.0),
        GradedCell("check-add", "add", NOT_PASSED, 0.0, 1.0),
        GradedCell("words", "conclude", UNJUDGED, None, 3.0),
    ]
    assert (result.reason, result.repaired) == (None, [])
    assert result.notebook["cells"][2]["outputs"][0]["data"] == {"text/plain": "11"}


def test_an_answer_left_empty_gets_no_points_without_a_person(graded, pupil):
    assert verdicts(graded(pupil))["words"] == (NOT_PASSED, 0.0)


def test_hidden_tests_count_but_are_not_shown(graded, pupil):
    result = graded(pupil.writes("write", "def double(x):\n    return 4"))
    assert verdicts(result)["check-write"] == (NOT_PASSED, 0.0)
    shown = json.dumps(result.notebook)
    assert [secret for secret in ("forty-two", "double(21)", "HIDDEN", "model answer") if secret in shown] == []
    (error,) = outputs(result, "check-write")
    assert error == {"output_type": "error", "ename": "AssertionError", "evalue": "", "traceback": []}


def test_a_visible_tests_message_is_shown(graded, pupil):
    result = graded(pupil.writes("write", "def double(x):\n    return 0"))
    error = outputs(result, "check-write")[-1]
    assert error["evalue"] == "double(2) should be 4"
    assert "forty-two" not in json.dumps(result.notebook)


INSIDE_A_CALL = """
x = print(
    "seen",
    ### BEGIN HIDDEN TESTS
    "the hidden one",
    ### END HIDDEN TESTS
)
assert x == 1
"""
INSIDE_A_FUNCTION = """
def check():
    print("seen")
    ### BEGIN HIDDEN TESTS
    print("not to be seen")
    assert "the hidden one" == 1
    ### END HIDDEN TESTS
check()
"""


@pytest.mark.parametrize(
    ("check", "kinds"), [(INSIDE_A_CALL, ["error"]), (INSIDE_A_FUNCTION, ["stream", "error"])], ids=["call", "function"]
)
def test_a_hidden_part_inside_a_statement_is_not_shown(graded, make_notebook, make_cell, pupil_of, check, kinds):
    source = make_notebook(
        make_cell("code", "check", check, "check", "s", grade=True, locked=True, points=1), locale={}
    )
    result = graded(pupil_of(source), of=source)
    assert verdicts(result) == {"check": (NOT_PASSED, 0.0)}
    assert [output["output_type"] for output in outputs(result, "check")] == kinds
    assert "not to be seen" not in json.dumps(result.notebook)
    assert "hidden" not in json.dumps(result.notebook).lower()


def test_outputs_of_visible_tests_are_shown_and_those_of_hidden_ones_not(graded, make_notebook, make_cell, pupil_of):
    check = make_cell(
        "code",
        "check",
        "print('seen')\n### BEGIN HIDDEN TESTS\nprint('not seen')\n### END HIDDEN TESTS\nprint('after')\n0.5",
        "check",
        "s",
        grade=True,
        locked=True,
        points=1,
    )
    source = make_notebook(check, locale={})
    result = graded(pupil_of(source), of=source)
    assert verdicts(result) == {"check": (NOT_PASSED, 0.5)}
    assert [output["text"] for output in outputs(result, "check")[:2]] == ["seen\n", "after\n"]
    assert result.notebook["cells"][0]["source"] == "print('seen')\nprint('after')\n0.5"


def test_a_cell_that_prints_the_history_shows_no_hidden_test(graded, pupil):
    spy = "print(In)\nprint(get_ipython().user_ns['_ih'])"
    result = graded(pupil.writes("add", spy))
    assert "forty-two" not in json.dumps(result.notebook)


def test_an_endless_loop_costs_its_step_only(graded, pupil):
    pupil.writes("write", "while True:\n    pass").writes("add", "def add(a, b):\n    return a + b")
    result = graded(pupil, cell_seconds=2)
    assert verdicts(result) == {
        "check-write": (NOT_PASSED, 0.0),
        "check-add": (PASSED, 1.0),
        "words": (NOT_PASSED, 0.0),
    }


def test_an_endless_loop_inside_a_test_costs_its_step_only(graded, pupil):
    pupil.writes("write", "def double(x):\n    while True: pass").writes("add", "def add(a, b):\n    return a + b")
    result = graded(pupil, cell_seconds=2)
    assert verdicts(result)["check-write"] == (NOT_PASSED, 0.0)
    assert verdicts(result)["check-add"] == (PASSED, 1.0)


STUBBORN = """
while True:
    try:
        while True: pass
    except KeyboardInterrupt:
        pass
"""


def test_a_loop_that_will_not_be_interrupted_costs_its_step_only(graded, pupil):
    pupil.writes("write", STUBBORN).writes("add", "def add(a, b):\n    return a + b")
    result = graded(pupil, cell_seconds=1)
    assert verdicts(result)["check-write"] == (NOT_PASSED, 0.0)
    assert verdicts(result)["check-add"] == (PASSED, 1.0)


def test_a_kernel_killed_by_one_cell_runs_the_others_again(graded, pupil):
    pupil.writes("explore", "import os\nos._exit(0)").writes("add", "def add(a, b):\n    return a + b")
    result = graded(pupil)
    assert verdicts(result)["check-write"] == (PASSED, 2.0)
    assert verdicts(result)["check-add"] == (PASSED, 1.0)


def test_a_kernel_that_dies_in_a_test_cannot_be_judged(graded, pupil):
    pupil.writes("write", "import os\ndef double(x):\n    os._exit(0)")
    result = graded(pupil)
    assert verdicts(result)["check-write"] == (UNJUDGED, None)
    assert verdicts(result)["check-add"] == (NOT_PASSED, 0.0)


def test_time_that_runs_out_costs_no_points(graded, pupil):
    result = graded(pupil.writes("explore", "while True: pass"), cell_seconds=30, notebook_seconds=2)
    assert verdicts(result)["check-write"] == (UNJUDGED, None)
    assert verdicts(result)["check-add"] == (UNJUDGED, None)


@pytest.mark.parametrize(
    ("error", "verdict"),
    [
        ("class CheckFailed(AssertionError): pass\nraise CheckFailed('no')", (NOT_PASSED, 0.0)),
        ("class CannotJudge(Exception): pass\nraise CannotJudge('file away')", (UNJUDGED, None)),
        ("import no_such_package", (UNJUDGED, None)),
        ("no_such_name", (NOT_PASSED, 0.0)),
        ("1 + None", (NOT_PASSED, 0.0)),
        ("0.5", (NOT_PASSED, 0.5)),
        ("7", (UNJUDGED, None)),
        ("'words'", (PASSED, 2.0)),
        ("pass", (PASSED, 2.0)),
    ],
)
def test_what_a_test_cell_does_and_its_verdict(graded, make_notebook, make_cell, pupil_of, error, verdict):
    check = make_cell("code", "check", error, "check", "s", grade=True, locked=True, points=2)
    source = make_notebook(check, locale={})
    assert verdicts(graded(pupil_of(source), of=source)) == {"check": verdict}


def test_data_files_lie_beside_the_notebook(graded, make_notebook, make_cell, pupil_of):
    check = make_cell(
        "code", "check", "assert open('sea.csv').read() == 'level'", "check", "s", grade=True, locked=True, points=1
    )
    source = make_notebook(check, locale={})
    assert verdicts(graded(pupil_of(source), of=source, files={"sea.csv": b"level"})) == {"check": (PASSED, 1.0)}


def test_no_secret_of_ours_is_in_the_environment(graded, pupil, monkeypatch):
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "very-secret-token")
    monkeypatch.setenv("INNOLAB_PORTAL_CONFIG", "/data/run/portal.json")
    result = graded(pupil.writes("explore", "import os\nprint(dict(os.environ))"))
    text = outputs(result, "explore")[0]["text"]
    assert "NBGRADER_EXECUTION" in text
    assert "very-secret-token" not in text
    assert "INNOLAB_PORTAL_CONFIG" not in text


def test_code_that_kills_its_parent_kills_itself(graded, pupil):
    result = graded(
        pupil.writes("explore", "import os, time\nos.kill(os.getppid(), 9)\ntime.sleep(600)"), cell_seconds=2
    )
    assert (result.reason, verdicts(result)["check-write"]) == (None, (PASSED, 2.0))


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", Reason.EMPTY_FILE),
        (b'{"cells": [', Reason.NOT_A_NOTEBOOK),
        (b'{"cells": []}', Reason.OTHER_NOTEBOOK),
        (b" " * (200 * 1024 * 1024) + b"{}", Reason.TOO_LARGE),
    ],
    ids=["empty", "broken", "without cells", "200 MB"],
)
def test_what_cannot_be_graded_waits_for_a_person(graded, content, reason):
    result = graded(content)
    assert result.reason is reason
    assert verdicts(result) == {
        "check-write": (UNJUDGED, None),
        "check-add": (UNJUDGED, None),
        "words": (UNJUDGED, None),
    }


def test_a_grader_that_falls_over_costs_no_points(graded, source, pupil):
    broken = json.loads(json.dumps(source))
    broken["cells"][3]["source"] = "### BEGIN SOLUTION"
    result = graded(pupil, of=broken)
    assert (result.reason, result.cells[0].verdict) == (Reason.GRADER_FAILED, UNJUDGED)
    assert "SourceError" in result.detail


@pytest.mark.parametrize("content", [b"no zip", pack("a", {"cells": []}, {"../a.csv": b""})])
def test_a_source_that_is_not_ours_is_refused(zygote_socket, content):
    with pytest.raises(ValueError, match=r"not a zip|outside its folder"):
        grade(content, b"{}", zygote_socket)


def test_more_cells_than_anyone_writes_are_not_run(graded, pupil):
    for number in range(MAX_CELLS):
        pupil.adds("intro", f"mine-{number}", "1")
    assert graded(pupil).reason is Reason.TOO_LARGE


def test_a_zygote_that_is_away_says_nothing_of_the_hand_in(source, pupil, tmp_path):
    with pytest.raises(NotNow, match="no zygote answers"):
        grade(pack("doubling", source, {}), pupil.file(), str(tmp_path / "none"))


def test_a_machine_without_room_is_no_fault_of_the_pupil(graded, pupil):
    result = graded(pupil, files={"large.bin": bytes(100_000_000)})
    assert (result.reason, verdicts(result)["check-write"]) == (Reason.GRADER_FAILED, (UNJUDGED, None))
    assert "No space left" in result.detail


def test_whatever_falls_over_a_result_comes_back(graded, pupil, monkeypatch):
    def falls_over(*_, **__):
        raise RecursionError("deep")

    monkeypatch.setattr(autograde, "judge", falls_over)
    result = graded(pupil)
    assert (result.reason, verdicts(result)["check-write"]) == (Reason.GRADER_FAILED, (UNJUDGED, None))
    assert "RecursionError: deep" in result.detail


def test_several_are_graded_at_once(graded, source, pupil_of):
    answers = [GOOD, "def double(x):\n    return 4"] * 3
    with ThreadPoolExecutor(len(answers)) as pool:
        results = list(pool.map(lambda answer: graded(pupil_of(source).writes("write", answer)), answers))
    assert [verdicts(result)["check-write"][1] for result in results] == [2.0, 0.0] * 3


MUCH = {
    "lines": "for i in range(100_000):\n    print(i)",
    "one line": "print('x' * 5_000_000)",
    "pictures": "from IPython.display import Image, display\nfor i in range(50):\n    display(Image(bytes(10**6), format='png'))",
    "displays": "for i in range(5_000):\n    display(i)",
    "to the end of time": "import subprocess\nsubprocess.run(['yes'])",
}


@pytest.mark.parametrize("much", MUCH.values(), ids=MUCH)
def test_a_cell_that_says_too_much_costs_nothing_but_its_outputs(graded, pupil, much):
    result = graded(pupil.writes("explore", much), cell_seconds=5)
    assert verdicts(result)["check-write"] == (PASSED, 2.0)
    assert len(json.dumps(result.notebook)) < 7_000_000


@pytest.mark.parametrize("much", ["lines", "one line", "pictures", "displays"])
@pytest.mark.parametrize(("ending", "verdict"), [("0.5", (NOT_PASSED, 0.5)), ("1 / 0", (NOT_PASSED, 0.0))])
def test_a_test_of_code_that_says_too_much_is_judged_by_its_end(
    graded, make_notebook, make_cell, pupil_of, much, ending, verdict
):
    check = make_cell("code", "check", f"{MUCH[much]}\n{ending}", "check", "s", grade=True, locked=True, points=2)
    source = make_notebook(check, locale={})
    assert verdicts(graded(pupil_of(source), of=source)) == {"check": verdict}


HIDES = {
    "clears": "from IPython.display import clear_output\ndef double(x):\n    clear_output()\n    return 4",
    "prints much": "def double(x):\n    print('x' * 5_000_000)\n    return 4",
    "displays much": "def double(x):\n    for i in range(5_000):\n        display(i)\n    return 4",
}


@pytest.mark.parametrize("hides", HIDES.values(), ids=HIDES)
def test_code_that_makes_the_signs_of_a_hidden_part_vanish_sees_nothing_of_it(graded, pupil, hides):
    result = graded(pupil.writes("write", hides))
    assert verdicts(result)["check-write"] == (NOT_PASSED, 0.0)
    assert "forty-two" not in json.dumps(result.notebook)


def test_errors_that_are_kept_from_being_shown_count(graded, pupil):
    silence = "get_ipython().showtraceback = lambda *a, **k: None\ndef double(x):\n    return 0"
    assert verdicts(graded(pupil.writes("write", silence)))["check-write"] == (NOT_PASSED, 0.0)
