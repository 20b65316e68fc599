"""`./innolab module check`: everything wrong at once, read and run."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import time
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from innolab_modules import Problem
from innolab_modules.checks import Surroundings, check_module
from innolab_modules.problems import in_order
from jupyter_prefork.errors import PreforkError

from innolab_cli.authoring.words import LANGUAGE, _
from innolab_cli.folder import StartError
from innolab_cli.notebook_zygote import zygote_for_notebooks
from innolab_cli.settings_read import read_settings


@dataclass(frozen=True)
class Result:
    """What a check of one module found."""

    folder: Path
    problems: list[Problem]
    seconds: float

    def as_json(self) -> dict[str, Any]:
        """The result as data."""
        return {
            "module": self.folder.name,
            "folder": str(self.folder),
            "seconds": round(self.seconds, 2),
            "problems": [_as_data(problem) for problem in self.problems],
        }


def _as_data(problem: Problem) -> dict[str, Any]:
    message = problem.said.told(LANGUAGE)
    return {"file": problem.file, "line": problem.line, "message": message, **problem.said.as_data()}


def check(options: argparse.Namespace) -> int:
    """Check one module or all of them; 0 if there is nothing to mend."""
    results = []
    folders = _folders(options)
    with ExitStack() as stack:
        zygote = None if options.no_run else stack.enter_context(zygote_for_notebooks(read_settings(options)))
        for folder in folders:
            try:
                results.append(check_one(folder, zygote=zygote))
            except PreforkError as why:
                raise StartError(_("The activities could not be run: {why}", why=why)) from why
            if not options.json:
                _tell(results[-1])
    found = sum(len(result.problems) for result in results)
    if options.json:
        whole = {
            "problems": found,
            "seconds": round(sum(result.seconds for result in results), 2),
            "modules": [result.as_json() for result in results],
        }
        print(json.dumps(whole, ensure_ascii=False, indent=1))
    return 1 if found else 0


def _folders(options: argparse.Namespace) -> list[Path]:
    if options.all:
        courses: Path = options.folder or options.courses
        found = sorted(path.parent for path in courses.glob("*/module.toml"))
        if not found:
            raise StartError(_("There are no modules in {folder}.", folder=courses))
        return found
    if options.folder is None:
        raise StartError(_("Say which module: ./innolab module check courses/<id>, or --all for every one."))
    if not (options.folder / "module.toml").is_file():
        raise StartError(_("{folder} is not a module: it has no module.toml.", folder=options.folder))
    return [options.folder]


def check_one(folder: Path, *, zygote: str | None) -> Result:
    """Read a module and, where it can be used, run its activities in forks of the zygote; without one, only read."""
    began = time.monotonic()
    module, problems = check_module(folder, Surroundings(persons=_persons()))
    if module is not None and zygote is not None:
        # Half a second and 28 MB that no other command of an author needs.
        from innolab_nbgrader.notebooks import run_whole  # noqa: PLC0415
        from innolab_nbgrader.proving import prove  # noqa: PLC0415

        run = partial(run_whole, zygote=zygote)
        problems = in_order([*problems, *prove(module, run=run, workers=os.cpu_count() or 2)])
    return Result(folder, problems, time.monotonic() - began)


def _persons() -> tuple[str, ...]:
    """The name of whoever works here, as git knows it: a first and a last name, else it is no person's."""
    try:
        asked = subprocess.run(["git", "config", "user.name"], capture_output=True, text=True, check=False)
    except OSError:
        return ()
    name = asked.stdout.strip()
    return (name,) if len(name.split()) > 1 else ()


def _tell(result: Result) -> None:
    """The result in words; a terminal makes links of the places."""
    for problem in result.problems:
        print(f"{result.folder}/{problem.told(LANGUAGE)}")
    if result.problems:
        print(_("{module}: {count} to mend.", module=result.folder.name, count=len(result.problems)))
    else:
        seconds = f"{result.seconds:.1f}"
        print(_("{module}: nothing to mend ({seconds} s).", module=result.folder.name, seconds=seconds))
