"""class-start and one-pupil: from the click to the last pupil's first output, InnoLab beside stock JupyterHub."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.curve import measure_curve
from benchmarks.measuring import SIDES, Measured, measure
from benchmarks.real_browser import NoBrowser, click_to_table
from benchmarks.report import Figures, Report, middle, ratio, say
from benchmarks.sides import BenchError, innolab

TASKS = {"one-plus-one": "one_plus_one", "activity": "activity"}
TIME_AT_MOST, MEMORY_AT_MOST = 0.1, 0.4
LEFT_OUT = (
    "The pupils are HTTP clients: what a browser does with what it gets (scripts, layout) is left out, and so are its "
    "PUT and PATCH requests and the checkpoint JupyterLab makes. Caches are empty on both sides."
)
ONE_PLUS_ONE = "one-plus-one runs `1+1` after the page's own greeting; the activity's setup is left out on both sides."
ACTIVITY = "activity runs the activity's setup and its own cells up to the first plot, whose picture stops the clock."


def class_start(*, pupils: int, repeat: int, ahead: bool, curve: list[int], plot: Path | None) -> Report:
    """Thirty at once."""
    if curve:
        return measure_curve(curve, plot)
    report = compared("class-start", pupils=pupils, repeat=repeat, ahead=tuple(SIDES) if ahead else ("innolab",))
    report.reach("time", report.ratio["time"], TIME_AT_MOST)
    report.reach("memory", report.ratio["memory"], MEMORY_AT_MOST)
    return report


def one_pupil(*, repeat: int) -> Report:
    """One alone, the house otherwise idle."""
    report = compared("one-pupil", pupils=1, repeat=repeat, ahead=())
    in_chromium(report)
    report.reach("time", report.ratio["time"], TIME_AT_MOST)
    return report


def in_chromium(report: Report) -> None:
    """A figure beside: the same in a real browser, which no ratio uses."""
    say("innolab: one pupil in Chromium ...")
    with TemporaryDirectory(prefix="innolab-bench-", ignore_cleanup_errors=True) as folder:
        try:
            with innolab(1, Path(folder)) as side:
                report.innolab["chromium_first_table_s"] = round(click_to_table(side), 2)
        except (NoBrowser, BenchError) as error:
            report.note(f"not measured in a real browser: {error}")


def compared(bench: str, *, pupils: int, repeat: int, ahead: Sequence[str]) -> Report:
    """Both sides in turn, medians; the ratios are those of the worse task.

    Figures of their own, which no ratio uses: the activity with servers started ahead, on the sides that `ahead` names.
    """
    report = Report(bench)
    for text in (LEFT_OUT, ONE_PLUS_ONE, ACTIVITY):
        report.note(text)
    runs: dict[tuple[str, str], list[Measured]] = defaultdict(list)
    for _ in range(repeat):
        for task, name in TASKS.items():
            for side in SIDES:
                runs[side, name].append(measure(side, pupils=pupils, task=task))
        for side in ahead:
            runs[side, "ahead_activity"].append(measure(side, pupils=pupils, task="activity", ahead=True))
    for side, figures in (("stock", report.stock), ("innolab", report.innolab)):
        figures["pupils"] = pupils
        for (of, name), measured in runs.items():
            if of == side:
                tell(figures, name, measured)
                report.notes += [note for one in measured for note in one.notes if note not in report.notes]
    report.ratio["time"] = worst(report, "s")
    report.ratio["memory"] = worst(report, "memory_mb")
    return report


def tell(figures: Figures, name: str, measured: list[Measured]) -> None:
    """A task's figures; one run with a failed pupil leaves the task without a time."""
    complete = all(one.seconds is not None for one in measured)
    figures[f"{name}_s"] = middle([one.seconds for one in measured if one.seconds is not None]) if complete else None
    figures[f"{name}_memory_mb"] = middle([one.memory_mb for one in measured if one.memory_mb is not None])
    figures[f"{name}_last_served_s"] = middle([one.last_served_s for one in measured if one.last_served_s is not None])
    figures[f"{name}_failed"] = sum(len(one.failures) for one in measured)
    figures[f"{name}_shared_cpu_s"] = measured[-1].shared_cpu_s
    if ready := [one.ready_s for one in measured if one.ready_s is not None]:
        figures[f"{name}_ready_s"] = middle(ready)


def worst(report: Report, unit: str) -> float | None:
    """The larger of the tasks' ratios; none when one is missing."""
    ratios = [ratio(report.innolab[f"{name}_{unit}"], report.stock[f"{name}_{unit}"]) for name in TASKS.values()]
    known = [each for each in ratios if each is not None]
    return max(known) if len(known) == len(ratios) else None
