"""The one form in which every bench tells what it found: human lines on stderr, one JSON object last on stdout."""

from __future__ import annotations

import json
import os
import platform
import sys
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

VERSIONS = ("jupyterhub", "jupyterlab", "notebook", "jupyter_server", "ipykernel", "nbgrader")
Figures = dict[str, Any]


@dataclass
class Report:
    """A bench's findings. `held` only when there is something to reach and all of it is reached."""

    bench: str
    stock: Figures = field(default_factory=dict)
    innolab: Figures = field(default_factory=dict)
    ratio: dict[str, float | None] = field(default_factory=lambda: {"time": None, "memory": None, "bytes": None})
    reached: dict[str, bool] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def reach(self, what: str, figure: float | None, most: float) -> None:
        """Something to reach; what could not be measured is not reached."""
        self.reached[what] = figure is not None and figure <= most
        told = "not measured" if figure is None else f"{figure:.3g}"
        self.note(f"{what}: {told}, to reach at most {most:g}: {'reached' if self.reached[what] else 'not reached'}")

    def note(self, text: str) -> None:
        """Keep a note and tell it."""
        self.notes.append(text)
        say(text)

    def as_json(self) -> str:
        """The object."""
        return json.dumps(
            {
                "bench": self.bench,
                "machine": machine(),
                "stock": self.stock,
                "innolab": self.innolab,
                "ratio": self.ratio,
                "held": bool(self.reached) and all(self.reached.values()),
                "notes": self.notes,
            },
            ensure_ascii=False,
        )


def machine() -> dict[str, Any]:
    """Where it was measured."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**2
    cpus = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    return {
        "cores": len(os.sched_getaffinity(0)),
        "processor": cpus[0].partition(":")[2].strip() if cpus else platform.machine(),
        "memory_mb": round(memory),
        "system": platform.platform(),
        "python": platform.python_version(),
        **{name: version(name) for name in VERSIONS},
    }


def ratio(ours: float | None, theirs: float | None) -> float | None:
    """Ours as a part of theirs."""
    return round(ours / theirs, 3) if ours is not None and theirs else None


def middle(values: list[float]) -> float | None:
    """The median, to a hundredth."""
    return round(median(values), 2) if values else None


def say(text: str) -> None:
    """A line for people."""
    print(text, file=sys.stderr, flush=True)
