"""The benches measure real houses: two pupils are enough to see that they tell the truth in the one form."""

import dataclasses
import json
import subprocess
import sys
from importlib.metadata import version

import pytest
from innolab_cli.__main__ import main

from benchmarks import measuring, processes
from benchmarks.pupils.stock_pupil import RECORDED
from benchmarks.report import Report, ratio
from benchmarks.sides import innolab


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_two_pupils_on_both_sides_give_figures_in_the_one_form(capfd):
    assert main(["bench", "class-start", "--pupils", "2", "--json"]) == 0
    told = capfd.readouterr()
    found = json.loads(told.out.splitlines()[-1])
    assert list(found) == ["bench", "machine", "stock", "innolab", "ratio", "held", "notes"]
    assert found["machine"]["cores"] >= 1
    for side in (found["stock"], found["innolab"]):
        assert side["pupils"] == 2
        for task in ("one_plus_one", "activity"):
            assert side[f"{task}_failed"] == 0, found["notes"]
            assert side[f"{task}_s"] > 0
            assert side[f"{task}_memory_mb"] > 1
    assert found["innolab"]["ahead_activity_failed"] == 0, found["notes"]
    assert found["innolab"]["ahead_activity_s"] > 0
    assert found["innolab"]["ahead_activity_ready_s"] > 0
    assert "ahead_activity_s" not in found["stock"]
    ours, theirs = found["innolab"], found["stock"]
    assert found["ratio"]["time"] == max(ratio(ours[name], theirs[name]) for name in ("one_plus_one_s", "activity_s"))
    assert isinstance(found["held"], bool)
    assert any("used" in note and "CPU" in note for note in found["notes"])
    assert "2 pupils" in told.err


@pytest.mark.slow
def test_a_pupil_who_fails_is_told_and_leaves_the_bench_without_a_time(tmp_path):
    with innolab(2, tmp_path) as house:
        wrong = {**house.pupils[1], "code": "00000"}
        with_a_wrong_code = dataclasses.replace(house, pupils=[house.pupils[0], wrong])
        found = measuring.measure_at(with_a_wrong_code, task="one-plus-one")
        signing_in = measuring.measure_at(with_a_wrong_code, task="sign-in")
    assert found.seconds is None
    assert found.memory_mb is None
    for measured in (found, signing_in):
        (failure,) = measured.failures
        assert failure.startswith(f"{wrong['user']}: PupilFailed: ")
        assert any("1 of 2 failed" in note for note in measured.notes)


def test_nothing_is_held_that_was_not_measured():
    report = Report("made-up")
    assert not json.loads(report.as_json())["held"]
    report.reach("time", 0.09, 0.1)
    assert json.loads(report.as_json())["held"]
    report.reach("memory", None, 0.4)
    assert not json.loads(report.as_json())["held"]
    assert "memory: not measured, to reach at most 0.4: not reached" in report.notes


def test_a_ratio_needs_both_sides():
    assert ratio(1.0, 4.0) == 0.25
    assert ratio(None, 4.0) is None
    assert ratio(1.0, None) is None


def test_grandchildren_count_as_below_and_bring_their_memory():
    code = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'print(flush=True); input()'])"
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        child.stdout.readline()
        (grandchild,) = processes.below({child.pid})
        memory, unread = processes.pss_mb({child.pid, grandchild})
        child.communicate(b"\n")
    assert memory > 2
    assert unread == 0
    assert processes.pss_mb({child.pid}) == (0, 0)


def test_the_browser_was_recorded_with_the_jupyterlab_that_is_installed():
    assert RECORDED["jupyterlab"] == version("jupyterlab"), "python -m benchmarks.recording"


@pytest.mark.parametrize("arguments", [["--pupils", "0"], ["--curve", "10,0"], ["--pupils", "many"]])
def test_numbers_that_are_none_are_refused(arguments, capsys):
    with pytest.raises(SystemExit):
        main(["bench", "class-start", *arguments])
    assert arguments[0] in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_what_two_pupils_do_is_seen_on_their_board(capfd):
    assert main(["bench", "lesson-room", "--pupils", "2", "--seconds", "40", "--json"]) == 0
    found = json.loads(capfd.readouterr().out.splitlines()[-1])
    ours = found["innolab"]
    assert (ours["boards"], ours["lost"], ours["failed"]) == (1, 0, 0), found["notes"]
    assert ours["updates"] >= 2
    assert 0 < ours["seen_median_s"] <= ours["seen_p99_s"] <= ours["seen_slowest_s"]
    assert ours["eyes_on_teacher_slowest_s"] > 0
    assert ours["portal_processors"] > 0
    assert found["stock"] == {}
