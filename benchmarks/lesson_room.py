"""lesson-room: 40 boards open and 1,200 pupils at work; until a board shows what a pupil did, and what that costs."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx
from innolab_cli.folder import DataFolder, free_ports

from benchmarks.measuring import others_note, shared_cpu
from benchmarks.report import Report, middle, say
from benchmarks.seeding import LARGEST_CLASS
from benchmarks.sides import BenchError, Side, at_portal, innolab, named_processes
from hub_config.deployment import Deployment

SEEN_AT_MOST, PROCESSORS = 2, 2
BACK_WITHIN_S = 60
PATH = (
    "Each pupil's server asks how the lesson stands every two seconds and tells of a step now and then, straight at "
    "the portal as in a house; each teacher's page asks for its board as its script does, through the proxy. Servers, "
    "kernels and browsers are left out. The clock runs from a pupil's report until a board that shows it has arrived; "
    "for eyes on the teacher from the press of the button until the pupil's server hears it."
)


def lesson_room(*, pupils: int, seconds: int, repeat: int) -> Report:
    """InnoLab's side only: nothing of stock JupyterHub or nbgrader shows pupils at work."""
    report = Report("lesson-room")
    report.note(PATH)
    report.note("Stock JupyterHub and nbgrader have no such page: there is no ratio.")
    report.note("Whose a token is a stand-in for the hub tells the portal, once a minute for each.")
    runs: list[dict[str, Any]] = []
    for _ in range(repeat):
        with TemporaryDirectory(prefix="innolab-bench-", ignore_cleanup_errors=True) as folder:
            try:
                with innolab(pupils, Path(folder)) as side:
                    runs.append(measure(report, side, seconds))
            except BenchError as error:
                report.note(f"not measured: {error}")
    tell(report, pupils, runs, complete=len(runs) == repeat)
    return report


def measure(report: Report, side: Side, seconds: int) -> dict[str, Any]:
    """Let the pupils of a running side work and the boards be open for a while; what their process told."""
    assert side.data is not None
    boards = sorted({pupil["lesson"] for pupil in side.pupils})
    teacher = json.loads(at_portal(side.data, "sign-in", str(len(boards))))
    portal_url = Deployment.load(side.data.hub_config).portal_url
    with hub_stand_in_told(side.data, portal_url) as hub_port:
        say(f"innolab: {len(side.pupils)} pupils at work, {len(boards)} boards open, {seconds} s ...")
        report.notes += others_note("innolab, lesson-room")
        job = {
            "url": side.url,
            "portal": portal_url,
            "hub_port": hub_port,
            "pupils": side.pupils,
            "boards": dict(zip(boards, teacher["sessions"], strict=True)),
            "cookie": teacher["cookie"],
            "seconds": seconds,
        }
        before, began = shared_cpu(side), time.monotonic()
        told = at_portal(side.data, module="benchmarks.pupils.in_lesson", told=json.dumps(job) + "\n")
        took = time.monotonic() - began
        spent = {name: used - before.get(name, 0) for name, used in shared_cpu(side).items()}
    found: dict[str, Any] = json.loads(told)
    report.notes += found["notes"]
    return {**found, "took_s": took, "processors": {name: used / took for name, used in spent.items()}}


@contextmanager
def hub_stand_in_told(data: DataFolder, portal_url: str) -> Iterator[int]:
    """Have the portal ask another hub whose a token is, at a port that is free until the pupils' process takes it."""
    (port,) = free_ports(1)
    config = json.loads(data.portal_config.read_text())
    data.portal_config.write_text(json.dumps({**config, "hub_api_url": f"http://127.0.0.1:{port}/hub/api"}))
    before, deadline = named_processes(data)["portal"], time.monotonic() + BACK_WITHIN_S
    os.killpg(before, signal.SIGTERM)
    while named_processes(data)["portal"] == before or not answers(portal_url):
        if time.monotonic() > deadline:
            raise BenchError("the portal did not come back")
        time.sleep(0.2)
    yield port


def answers(portal_url: str) -> bool:
    """Whether the portal shows its front door."""
    try:
        return httpx.get(f"{portal_url}sign-in/", timeout=5, trust_env=False).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def tell(report: Report, pupils: int, runs: list[dict[str, Any]], *, complete: bool) -> None:
    """The figures; without times where something failed or was lost."""
    lost, failed = sum(run["lost"] for run in runs), sum(run["failed"] for run in runs)
    measured = runs if complete and not lost and not failed else []
    seen = [seconds for run in measured for seconds in run["seen_s"]]
    paused = [seconds for run in measured for seconds in run["paused_s"]]
    report.innolab = {
        "pupils": pupils,
        "boards": -(-pupils // LARGEST_CLASS),
        "updates": sum(len(run["seen_s"]) for run in runs),
        "seen_median_s": middle(seen),
        "seen_p99_s": percentile(seen, 99),
        "seen_slowest_s": percentile(seen, 100),
        "eyes_on_teacher_slowest_s": percentile(paused, 100),
        "lost": lost,
        "failed": failed,
        "requests_per_s": middle([run["requests"] / run["took_s"] for run in runs]),
        "portal_processors": middle([run["processors"].get("portal", 0.0) for run in runs]),
        "proxy_processors": middle([run["processors"].get("proxy", 0.0) for run in runs]),
    }
    report.reach("99 of 100 updates seen, seconds", report.innolab["seen_p99_s"], SEEN_AT_MOST)
    report.reach("lost", lost if complete else None, 0)
    report.reach("failed", failed if complete else None, 0)
    report.reach("processors of portal and proxy", _both(report.innolab), PROCESSORS / 2)


def _both(figures: dict[str, Any]) -> float | None:
    portal, proxy = figures["portal_processors"], figures["proxy_processors"]
    return None if portal is None or proxy is None else round(portal + proxy, 2)


def percentile(values: list[float], share: int) -> float | None:
    """The value that `share` of 100 do not exceed, to a hundredth."""
    if not values:
        return None
    ordered = sorted(values)
    return round(ordered[max(0, -(-len(ordered) * share // 100) - 1)], 2)
