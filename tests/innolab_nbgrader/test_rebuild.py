"""Whatever a pupil did to the notebook, the one that runs has the master's tests and the pupil's answers."""

import json

import pytest
from innolab_nbgrader.graded import Reason
from innolab_nbgrader.reading import MAX_BYTES, Unreadable, read_hand_in
from innolab_nbgrader.rebuild import rebuild
from innolab_nbgrader.release import build_master, build_release

ANSWER = "def double(x):\n    return x + x"


@pytest.fixture
def rebuilt(source):
    master, release = build_master(source), build_release(source)

    def rebuilt(pupil):
        result = rebuild(master, release, read_hand_in(pupil.file()))
        return {cell["id"]: cell["source"] for cell in result.notebook["cells"]}, result.repaired

    return rebuilt


@pytest.fixture
def pupil(source, pupil_of):
    return pupil_of(source).writes("write", ANSWER)


def test_an_untouched_notebook_needs_no_repair(rebuilt, pupil, source):
    cells, repaired = rebuilt(pupil)
    assert repaired == []
    assert cells["write"] == ANSWER
    assert cells["add"] == "def add(a, b):\n    "
    assert "double(21) == 42" in cells["check-write"]
    assert list(cells) == [cell["id"] for cell in source["cells"]]


def test_code_to_explore_with_is_the_pupils(rebuilt, pupil):
    cells, repaired = rebuilt(pupil.writes("explore", "base + 5"))
    assert (cells["explore"], repaired) == ("base + 5", [])


@pytest.mark.parametrize("locked", ["check-write", "setup"])
def test_what_is_locked_is_the_masters(rebuilt, pupil, source, locked):
    cells, repaired = rebuilt(pupil.writes(locked, "assert True"))
    assert cells[locked] == next(cell["source"] for cell in source["cells"] if cell["id"] == locked)
    assert repaired == [f"restored {locked}"]


def test_a_deleted_test_comes_back(rebuilt, pupil):
    cells, repaired = rebuilt(pupil.deletes("check-write"))
    assert "double(21) == 42" in cells["check-write"]
    assert repaired == ["missing check-write"]


def test_a_deleted_answer_is_empty(rebuilt, pupil):
    cells, repaired = rebuilt(pupil.deletes("write"))
    assert (cells["write"], repaired) == ("", ["missing write"])


def test_of_a_copied_cell_the_worked_on_one_counts(rebuilt, pupil):
    cells, repaired = rebuilt(pupil.writes("write", "").copies("write", "twin", ANSWER))
    assert (cells["write"], repaired) == (ANSWER, ["duplicated write"])
    assert ANSWER not in [source for name, source in cells.items() if name != "write"]


def test_of_a_copied_cell_the_one_as_given_out_does_not_count(rebuilt, pupil):
    cells, _ = rebuilt(pupil.writes("write", "def double(x):\n    ").copies("write", "twin", ANSWER))
    assert cells["write"] == ANSWER


def test_of_two_worked_on_copies_the_first_counts(rebuilt, pupil):
    cells, repaired = rebuilt(pupil.copies("write", "twin", "def double(x):\n    return 0"))
    assert (cells["write"], repaired) == (ANSWER, ["duplicated write"])


def test_code_made_to_text_is_code_again(rebuilt, pupil):
    cells, repaired = rebuilt(pupil.retypes("write", "markdown"))
    assert (cells["write"], repaired) == (ANSWER, ["retyped write"])


def test_cells_in_another_order_are_found(rebuilt, pupil):
    pupil.notebook["cells"].reverse()
    cells, repaired = rebuilt(pupil)
    assert (cells["write"], repaired) == (ANSWER, [])


def test_a_cell_of_the_pupils_own_runs_at_its_place(rebuilt, pupil):
    cells, repaired = rebuilt(pupil.adds("setup", "mine", "helper = 1"))
    names = list(cells)
    assert repaired == ["added added-2"]
    assert cells["added-2"] == "helper = 1"
    assert names[names.index("added-2") - 1] == "setup"


def test_an_answer_split_in_two_is_whole(rebuilt, pupil):
    pupil.writes("write", "def double(x):\n    return x + x").adds("write", "rest", "extra = double(1)")
    cells, _ = rebuilt(pupil)
    names = list(cells)
    assert names[names.index("write") + 1 : names.index("check-write")] == ["added-4"]


def without_names(pupil):
    for cell in pupil.notebook["cells"]:
        cell["metadata"] = {}
        del cell["id"]
    pupil.notebook["metadata"] = {}
    return pupil


def test_a_notebook_saved_without_names_is_found_by_place(rebuilt, pupil):
    cells, repaired = rebuilt(without_names(pupil.writes("words", "It grows").writes("add", "def add(a, b): return 3")))
    assert (cells["write"], cells["add"], cells["words"]) == (ANSWER, "def add(a, b): return 3", "It grows")
    assert repaired == ["found_by_place write", "found_by_place add", "found_by_place words"]


def test_sources_as_lists_of_lines_are_read(rebuilt, pupil):
    cells, _ = rebuilt(pupil.writes("write", ["def double(x):\n", "    return x + x"]))
    assert cells["write"] == ANSWER


def test_the_old_format_with_worksheets_is_read():
    sheet = {"cells": [{"cell_type": "code", "input": "x = 1", "metadata": {"nbgrader": {"grade_id": "a"}}}]}
    (cell,) = read_hand_in(json.dumps({"worksheets": [sheet], "nbformat": 3}).encode()).cells
    assert (cell.source, cell.grade_id) == ("x = 1", "a")


def test_the_translated_model_answer_is_not_in_what_runs(source, pupil):
    result = rebuild(build_master(source), build_release(source), read_hand_in(pupil.file()))
    assert "model answer" not in json.dumps(result.notebook)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", Reason.EMPTY_FILE),
        (b" \n", Reason.EMPTY_FILE),
        (b"{", Reason.NOT_A_NOTEBOOK),
        (b"\xff\xfe\x00", Reason.NOT_A_NOTEBOOK),
        (b"[" * 100_000, Reason.NOT_A_NOTEBOOK),
        (b"[]", Reason.NOT_A_NOTEBOOK),
        (b'"text"', Reason.NOT_A_NOTEBOOK),
        (b"{}", Reason.NOT_A_NOTEBOOK),
        (b'{"cells": "none"}', Reason.NOT_A_NOTEBOOK),
        (b"{" + b" " * MAX_BYTES + b"}", Reason.TOO_LARGE),
    ],
)
def test_a_file_that_is_no_notebook_is_told_apart(content, reason):
    with pytest.raises(Unreadable) as unreadable:
        read_hand_in(content)
    assert unreadable.value.reason is reason


@pytest.mark.parametrize(
    "cell",
    [1, None, {}, {"metadata": 1}, {"metadata": {"nbgrader": []}}, {"source": 5}, {"source": [1, "x"]}, {"id": {}}],
)
def test_odd_cells_are_read_as_what_they_have(cell):
    assert all(isinstance(each.source, str) for each in read_hand_in(json.dumps({"cells": [cell]}).encode()).cells)


def test_lone_surrogates_can_be_written_out_again():
    (cell,) = read_hand_in(b'{"cells": [{"cell_type": "code", "source": "x = \'\\ud800\'"}]}').cells
    assert cell.source.encode() == b"x = '?'"


def test_another_activity_of_the_same_name_is_refused(rebuilt, pupil):
    pupil.notebook["metadata"]["innolab"]["activity"] = "tripling"
    with pytest.raises(Unreadable, match="numbers/tripling"):
        rebuilt(pupil)


def test_a_notebook_with_no_cell_of_the_activity_is_refused(rebuilt, pupil):
    pupil.notebook = {"cells": [{"cell_type": "code", "source": "1 + 1", "metadata": {}}], "metadata": {}}
    with pytest.raises(Unreadable) as unreadable:
        rebuilt(pupil)
    assert unreadable.value.reason is Reason.OTHER_NOTEBOOK


@pytest.mark.parametrize(
    "code",
    [
        "get_ipython().ast_transformers.append(x)",
        "import innolab_check",
        "import builtins",
        "import os\nos._exit(0)",
        "class Same:\n    def __eq__(self, other): return True",
        "print(In[-1])",
        "eval('1')",
        "open('/proc/self/mem')",
    ],
)
def test_code_that_reaches_for_its_grader_is_told(rebuilt, pupil, code):
    assert rebuilt(pupil.writes("write", code))[1] == ["reaches write"]


@pytest.mark.parametrize(
    "code",
    [
        "Inside = [1]",
        "import os\nos.listdir()",
        "gc1 = 2",
        "# In the end [x]\ny = 1",
        "x == 1",
        "evaluation = 1  # executed",
        "from random import gcd, inspector",
        "_ihan = 1",
    ],
)
def test_code_as_pupils_write_it_is_not(rebuilt, pupil, code):
    assert rebuilt(pupil.writes("write", code))[1] == []
