"""An activity proves itself by being run: solutions pass, the release does not, wrong answers bring their message."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from innolab_modules import LANGUAGES, ActivitySource, Kind, Module, Problem, Role, SourceCell
from innolab_modules.cells import in_cell
from innolab_modules.saying import Said, sayer

from innolab_nbgrader.graded import Notebook
from innolab_nbgrader.notebooks import Ran
from innolab_nbgrader.release import build_zips, unpack
from innolab_nbgrader.running import CouldNotRun, Halt
from innolab_nbgrader.stages import SourceError

say = sayer("innolab_nbgrader")
Runner = Callable[[Notebook, Mapping[str, bytes]], Ran]
"""`notebooks.run_whole` with the zygote it is to use."""
PASSED, FAILED = "passed", "CheckFailed"
WIDGET = "application/vnd.jupyter.widget-view+json"
PICTURES = ("image/png", "image/jpeg")
SHORTEST_DESCRIPTION = 40
SECRET = re.compile(r"### BEGIN (?:SOLUTION|HIDDEN TESTS)\n(.*?)\s*### END", re.DOTALL)
# Between two wrong answers the kernel forgets everything but what it had after the set-up.
KEEP = "innolab_kept = set(globals()) | {'innolab_kept', 'innolab_name'}"
FORGET = """\
for innolab_name in set(globals()) - innolab_kept:
    del globals()[innolab_name]
import sys
if "matplotlib.pyplot" in sys.modules:
    sys.modules["matplotlib.pyplot"].close("all")
"""
HALTED = {
    Halt.TOO_LONG: say("takes too long, longer than grading allows"),
    Halt.OUT_OF_TIME: say("does not get its turn: the whole activity takes too long"),
    Halt.KERNEL_DIED: say("makes Python crash"),
}


def prove(module: Module, *, run: Runner, workers: int = 2) -> list[Problem]:
    """Everything that running a module's activities shows to be wrong."""
    jobs = [job for activity in module.activities for job in _jobs(module, activity, run)]
    with ThreadPoolExecutor(workers) as pool:
        return [problem for found in pool.map(lambda job: job(), jobs) for problem in found]


def _jobs(module: Module, activity: ActivitySource, run: Runner) -> list[Callable[[], list[Problem]]]:
    proof = _Proof(activity)
    try:
        release, source = build_zips(module, activity)
    except SourceError as error:
        told = [proof.problem(say("nbgrader can't make a release of it: {cause}", cause=str(error)))]
        return [lambda: told]
    if activity.manifest.kind is Kind.APP:
        return [partial(proof.ran, release, run, proof.app)]
    return [
        lambda: list(proof.secrets(release)),
        partial(proof.ran, source, run, proof.solution),
        partial(proof.ran, release, run, proof.release),
        partial(proof.ran, source, run, proof.wrong_answers, proof.with_wrong_answers),
    ]


class _Proof:
    """What an activity's runs must show."""

    def __init__(self, activity: ActivitySource) -> None:
        self.activity = activity
        self.home = f"activities/{activity.slug}"
        self.code = [cell for cell in activity.cells if cell.kind == "code"]
        self.checks = [cell for cell in self.code if cell.role is Role.CHECK]

    def problem(self, said: Said, cell: SourceCell | None = None) -> Problem:
        """A problem of the activity, or of one of its cells."""
        if cell is None:
            return Problem(f"{self.home}/activity.md", None, said)
        return Problem(f"{self.home}/activity.md", cell.line, in_cell(cell.name, said))

    def ran(
        self,
        zipped: bytes,
        run: Runner,
        look: Callable[[Ran], Iterator[Problem]],
        change: Callable[[Notebook], Notebook] = lambda notebook: notebook,
    ) -> list[Problem]:
        """Run the activity as a pupil has it, or as it was changed, and look at what came of it."""
        notebook, files = unpack(zipped)
        try:
            return list(look(run(change(notebook), files)))
        except CouldNotRun as why:
            return [self.problem(say("it could not be run here: {cause}", cause=str(why)))]

    def secrets(self, release: bytes) -> Iterator[Problem]:
        """Solutions and hidden tests are nowhere in what pupils get."""
        with zipfile.ZipFile(io.BytesIO(release)) as archive:
            given = archive.read(f"{self.activity.slug}.ipynb").decode()
        for cell in self.activity.cells:
            for secret in SECRET.findall(cell.source):
                lines = json.dumps(secret.strip(), ensure_ascii=False)[1:-1]
                if lines and lines in given:
                    yield self.problem(say("what stands between its marks stands elsewhere in the activity too"), cell)

    def solution(self, ran: Ran) -> Iterator[Problem]:
        """Solutions pass every check, and what they draw is said in words."""
        for cell in self.code:
            if stopped := self._stopped(ran, cell, say("with the solutions it {ends}")):
                yield stopped
            elif cell in self.checks and (told := ran.told(cell.name)).get("verdict") != PASSED:
                words = _words(told, ran, cell.name)
                yield self.problem(say("the solution does not pass it: {words}", words=words), cell)
            elif cell not in self.checks and ran.error(cell.name):
                ends = say("ends in {error}", error=_error(ran, cell.name))
                yield self.problem(say("with the solutions it {ends}", ends=ends), cell)
            elif any(_undescribed(out) for out in ran.outputs(cell.name)):
                yield self.problem(say("a picture it draws is not described in words in each language"), cell)

    def release(self, ran: Ran) -> Iterator[Problem]:
        """A pupil's first run raises nothing, and passes no check."""
        for cell in self.code:
            error = ran.error(cell.name)
            if stopped := self._stopped(ran, cell, say("before any work it {ends}")):
                yield stopped
            elif cell not in self.checks and error:
                ends = say("ends in {error}", error=_error(ran, cell.name))
                yield self.problem(say("before any work it {ends}", ends=ends), cell)
            elif cell in self.checks and ran.told(cell.name).get("verdict") == PASSED:
                yield self.problem(say("it passes without any work"), cell)
            elif cell in self.checks and error != FAILED:
                words = _words({}, ran, cell.name)
                yield self.problem(say("before any work it can't judge: {words}", words=words), cell)

    def with_wrong_answers(self, notebook: Notebook) -> Notebook:
        """The set-up, then each wrong answer with the checks of its step."""
        by_name = {cell["id"]: cell for cell in notebook["cells"]}
        cells = [by_name[cell.name] for cell in self.code if cell.role is Role.SETUP]
        cells.append(_cell("innolab-keep", KEEP))
        for place, wrong in enumerate(self.activity.wrong):
            cells.append(_cell(f"innolab-wrong-{place}", wrong.source))
            cells += [_cell(name, by_name[check.name]["source"]) for name, check in self._checks_of(place)]
            cells.append(_cell(f"innolab-forget-{place}", FORGET))
        return {**notebook, "cells": cells}

    def _checks_of(self, place: int) -> list[tuple[str, SourceCell]]:
        """The checks that look at a wrong answer, and what they are called in that run."""
        cell = self.activity.wrong[place].cell
        (step,) = {each.step for each in self.code if each.name == cell}
        checks = [check for check in self.checks if check.step == step]
        return [(f"innolab-check-{place}-{number}", check) for number, check in enumerate(checks)]

    def wrong_answers(self, ran: Ran) -> Iterator[Problem]:
        """Each known wrong answer fails with the message it must bring."""
        for place, wrong in enumerate(self.activity.wrong):
            names = [name for name, _check in self._checks_of(place)]
            brought = [ran.told(name).get("key") for name in names if ran.error(name) == FAILED]
            if wrong.brings.removeprefix("innolab_check.") not in brought:
                words = tuple(_words(ran.told(name), ran, name) for name in names) or say("no check looks at it")
                said = say('it does not bring "{message}": {words}', message=wrong.brings, words=words)
                yield Problem(f"{self.home}/wrong/{wrong.name}.py", 2, said)

    def app(self, ran: Ran) -> Iterator[Problem]:
        """An app runs without an error and shows its widgets."""
        for cell in self.code:
            if stopped := self._stopped(ran, cell, say("it {ends}")):
                yield stopped
            elif ran.error(cell.name):
                ends = say("ends in {error}", error=_error(ran, cell.name))
                yield self.problem(say("it {ends}", ends=ends), cell)
        if not any(WIDGET in out.get("data", {}) for name in ran.cells for out in ran.outputs(name)):
            yield self.problem(say("the app shows no widgets"))

    def _stopped(self, ran: Ran, cell: SourceCell, when: Said) -> Problem | None:
        halt = ran.halts.get(cell.name)
        return self.problem(when.having(ends=HALTED[halt]), cell) if halt else None


def _cell(name: str, source: str) -> dict[str, Any]:
    cell = {"cell_type": "code", "id": name, "metadata": {}, "source": source}
    return cell | {"execution_count": None, "outputs": []}


def _undescribed(output: dict[str, Any]) -> bool:
    """Whether an output is a picture without a description in each language."""
    for kind in PICTURES:
        if kind in output.get("data", {}):
            alt = output.get("metadata", {}).get(kind, {}).get("alt", {})
            return any(len(alt.get(language, "")) < SHORTEST_DESCRIPTION for language in LANGUAGES)
    return False


def _words(told: dict[str, Any], ran: Ran, name: str) -> Said | str:
    """What a check said, for its author."""
    if told:
        return say('it says "{key}"', key=str(told.get("key")))
    return _error(ran, name) if ran.error(name) else say("it says nothing")


def _error(ran: Ran, name: str) -> str:
    """Python's error by name, with the first line of what it says."""
    found = next((out for out in ran.outputs(name) if out["output_type"] == "error"), {})
    said = str(found.get("evalue", "")).strip()
    return f"{ran.error(name)}: {said.splitlines()[0] if said else ''}"
