"""autograde: nbgrader's quickstart course, handed in by a class, graded by `nbgrader autograde` and by a house."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from benchmarks.measuring import others_note
from benchmarks.quickstart import Course
from benchmarks.report import Report, middle, ratio, say
from benchmarks.scores import differences
from benchmarks.sides import BenchError, at_portal, graders_of, running_house

TIME_AT_MOST = 0.1
MOST_TOLD = 20
PATH = (
    "stock is one `nbgrader autograde ps1`, as a teacher runs it. InnoLab's hand-ins come through the portal's own "
    "action into its queue, one lesson for each notebook, and are graded by as many graders as a house has by default; "
    "the clock runs from before the first hand-in until the last result, `with_gradebook_s` until the class's "
    "gradebook has it."
)


@dataclass
class Graded:
    """One run of both sides."""

    stock_s: float
    innolab: dict[str, Any]
    graders: int
    notebooks: int
    scores: int
    differences: list[str]


def autograde(*, pupils: int, repeat: int) -> Report:
    """Both sides in turn, each time a fresh course and a fresh house; figures only where all scores are the same."""
    report = Report("autograde")
    report.note(PATH)
    runs = []
    for _ in range(repeat):
        with TemporaryDirectory(prefix="innolab-bench-", ignore_cleanup_errors=True) as folder:
            try:
                runs.append(both(report, pupils, Path(folder)))
            except BenchError as error:
                report.note(f"not measured: {error}")
    tell(report, pupils, runs, complete=len(runs) == repeat)
    return report


def both(report: Report, pupils: int, folder: Path) -> Graded:
    """One run; raises BenchError where a side does not come to its end."""
    say(f"nbgrader's quickstart course for {pupils} pupils ...")
    course = Course(folder, pupils)
    report.notes += others_note("stock, autograde")
    say("stock: nbgrader autograde ...")
    began = perf_counter()
    course.autograde()
    stock_s = perf_counter() - began
    say(f"stock: {stock_s:.2f} s")
    with running_house(folder) as house:
        report.notes += others_note("innolab, autograde")
        found = json.loads(at_portal(house.data, "autograde", str(course.folder), module="benchmarks.results"))
        graders = graders_of(house.data)
    say(f"innolab: {found['seconds']:.2f} s")
    report.note(f"innolab, autograde: the process that handed in used {found['cpu_s']:.1f} s of CPU")
    scores = course.scores()
    return Graded(
        stock_s=stock_s,
        innolab=found,
        graders=graders,
        notebooks=pupils * len(course.sources),
        scores=sum(len(cells) for of_pupil in scores.values() for cells in of_pupil.values()),
        differences=differences(scores, found["scores"]),
    )


def tell(report: Report, pupils: int, runs: list[Graded], *, complete: bool) -> None:
    """The figures; where a score differs, where it does, and no ratio: what is not the same can't be compared."""
    differing = [text for run in runs for text in run.differences]
    failed = [text for run in runs for text in run.innolab["failed"]]
    for text in differing[:MOST_TOLD]:
        report.note(f"the scores differ: {text}")
    if len(differing) > MOST_TOLD:
        report.note(f"and {len(differing) - MOST_TOLD} more scores differ")
    if failed:
        report.note(f"innolab: {len(failed)} hand-ins could not be graded, the first: {failed[0]}")
    stock_s = middle([run.stock_s for run in runs])
    innolab_s = middle([run.innolab["seconds"] for run in runs])
    report.stock = {"pupils": pupils, "all_s": stock_s}
    report.innolab = {
        "pupils": pupils,
        "all_s": innolab_s,
        "with_gradebook_s": middle([run.innolab["gradebook_s"] for run in runs]),
        "failed": len(failed),
        "same_scores": complete and not differing,
    }
    if runs:
        report.innolab["graders"], report.innolab["scores_compared"] = runs[-1].graders, runs[-1].scores
        report.stock["notebooks"] = report.innolab["notebooks"] = runs[-1].notebooks
    if report.innolab["same_scores"]:
        report.ratio["time"] = ratio(innolab_s, stock_s)
    report.reach("scores that differ", len(differing) if complete else None, 0)
    report.reach("time", report.ratio["time"], TIME_AT_MOST)
