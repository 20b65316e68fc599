"""Rules for module.toml: goals that fit the grades, a plan that fills the time."""

from __future__ import annotations

from collections.abc import Iterator

from innolab_modules.checks.passages import module_toml
from innolab_modules.checks.surroundings import Surroundings
from innolab_modules.curriculum import curriculum
from innolab_modules.loading import Module
from innolab_modules.problems import Problem


def goals_fit(module: Module, _around: Surroundings) -> Iterator[Problem]:
    """A goal is of a subject and of grades that the module is for."""
    manifest, toml = module.manifest, module_toml(module)
    for place, goal in enumerate(manifest.goals):
        name = f"{goal.goal} of {goal.subject} in grades {goal.band}"
        if goal.subject not in manifest.subjects:
            yield toml.problem(f'{name}: add "{goal.subject}" to "subjects"', "goals", place)
        if not set(curriculum().bands[goal.band]["grades"]) & set(manifest.grades):
            yield toml.problem(f'{name}: none of these grades is in "grades"', "goals", place)


def plan_fills_the_minutes(module: Module, _around: Surroundings) -> Iterator[Problem]:
    """The parts of the plan follow one another, from the beginning to the module's minutes."""
    toml, end = module_toml(module), 0
    for place, part in enumerate(module.manifest.plan):
        if part.start != end:
            yield toml.problem(f"this part starts at {part.start} min, the one before ends at {end} min", "plan", place)
        end = part.start + part.minutes
    if module.manifest.plan and end != module.manifest.minutes:
        last = len(module.manifest.plan) - 1
        yield toml.problem(f'the plan ends at {end} min, "minutes" says {module.manifest.minutes}', "plan", last)
