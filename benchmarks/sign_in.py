"""sign-in: a class signs in at once from one address, through portal and hub, until all see today's page."""

from __future__ import annotations

from benchmarks.measuring import measure
from benchmarks.report import Report, middle

SECONDS_AT_MOST = 6


def sign_in(*, pupils: int, repeat: int) -> Report:
    """InnoLab's side only: stock JupyterHub has no class code and no identity provider to compare with."""
    report = Report("sign-in")
    report.note("Stock JupyterHub has no portal and no class codes: there is no ratio. Caches are empty.")
    runs = [measure("innolab", pupils=pupils, task="sign-in") for _ in range(repeat)]
    complete = all(run.seconds is not None for run in runs)
    report.innolab = {
        "pupils": pupils,
        "all_in_s": middle([run.seconds for run in runs if run.seconds is not None]) if complete else None,
        "failed": sum(len(run.failures) for run in runs),
        "shared_cpu_s": runs[-1].shared_cpu_s,
    }
    report.notes += [note for run in runs for note in run.notes]
    report.reach("all in, seconds", report.innolab["all_in_s"], SECONDS_AT_MOST)
    report.reach("failed", report.innolab["failed"], 0)
    return report
