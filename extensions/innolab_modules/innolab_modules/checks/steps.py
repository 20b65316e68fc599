"""Rules for guided activities: a step asks for little at a time, helps, and answers known mistakes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from innolab_modules.answers import variable
from innolab_modules.cells import Role, SourceCell
from innolab_modules.checks.passages import activity_toml, message_line, problem_at, shown
from innolab_modules.checks.surroundings import Surroundings
from innolab_modules.loading import ActivitySource, Module
from innolab_modules.manifest import Kind
from innolab_modules.problems import Problem, advice
from innolab_modules.saying import say

FEWEST_WRONG = 3
HINTS = (2, 3)
ASKED = (2, 5)
SAID = re.compile(r'(?:expect\(.*, |fail\(|passed\(|cannot_judge\(|[( ]t\()"([a-z0-9_]+)"(?:, \w+=|\))')
HIDDEN = "hidden"
"""The message for what only hidden tests see: it gives no tip, since it must not give the test away."""


def _guided(module: Module) -> list[ActivitySource]:
    return [activity for activity in module.activities if activity.manifest.kind is Kind.GUIDED]


def two_to_five_things(module: Module, _around: Surroundings) -> Iterator[Problem]:
    """A step's text asks for two to five things, in a numbered list."""
    for activity in _guided(module):
        for cell in activity.cells:
            if cell.role is Role.TEXT and cell.step and activity.manifest.presentation == "text":
                asked = len(re.findall(r"^\d+\. ", cell.source, re.MULTILINE))
                if not ASKED[0] <= asked <= ASKED[1]:
                    yield problem_at(
                        activity, cell, say("it asks for {asked} things: number two to five, 1. 2. ...", asked=asked)
                    )


def hints(module: Module, _around: Surroundings) -> Iterator[Problem]:
    """Each step has two or three hints."""
    for activity in _guided(module):
        given = Counter(cell.step for cell in activity.cells if cell.role is Role.HINT)
        for place, step in enumerate(activity.manifest.steps):
            if given[step.id] not in HINTS:
                told = say('step "{step}" has {given} hints: give two or three', step=step.id, given=given[step.id])
                yield activity_toml(activity).problem(told, "steps", place, "id")


def wrong_answers(module: Module, _around: Surroundings) -> Iterator[Problem]:
    """Each step with a check has at least three known wrong answers."""
    for activity in _guided(module):
        step = {cell.name: cell.step for cell in activity.cells}
        known = Counter(step.get(wrong.cell) for wrong in activity.wrong)
        for cell in activity.cells:
            if cell.role is Role.CHECK and known[cell.step] < FEWEST_WRONG:
                told = say(
                    'step "{step}" has {known} known wrong answers in wrong/, at least {fewest}',
                    step=cell.step or "",
                    known=known[cell.step],
                    fewest=FEWEST_WRONG,
                )
                yield problem_at(activity, cell, told)


def messages_used(module: Module, _around: Surroundings) -> Iterator[Problem]:
    """Each message is said somewhere, and each that is said is there."""
    for activity in module.activities:
        there = {key.partition(".")[0] for key in activity.messages}
        code = [cell for cell in activity.cells if cell.kind == "code"]
        quoted = {word for cell in code for word in re.findall(r"""["']([a-z0-9_]+)["']""", cell.source)}
        for key in sorted(there - quoted - _made_by_number(there, code) - _of_answers(activity)):
            line = message_line(activity, key)
            told = say('nothing says the message "{key}"', key=key)
            yield Problem(f"{shown(activity)}/messages.toml", line, told)
        for cell in code:
            for key in sorted(set(SAID.findall(cell.source)) - there - {"passed", "unjudged"}):
                told = say('there is no message "{key}" in messages.toml. {advice}', key=key, advice=advice(key, there))
                yield problem_at(activity, cell, told)


def _made_by_number(there: set[str], code: list[SourceCell]) -> set[str]:
    """Keys that code puts together, as in t(f"month_{number}")."""
    stems = [stem for cell in code for stem in re.findall(r'f"([a-z0-9_]+)\{[^}"]*\}"', cell.source)]
    return {key for key in there if any(key.startswith(stem) for stem in stems)}


def _of_answers(activity: ActivitySource) -> set[str]:
    """The messages that are words of forms."""
    return {variable(cell.starter) or "" for cell in activity.cells if cell.answer}


def failures_help(module: Module, _around: Surroundings) -> Iterator[Problem]:
    """A message for what went wrong has a title, a sentence and something to try."""
    for activity in _guided(module):
        parts: dict[str, set[str]] = {}
        for key in activity.messages:
            name, _, part = key.partition(".")
            parts.setdefault(name, set()).add(part)
        for name in parts.keys() - _of_answers(activity):
            found = parts[name]
            wanted = {"title", "message"} | (set() if name == HIDDEN else {"tip"})
            if found == {""} or name.endswith("passed") or wanted <= found:
                continue
            missing = ", ".join(f'"{part}"' for part in sorted(wanted - found))
            line = message_line(activity, name)
            told = say('message "{key}" has no {parts}', key=name, parts=missing)
            yield Problem(f"{shown(activity)}/messages.toml", line, told)
