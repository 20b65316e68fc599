"""Rules for module.toml: goals that fit the grades, a plan that fills the time."""

from __future__ import annotations

from collections.abc import Iterator

from innolab_modules.checks.passages import module_toml
from innolab_modules.checks.surroundings import Surroundings
from innolab_modules.curriculum import curriculum
from innolab_modules.loading import Module
from innolab_modules.problems import Problem
from innolab_modules.saying import say


def goals_fit(module: Module, _around: Surroundings) -> Iterator[Problem]:
    """A goal is of a subject and of grades that the module is for."""
    manifest, toml = module.manifest, module_toml(module)
    for place, goal in enumerate(manifest.goals):
        name = {"goal": goal.goal, "subject": goal.subject, "band": goal.band}
        if goal.subject not in manifest.subjects:
            told = say('{goal} of {subject} in grades {band}: add "{subject}" to "subjects"', **name)
            yield toml.problem(told, "goals", place)
        if not set(curriculum().bands[goal.band]["grades"]) & set(manifest.grades):
            told = say('{goal} of {subject} in grades {band}: none of these grades is in "grades"', **name)
            yield toml.problem(told, "goals", place)


def plan_fills_the_minutes(module: Module, _around: Surroundings) -> Iterator[Problem]:
    """The parts of the plan follow one another, from the beginning to the module's minutes."""
    toml, end = module_toml(module), 0
    for place, part in enumerate(module.manifest.plan):
        if part.start != end:
            told = say("this part starts at {start} min, the one before ends at {end} min", start=part.start, end=end)
            yield toml.problem(told, "plan", place)
        end = part.start + part.minutes
    if module.manifest.plan and end != module.manifest.minutes:
        last = len(module.manifest.plan) - 1
        told = say('the plan ends at {end} min, "minutes" says {minutes}', end=end, minutes=module.manifest.minutes)
        yield toml.problem(told, "plan", last)
