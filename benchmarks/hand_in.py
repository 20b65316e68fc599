"""hand-in: from the button to the result, one pupil after another and a class within five seconds, InnoLab alone."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import nbformat
from innolab_cli.folder import ROOT
from innolab_modules import load_module
from innolab_modules.compiling import compile_activity

from benchmarks.measuring import others_note
from benchmarks.quickstart import solutions
from benchmarks.report import Report, middle, say
from benchmarks.seeding import MODULE
from benchmarks.sides import BenchError, Side, at_portal, graders_of, innolab

ONE_AT_MOST, CLASS_AT_MOST = 2, 10
PATH = (
    "Pupils at the activity's open page, each with a server and a kernel, hand the solved activity in through their "
    "own server. The clock runs from the press of the button until the result is in the portal's database; for the "
    "class from its first press until its last result."
)


def hand_in(*, pupils: int, repeat: int) -> Report:
    """InnoLab's side only: with stock nbgrader a hand-in waits for the teacher's command."""
    report = Report("hand-in")
    report.note(PATH)
    report.note("With stock nbgrader a hand-in waits for the teacher's command: there is no ratio.")
    runs: list[dict[str, Any]] = []
    graders: int | None = None
    for _ in range(repeat):
        with TemporaryDirectory(prefix="innolab-bench-", ignore_cleanup_errors=True) as folder:
            try:
                with innolab(pupils, Path(folder)) as side:
                    runs.append(measure_hand_ins(report, side))
                    graders = graders_of(side.data) if side.data else None
            except BenchError as error:
                report.note(f"not measured: {error}")
    tell(report, pupils, runs, complete=len(runs) == repeat)
    report.innolab["graders"] = graders
    return report


def measure_hand_ins(report: Report, side: Side) -> dict[str, Any]:
    """Let the pupils of a running side hand in; what their process told."""
    assert side.data is not None
    say(f"innolab: {len(side.pupils)} pupils hand in ...")
    report.notes += others_note("innolab, hand-in")
    job = {
        "url": side.url,
        "pupils": side.pupils,
        "answers": model_answers(),
        "watch": [sys.executable, "-m", "benchmarks.results", "watch"],
    }
    printed = at_portal(side.data, module="benchmarks.pupils.handing_in", told=json.dumps(job) + "\n")
    found: dict[str, Any] = json.loads(printed)
    report.notes += [*found["notes"], f"innolab: the pupils' own process used {found['cpu_s']:.1f} s of CPU"]
    return found


def model_answers() -> dict[str, str]:
    """The activity's own answers, by the cells' names."""
    module = load_module(ROOT / "courses" / MODULE)
    activity = next(each for each in module.activities if each.slug == MODULE)
    return dict(solutions(nbformat.from_dict(compile_activity(activity, module))))


def tell(report: Report, pupils: int, runs: list[dict[str, Any]], *, complete: bool) -> None:
    """The figures; without a time where a hand-in of model answers did not pass, for then it was not graded."""
    failures = [why for run in runs for one in (*run["one_by_one"], *run["class"]) if (why := fault_of(one))]
    if failures:
        report.note(f"innolab: {len(failures)} hand-ins failed, the first: {failures[0]}")
    measured = runs if complete and not failures else []
    one_by_one = [one["seconds"] for run in measured for one in run["one_by_one"]]
    of_class = [one["seconds"] for run in measured for one in run["class"]]
    report.innolab = {
        "pupils": pupils,
        "one_by_one_s": middle(one_by_one),
        "one_by_one_slowest_s": round(max(one_by_one), 2) if one_by_one else None,
        "class_last_s": middle([run["class_last_s"] for run in measured]),
        "class_median_s": middle(of_class),
        "class_slowest_s": round(max(of_class), 2) if of_class else None,
        "failed": len(failures),
    }
    report.reach("one after another, median seconds", report.innolab["one_by_one_s"], ONE_AT_MOST)
    report.reach("a class within five seconds, seconds", report.innolab["class_last_s"], CLASS_AT_MOST)
    report.reach("failed", len(failures), 0)


def fault_of(one: dict[str, Any]) -> str:
    """What is wrong with a result of model answers; empty where nothing is."""
    if one["error"]:
        return f"{one['user']}: {one['error']}"
    if one["not_passed"] or not one["passed"]:
        return f"{one['user']}: {one['passed']} checks passed, {one['not_passed']} did not"
    return ""
