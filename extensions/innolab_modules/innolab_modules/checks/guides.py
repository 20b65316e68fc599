"""Rules for the teacher's guides: whole in each language, in order, with the goals in words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from innolab_modules.checks.markup import SKIPPED, headings_of, skipped
from innolab_modules.checks.passages import guide_passages
from innolab_modules.checks.surroundings import Surroundings
from innolab_modules.curriculum import curriculum
from innolab_modules.loading import Module
from innolab_modules.manifest import LANGUAGES, SOURCE_LANGUAGE
from innolab_modules.problems import Problem
from innolab_modules.saying import say

LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


def same_parts(module: Module, _around: Surroundings) -> Iterator[Problem]:
    """The guides have the same headings and tables in each language."""
    finnish = module.guides[SOURCE_LANGUAGE]
    for language, guide in module.guides.items():
        for said, found in OTHER.items():
            if guide and finnish and found(guide) != found(finnish):
                told = said.having(here=found(guide), there=found(finnish))
                yield Problem(f"guide.{language}.md", None, told)


def _levels(guide: str) -> str:
    levels = [level for level, _offset in headings_of(guide)]
    return f"{len(levels)} ({', '.join('#' * level for level in levels)})"


def _rows(guide: str) -> str:
    return str(len(re.findall(r"^\|", guide, re.MULTILINE)))


OTHER = {
    say("it has other headings than the Finnish guide: {here} here, {there} there"): _levels,
    say("it has other rows of tables than the Finnish guide: {here} here, {there} there"): _rows,
}


def headings_in_order(module: Module, _around: Surroundings) -> Iterator[Problem]:
    """A guide begins with one heading of the first level and skips none after it."""
    for passage in guide_passages(module):
        headings = headings_of(passage.text)
        if not headings or headings[0][0] != 1:
            yield passage.problem(say('a guide begins with its title, "# ..."'))
        for level, offset in skipped(headings):
            yield passage.problem(SKIPPED.having(heading="#" * level), offset)


def goals_in_words(module: Module, _around: Surroundings) -> Iterator[Problem]:
    """Each goal stands in each guide by its number and its words, where the index has them."""
    index = curriculum()
    for goal in module.manifest.goals:
        label = index.goal(goal.band, goal.subject, goal.goal)["label"]
        for language in LANGUAGES:
            guide, words = module.guides[language], label.get(language, "")
            if guide and (goal.goal not in guide or words not in guide):
                told = say(
                    "it does not say the goal {goal} of {subject} in grades {band}{words}",
                    goal=goal.goal,
                    subject=goal.subject,
                    band=goal.band,
                    words=f": {words}" if words else "",
                )
                yield Problem(f"guide.{language}.md", None, told)


def data_attributed(module: Module, _around: Surroundings) -> Iterator[Problem]:
    """Each guide says where data comes from, in the words of module.toml."""
    for data in module.manifest.data:
        for language in LANGUAGES:
            guide, line = module.guides[language], getattr(data.attribution, language)
            if guide and line not in LINK.sub(r"\1", guide):
                told = say('it does not say where {file} comes from: "{line}"', file=data.file, line=line)
                yield Problem(f"guide.{language}.md", None, told)
