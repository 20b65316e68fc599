"""autograde compares scores before it compares times; hand-in has no time for what was not graded."""

import json

import pytest
from innolab_cli.__main__ import main

from benchmarks import autograde, hand_in
from benchmarks.quickstart import KINDS
from benchmarks.report import Report
from benchmarks.scores import differences

SCORES = {
    "pupil-001": {"problem1": {"squares": (1.0, 1.0), "words": (None, 2.0)}, "problem2": {"part-a": (0.0, 1.0)}},
    "pupil-002": {"problem1": {"squares": (0.5, 1.0), "words": (0.0, 2.0)}, "problem2": {"part-a": (None, 1.0)}},
}


def changed(pupil, notebook, cell, score):
    """The scores with one changed, or taken out, on the way through JSON as a house's come."""
    scores = json.loads(json.dumps(SCORES))
    scores[pupil][notebook][cell] = score
    if score is None:
        del scores[pupil][notebook][cell]
    return scores


def test_same_scores_have_no_differences():
    assert differences(SCORES, json.loads(json.dumps(SCORES))) == []


@pytest.mark.parametrize(
    ("score", "told"),
    [
        ([0.5, 1.0], "stock 1 of 1, InnoLab 0.5 of 1"),
        ([1.0, 2.0], "stock 1 of 1, InnoLab 1 of 2"),
        ([None, 1.0], "stock 1 of 1, InnoLab leaves it to a person, of 1"),
        (None, "stock 1 of 1, InnoLab has no such score"),
    ],
)
def test_a_difference_in_one_cell_is_found_and_told(score, told):
    assert differences(SCORES, changed("pupil-001", "problem1", "squares", score)) == [
        f"pupil-001, problem1, squares: {told}"
    ]


def test_no_points_and_points_by_a_person_are_not_the_same():
    (difference,) = differences(SCORES, changed("pupil-002", "problem1", "words", [None, 2.0]))
    assert difference == "pupil-002, problem1, words: stock 0 of 2, InnoLab leaves it to a person, of 2"


def test_a_pupil_of_one_side_only_is_told_cell_by_cell():
    one = {"pupil-001": SCORES["pupil-001"]}
    assert len(differences(SCORES, one)) == 3
    assert len(differences(one, SCORES)) == 3


def a_run(differing=()):
    """A run of both sides; how often and what differs."""
    innolab = {"seconds": 2.0, "gradebook_s": 3.0, "cpu_s": 0.1, "failed": [], "scores": {}}
    return autograde.Graded(40.0, innolab, graders=1, notebooks=4, scores=6, differences=list(differing))


def told(runs, *, complete=True):
    report = Report("autograde")
    autograde.tell(report, 2, runs, complete=complete)
    return report


def test_with_the_same_scores_there_is_a_ratio():
    report = told([a_run()])
    assert report.ratio["time"] == 0.05
    assert report.innolab["same_scores"] is True
    assert report.reached == {"scores that differ": True, "time": True}


def test_with_a_difference_there_is_no_ratio_and_nothing_is_held():
    report = told([a_run(), a_run([f"pupil-{number:03}, problem1, squares: ..." for number in range(30)])])
    assert report.ratio["time"] is None
    assert report.innolab["same_scores"] is False
    assert report.reached == {"scores that differ": False, "time": False}
    assert "the scores differ: pupil-000, problem1, squares: ..." in report.notes
    assert "and 10 more scores differ" in report.notes
    assert json.loads(report.as_json())["held"] is False


def test_a_run_that_was_broken_off_leaves_nothing_held():
    report = told([a_run()], complete=False)
    assert report.ratio["time"] is None
    assert report.innolab["same_scores"] is False
    assert not any(report.reached.values())
    assert not any(told([], complete=False).reached.values())


def handed_in(seconds, **result):
    return {"user": "p-1", "seconds": seconds, "passed": 6, "not_passed": 0, "error": "", **result}


def hand_ins(*one_by_one):
    report = Report("hand-in")
    run = {"one_by_one": list(one_by_one), "class": [handed_in(1.0), handed_in(3.0)], "class_last_s": 7.5}
    hand_in.tell(report, 3, [run], complete=True)
    return report


def test_hand_ins_are_told_by_the_median_and_the_class_by_its_last():
    report = hand_ins(handed_in(1.0), handed_in(1.2), handed_in(9.0))
    assert report.innolab["one_by_one_s"] == 1.2
    assert report.innolab["one_by_one_slowest_s"] == 9.0
    assert report.innolab["class_last_s"] == 7.5
    assert report.innolab["class_slowest_s"] == 3.0
    assert all(report.reached.values())


@pytest.mark.parametrize("wrong", [{"error": "the zygote is away"}, {"not_passed": 1}, {"passed": 0}])
def test_model_answers_that_did_not_pass_leave_hand_in_without_a_time(wrong):
    report = hand_ins(handed_in(0.1, **wrong), handed_in(0.1))
    assert report.innolab["failed"] == 1
    assert report.innolab["one_by_one_s"] is None
    assert report.innolab["class_last_s"] is None
    assert not any(report.reached.values())
    assert any(note.startswith("innolab: 1 hand-ins failed, the first: p-1: ") for note in report.notes)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_pupil_of_each_kind_gets_the_same_scores_of_nbgrader_and_of_a_house(capfd):
    assert main(["bench", "autograde", "--pupils", str(len(KINDS)), "--json"]) == 0
    found = json.loads(capfd.readouterr().out.splitlines()[-1])
    assert list(found) == ["bench", "machine", "stock", "innolab", "ratio", "held", "notes"]
    stock, ours = found["stock"], found["innolab"]
    assert ours["same_scores"] is True, found["notes"]
    assert ours["failed"] == 0, found["notes"]
    assert ours["scores_compared"] == 10 * len(KINDS)
    assert stock["notebooks"] == ours["notebooks"] == 2 * len(KINDS)
    assert 0 < ours["all_s"] < ours["with_gradebook_s"]
    assert found["ratio"]["time"] == pytest.approx(ours["all_s"] / stock["all_s"], abs=0.001)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_two_pupils_hand_in_and_get_their_results(capfd):
    assert main(["bench", "hand-in", "--pupils", "2", "--json"]) == 0
    found = json.loads(capfd.readouterr().out.splitlines()[-1])
    assert list(found) == ["bench", "machine", "stock", "innolab", "ratio", "held", "notes"]
    ours = found["innolab"]
    assert ours["failed"] == 0, found["notes"]
    assert ours["pupils"] == 2
    assert 0 < ours["one_by_one_s"] <= ours["one_by_one_slowest_s"]
    assert 0 < ours["class_median_s"] <= ours["class_slowest_s"]
    assert found["stock"] == {}
