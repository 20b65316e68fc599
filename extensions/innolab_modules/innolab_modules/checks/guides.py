"""Rules for the teacher's guides: whole in each language, in order, with the goals in words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from innolab_modules.checks.markup import headings_of, skipped
from innolab_modules.checks.passages import guide_passages
from innolab_modules.checks.surroundings import Surroundings
from innolab_modules.curriculum import curriculum
from innolab_modules.loading import Module
from innolab_modules.manifest import LANGUAGES, SOURCE_LANGUAGE
from innolab_modules.problems import Problem

LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


def same_parts(module: Module, _around: Surroundings) -> Iterator[Problem]:
    """The guides have the same headings and tables in each language."""
    finnish = module.guides[SOURCE_LANGUAGE]
    for language, guide in module.guides.items():
        for what, found in (("headings", _levels), ("rows of tables", _rows)):
            if guide and finnish and found(guide) != found(finnish):
                yield Problem(
                    f"guide.{language}.md",
                    None,
                    f"it has other {what} than the Finnish guide: "
                    f"{_counted(found(guide))} here, {_counted(found(finnish))} there",
                )


def _levels(guide: str) -> list[int]:
    return [level for level, _offset in headings_of(guide)]


def _rows(guide: str) -> list[int]:
    return [len(re.findall(r"^\|", guide, re.MULTILINE))]


def _counted(found: list[int]) -> str:
    return str(found[0]) if len(found) == 1 else f"{len(found)} ({', '.join('#' * level for level in found)})"


def headings_in_order(module: Module, _around: Surroundings) -> Iterator[Problem]:
    """A guide begins with one heading of the first level and skips none after it."""
    for passage in guide_passages(module):
        headings = headings_of(passage.text)
        if not headings or headings[0][0] != 1:
            yield passage.problem('a guide begins with its title, "# ..."')
        for level, offset in skipped(headings):
            yield passage.problem(f'a heading level is skipped before this "{"#" * level}"', offset)


def goals_in_words(module: Module, _around: Surroundings) -> Iterator[Problem]:
    """Each goal stands in each guide by its number and its words, where the index has them."""
    index = curriculum()
    for goal in module.manifest.goals:
        label = index.goal(goal.band, goal.subject, goal.goal)["label"]
        for language in LANGUAGES:
            guide, words = module.guides[language], label.get(language, "")
            if guide and (goal.goal not in guide or words not in guide):
                said = f"{goal.goal} of {goal.subject} in grades {goal.band}{': ' if words else ''}{words}"
                yield Problem(f"guide.{language}.md", None, f"it does not say the goal {said}")


def data_attributed(module: Module, _around: Surroundings) -> Iterator[Problem]:
    """Each guide says where data comes from, in the words of module.toml."""
    for data in module.manifest.data:
        for language in LANGUAGES:
            guide, line = module.guides[language], getattr(data.attribution, language)
            if guide and line not in LINK.sub(r"\1", guide):
                yield Problem(f"guide.{language}.md", None, f'it does not say where {data.file} comes from: "{line}"')
