"""Grading for real: a process, a kernel, points by nbgrader's rule, and three-valued verdicts."""

import json
import os
import time
from pathlib import Path

import pytest
from innolab_nbgrader.autograde import GradedCell, GradedHandIn, Reason, Timeouts, Verdict, grade
from innolab_nbgrader.processes import descendants
from innolab_nbgrader.release import pack

GOOD = "def double(x):\n    return x + x"
PASSED, NOT_PASSED, UNJUDGED = Verdict.PASSED, Verdict.NOT_PASSED, Verdict.UNJUDGED


@pytest.fixture
def graded(source, tmp_path):
    """Grade a pupil's work on the small activity (or on another source)."""

    # Other tests' servers may run beside us.
    before = set(descendants(os.getpid()))

    def graded(pupil, of=source, files=None, **timeouts):
        (tmp_path / "work").mkdir(exist_ok=True)
        content = pupil if isinstance(pupil, bytes) else pupil.file()
        result = grade(pack("doubling", of, files or {}), content, tmp_path / "work", Timeouts(**timeouts))
        assert list((tmp_path / "work").iterdir()) == [], "the working folder is left behind"
        assert set(descendants(os.getpid())) - before == set(), "a process is left behind"
        return result

    return graded


@pytest.fixture
def pupil(source, pupil_of):
    return pupil_of(source).writes("write", GOOD)


def verdicts(result):
    return {cell.grade_id: (cell.verdict, cell.auto_points) for cell in result.cells}


def outputs(result, name):
    return next(cell["outputs"] for cell in result.notebook["cells"] if cell["id"] == name)


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


def test_a_result_survives_the_way_through_json(graded, pupil):
    result = graded(pupil)
    assert GradedHandIn.from_json(json.loads(json.dumps(result.as_json()))) == result


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


def test_the_source_is_in_no_file_and_no_command_the_pupils_code_can_read(graded, pupil):
    spy = """
import os, pathlib
found = []
for root, _, names in os.walk(".."):
    for name in names:
        found.append(pathlib.Path(root, name).read_bytes())
for process in pathlib.Path("/proc").glob("[0-9]*"):
    for what in ("cmdline", "environ"):
        try:
            found.append((process / what).read_bytes())
        except OSError:
            pass
print(len(found), any(b"forty" + b"-two" in each for each in found))
"""
    text = outputs(graded(pupil.writes("explore", spy)), "explore")[0]["text"]
    assert text.split()[1] == "False"


def test_a_process_the_pupil_leaves_behind_is_ended(graded, pupil):
    daemon = "import subprocess\nsubprocess.Popen(['sleep', '4711'], start_new_session=True).pid"
    result = graded(pupil.writes("explore", daemon))
    pid = int(outputs(result, "explore")[0]["data"]["text/plain"])
    stat = Path(f"/proc/{pid}/stat")
    assert not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "Z"


def test_code_that_kills_its_grader_gains_nothing_and_leaves_nothing(graded, pupil, tmp_path):
    result = graded(pupil.writes("explore", "import os, time\nos.kill(os.getppid(), 9)\ntime.sleep(600)"))
    assert (result.reason, verdicts(result)["check-write"]) == (Reason.GRADER_FAILED, (UNJUDGED, None))
    started = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline")]
    assert [each for each in started if str(tmp_path).encode() in each] == []


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
def test_a_source_that_is_not_ours_is_refused(tmp_path, content):
    with pytest.raises(ValueError, match=r"not a zip|outside its folder"):
        grade(content, b"{}", tmp_path)


def test_a_long_path_is_no_hindrance(source, pupil, tmp_path):
    deep = tmp_path / ("d" * 80)
    assert verdicts(grade(pack("doubling", source, {}), pupil.file(), deep))["check-write"] == (PASSED, 2.0)


def test_grading_takes_seconds(graded, pupil):
    start = time.monotonic()
    graded(pupil)
    assert time.monotonic() - start < 10
