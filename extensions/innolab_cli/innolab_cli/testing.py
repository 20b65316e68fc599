"""`./innolab test`: everything that must hold before a change lands, in order of cost."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from innolab_cli.folder import ROOT, StartError
from innolab_cli.processes import path_with_node
from innolab_cli.words import _

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class Check:
    """One command that must end with 0."""

    name: str
    command: list[str]


def test(*, slow: bool, only: str | None, pytest_arguments: list[str]) -> int:
    """Run the checks (or `only` one of them); stop at the first that fails."""
    chosen = [check for check in checks(slow=slow, extra=pytest_arguments) if only in (None, check.name)]
    if not chosen:
        raise StartError(_("There is no check with that name: {name}", name=only))
    if any(check.name == "browser" for check in chosen):
        require_browser()
    environment = {**os.environ, "PATH": path_with_node()}
    for check in chosen:
        began = time.monotonic()
        print(f"== {check.name}", flush=True)
        ended = subprocess.run(check.command, cwd=ROOT, env=environment, check=False)
        print(
            f"== {check.name}: {time.monotonic() - began:.0f} s, {'ok' if not ended.returncode else 'FAILED'}",
            flush=True,
        )
        if ended.returncode:
            return ended.returncode
    return 0


def checks(*, slow: bool, extra: list[str]) -> Iterator[Check]:
    """The checks, cheapest first."""
    python = [sys.executable, "-m"]
    npm = [shutil.which("npm", path=path_with_node()) or "npm", "run", "--silent"]
    not_slow = "" if slow else " and not slow"
    yield Check("format", [*python, "ruff", "format", "--check", "."])
    yield Check("lint", [*python, "ruff", "check", "."])
    yield Check("imports", [str(Path(sys.executable).parent / "lint-imports")])
    yield Check("types", [*python, "mypy"])
    yield Check("front-end-check", [*npm, "check"])
    yield Check("front-end-test", [*npm, "test"])
    # The longest are told, so that the whole stays as short as the README says.
    pytest = [*python, "pytest", "-q", "--durations=15", "--durations-min=5"]
    yield Check("pytest", [*pytest, "-m", f"not browser{not_slow}", *extra])
    yield Check("browser", [*pytest, "-m", f"browser{not_slow}", *extra])


def require_browser() -> None:
    """Say how to get a browser when the machine has none."""
    if not any(shutil.which(name) for name in BROWSERS):
        raise StartError(_("The browser tests need Chromium. On Debian: apt-get install chromium"))
