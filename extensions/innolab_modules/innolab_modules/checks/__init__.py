"""What a good module has beyond being readable: `check_module` tells everything wrong at once.

Reading a module (`read_module`) finds what keeps it from being used at all; these rules find what makes it poor to
teach with, unsafe or unkind to some reader. Nothing is run here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from innolab_modules.checks import code, files, guides, markup, plan, privacy, steps, toolbox, words
from innolab_modules.checks.surroundings import Surroundings
from innolab_modules.loading import Module, read_module
from innolab_modules.problems import Problem, in_order

__all__ = ["FOLDER_RULES", "RULES", "Checked", "Surroundings", "check_module"]

Rule = Callable[[Module, Surroundings], Iterable[Problem]]
FolderRule = Callable[[Path, Surroundings], Iterable[Problem]]
FOLDER_RULES: tuple[FolderRule, ...] = (words.nothing_left_to_fill_in, files.no_notebooks, privacy.no_person)
"""What can be told even of a folder that can't be read as a module."""
RULES: tuple[Rule, ...] = (
    plan.goals_fit,
    plan.plan_fills_the_minutes,
    guides.same_parts,
    guides.headings_in_order,
    guides.goals_in_words,
    guides.data_attributed,
    words.nothing_left_in_finnish,
    words.same_code_and_lists,
    markup.alt_texts,
    markup.headings,
    markup.contrast,
    markup.nothing_from_elsewhere,
    steps.two_to_five_things,
    steps.hints,
    steps.wrong_answers,
    steps.messages_used,
    steps.failures_help,
    code.packages,
    code.network,
    code.starter_without_prose,
    toolbox.toolbox,
    files.plain_picture,
)


class Checked(NamedTuple):
    """What a check found."""

    module: Module | None
    """None where it can't be used, and so not be run either."""
    problems: list[Problem]


def check_module(folder: Path | str, surroundings: Surroundings | None = None) -> Checked:
    """Everything wrong with a module that can be seen without running it."""
    folder, around = Path(folder), surroundings or Surroundings()
    module, problems = read_module(folder)
    usable = module if not problems else None
    problems += [problem for look in FOLDER_RULES for problem in look(folder, around)]
    if module is not None:
        problems += [problem for rule in RULES for problem in rule(module, around)]
    return Checked(usable, in_order(problems))
