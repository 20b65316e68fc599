"""pages: how long pages take in a portal that serves a city, on SQLite and on PostgreSQL; InnoLab alone.

A new part: a line in PARTS, and a module like `benchmarks.city_hand_in` that fills the portal and asks for its pages.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from innolab_cli.folder import ROOT, DataFolder, new_deployment, save_configs
from innolab_cli.processes import PORTAL_CONFIG_VARIABLE

from benchmarks.measuring import others_note
from benchmarks.postgresql import new_database, own_postgresql
from benchmarks.report import Report, say
from benchmarks.sides import BenchError
from hub_config.settings import Settings

P95_AT_MOST_MS = 150
QUERIES_AT_MOST = 25
PARTS = {"hand-in": "benchmarks.city_hand_in"}
"""The module that measures each part; run in the portal's environment, it prints {page: {"p95_ms", "queries"}}."""
PATH = "pages are asked for in the portal's own process, with middleware and templates, by people who are signed in"


def pages(*, part: str, repeat: int) -> Report:
    """Measure a part's pages, each asked for `repeat` times."""
    report = Report("pages")
    report.note(PATH)
    for name, measured_on in (("sqlite", on_sqlite), ("postgresql", on_postgresql)):
        report.notes += others_note(f"{name}, {part}")
        try:
            say(f"{name}: filling a city's portal ...")
            report.innolab[name] = measured_on(PARTS[part], repeat)
        except (BenchError, FileNotFoundError) as error:
            report.note(f"{name}, not measured: {error}")
        tell(report, name)
    return report


def tell(report: Report, database: str) -> None:
    """What is to be reached on this database: by each page, and by the one that asks the most."""
    found: dict[str, dict[str, float]] = report.innolab.get(database, {})
    for page, figures in found.items():
        report.reach(f"{database}, {page}, 95 of 100 within ms", figures["p95_ms"], P95_AT_MOST_MS)
    most = max((figures["queries"] for figures in found.values()), default=None)
    report.reach(f"{database}, queries of a page", most, QUERIES_AT_MOST)


def on_sqlite(module: str, repeat: int) -> dict[str, Any]:
    """In a portal with its file."""
    return measure(module, repeat, "sqlite")


def on_postgresql(module: str, repeat: int) -> dict[str, Any]:
    """In a portal with a PostgreSQL of its own; raises FileNotFoundError where none is installed."""
    with own_postgresql() as server:
        return measure(module, repeat, new_database(server, "city"))


def measure(module: str, repeat: int, database: str) -> dict[str, Any]:
    """Set a portal up, then fill and measure it in a process of its own; raises BenchError."""
    with TemporaryDirectory(prefix="innolab-bench-") as folder:
        data = DataFolder(Path(folder) / "var")
        save_configs(data, new_deployment(Settings(data=data.path, database=database)))
        environment = {
            **os.environ,
            PORTAL_CONFIG_VARIABLE: str(data.portal_config),
            "DJANGO_SETTINGS_MODULE": "innolab_portal.settings",
        }
        told = ""
        for command in (["-m", "innolab_portal", "setup"], ["-m", module, str(repeat)]):
            ended = subprocess.run(
                [sys.executable, *command], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
            )
            if ended.returncode:
                raise BenchError(f"{' '.join(command)} did not get on:\n{ended.stderr[-4000:]}")
            told = ended.stdout
    found: dict[str, Any] = json.loads(told.splitlines()[-1])
    return found
