"""class-start --curve: InnoLab alone with more and more pupils; time and memory should grow in step with the number."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.measuring import measure
from benchmarks.report import Report, say

IN_STEP = 1.5
"""From the smallest number to the largest, time and memory for each pupil may grow by half at most."""


def measure_curve(numbers: list[int], plot: Path | None) -> Report:
    """A point for each number of pupils, the activity each time."""
    report = Report("class-start")
    report.note("The curve is InnoLab's side only: there is no ratio.")
    points: list[dict[str, Any]] = []
    for pupils in sorted(numbers):
        run = measure("innolab", pupils=pupils, task="activity")
        points.append(
            {
                "pupils": pupils,
                "activity_s": run.seconds and round(run.seconds, 2),
                "activity_memory_mb": run.memory_mb and round(run.memory_mb, 1),
                "failed": len(run.failures),
            }
        )
        report.notes += run.notes
    report.innolab["curve"] = points
    for figure in ("activity_s", "activity_memory_mb"):
        report.reach(f"growth of {figure}", growth(points, figure), IN_STEP)
    report.reach("failed", sum(point["failed"] for point in points), 0)
    if plot:
        draw(points, plot)
        say(f"{plot}")
    return report


def growth(points: list[dict[str, Any]], figure: str) -> float | None:
    """How much more each pupil costs among the most than among the fewest; memory is told per pupil already."""
    each = [point[figure] and point[figure] / (point["pupils"] if figure.endswith("_s") else 1) for point in points]
    return each[-1] / each[0] if each[0] and each[-1] else None


def draw(points: list[dict[str, Any]], file: Path) -> None:
    """Seconds and memory over pupils, two plots side by side; no text smaller than the page's own."""
    import matplotlib.pyplot as plt  # noqa: PLC0415 - half a second that only a plot costs

    plt.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "innolab", "font.size": 12})
    figure, axes = plt.subplots(1, 2, figsize=(9, 3.6), layout="constrained")
    served = [point for point in points if point["activity_s"] and point["activity_memory_mb"]]
    pupils = [point["pupils"] for point in served]
    axes[0].plot(pupils, [point["activity_s"] for point in served], "o-", color="#0000bf")
    axes[0].set(title="Last pupil's first plot, s", xlabel="Pupils at once", ylim=(0, None), xlim=(0, None))
    total = [point["activity_memory_mb"] * point["pupils"] / 1024 for point in served]
    axes[1].plot(pupils, total, "o-", color="#0000bf")
    axes[1].set(title="Memory of all servers, GB", xlabel="Pupils at once", ylim=(0, None), xlim=(0, None))
    for axis in axes:
        axis.spines[["top", "right"]].set_visible(False)
    figure.savefig(file, metadata={"Date": None})
