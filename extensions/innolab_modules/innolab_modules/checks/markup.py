"""Rules for Markdown and the HTML in it: alt texts, headings, contrast, nothing from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from innolab_modules.cells import NO_ALT_TEXT, missing_alt_texts
from innolab_modules.checks.contrast import too_faint
from innolab_modules.checks.passages import cell_passages, passages
from innolab_modules.checks.surroundings import Surroundings
from innolab_modules.loading import ActivitySource, Module
from innolab_modules.manifest import Kind
from innolab_modules.problems import Problem
from innolab_modules.saying import Said, say

FENCED = re.compile(r"^(`{3,}|~{3,}).*?^\1\s*$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^(#{1,6}) (?!(?:BEGIN|END) [A-Z])", re.MULTILINE)
"""Not nbgrader's marks, which look like headings."""
PICTURE = re.compile(r"!\[[^\]]*\]\(\s*<?([^)\s>]+)|<img\b[^>]*?\bsrc\s*=\s*[\"']([^\"']+)", re.IGNORECASE)
SKIPPED = say('a heading level is skipped before this "{heading}"')
EMBEDDED = re.compile(r"<(script|iframe|object|embed|link|video|audio)\b", re.IGNORECASE)


def headings_of(text: str) -> list[tuple[int, int]]:
    """Level and offset of each heading, those in code examples left out."""
    bare = FENCED.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    return [(len(found[1]), found.start()) for found in HEADING.finditer(bare)]


def skipped(headings: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The headings that are more than one level below the one before them."""
    return [after for before, after in pairwise(headings) if after[0] - before[0] > 1]


def alt_texts(module: Module, _around: Surroundings) -> Iterator[Problem]:
    """Pictures have alt text in the guides and in translations too; reading sees to the Finnish cells."""
    for passage in passages(module):
        if not passage.file.endswith("/activity.md"):
            for offset in missing_alt_texts(passage.text):
                yield passage.problem(NO_ALT_TEXT, offset)


def headings(module: Module, _around: Surroundings) -> Iterator[Problem]:
    """A step's title is its heading, so its cells have none; in an app no level is skipped."""
    for activity in module.activities:
        yield from _step_headings(activity) if activity.manifest.kind is Kind.GUIDED else _app_headings(activity)


def _step_headings(activity: ActivitySource) -> Iterator[Problem]:
    for passage in cell_passages(activity):
        for _level, offset in headings_of(passage.text)[:1]:
            yield passage.problem(say("leave headings out: the step's title in activity.toml is its heading"), offset)


def _app_headings(activity: ActivitySource) -> Iterator[Problem]:
    whole: dict[str, list[tuple[int, int]]] = {}
    for passage in cell_passages(activity):
        before = whole.setdefault(passage.file, [])
        for level, offset in headings_of(passage.text):
            if skipped([*before[-1:], (level, offset)]):
                yield passage.problem(SKIPPED.having(heading="#" * level), offset)
            before.append((level, offset))


def contrast(module: Module, _around: Surroundings) -> Iterator[Problem]:
    """Coloured HTML can be read: 4.5 to 1 at least, as WCAG 2.1 AA asks."""
    for passage in passages(module):
        for offset, ratio, colours in too_faint(passage.text):
            told = say(
                "{colours} is hard to read: contrast {ratio}, at least 4.5", colours=colours, ratio=f"{ratio:.1f}"
            )
            yield passage.problem(told, offset)


def nothing_from_elsewhere(module: Module, _around: Surroundings) -> Iterator[Problem]:
    """Pictures are files of the module, and nothing is embedded or pasted in as data."""
    data = {f"activities/{activity.slug}": set(activity.data) for activity in module.activities}
    for passage in passages(module):
        there = next((names for home, names in data.items() if passage.file.startswith(f"{home}/")), None)
        for found in PICTURE.finditer(passage.text):
            told = _wrong_source(found[1] or found[2], there)
            if told:
                yield passage.problem(told, found.start())
        for found in EMBEDDED.finditer(passage.text):
            yield passage.problem(say('"{found}" is not shown: leave it out', found=found[0]), found.start())


def _wrong_source(source: str, there: set[str] | None) -> Said | None:
    if source.startswith("data:"):
        return say("a picture is pasted in as data, perhaps an output: save it as a file in data/")
    if re.match(r"(https?:)?//", source):
        return say('the picture "{source}" is fetched from elsewhere: put it into data/', source=source)
    if there is not None and source not in there:
        return say(
            'the picture "{source}" does not lie beside the notebook: list it in "data" of activity.toml', source=source
        )
    return None
