"""Rules for words: none left to fill in, none left in Finnish, the same code and lists in each language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from innolab_modules.checks.passages import po_line, shown, texts_of
from innolab_modules.checks.surroundings import Surroundings
from innolab_modules.loading import Module
from innolab_modules.manifest import SOURCE_LANGUAGE
from innolab_modules.problems import Problem
from innolab_modules.reading import lenient_text
from innolab_modules.saying import say

TO_FILL = "✎"
"""`module new` puts this mark before everything its author must write."""
TEXT_FILES = (".md", ".toml", ".py", ".svg")
LETTERS_OF_A_SENTENCE = 3


def nothing_left_to_fill_in(folder: Path, _around: Surroundings) -> Iterator[Problem]:
    """No mark of `module new` is left."""
    for path in sorted(folder.rglob("*")):
        if path.suffix not in TEXT_FILES or not path.is_file():
            continue
        for number, line in enumerate(lenient_text(path).splitlines(), 1):
            if TO_FILL in line:
                what = line.partition(TO_FILL)[2].split(TO_FILL)[0].strip(' ",-#*}').partition('"')[0]
                yield Problem(path.relative_to(folder).as_posix(), number, say("still to write: {what}", what=what))


def nothing_left_in_finnish(module: Module, _around: Surroundings) -> Iterator[Problem]:
    """A sentence that is the same in another language was forgotten."""
    for activity in module.activities:
        for context, texts in texts_of(activity).items():
            finnish = texts[SOURCE_LANGUAGE]
            if len(re.findall(r"[^\W\d_]{3,}", finnish)) <= LETTERS_OF_A_SENTENCE:
                continue
            for language, text in texts.items():
                if language != SOURCE_LANGUAGE and text == finnish:
                    place = f"{shown(activity)}/locale/{language}.po", po_line(activity, language, context)
                    yield Problem(
                        *place, say('"{context}": the translation is the Finnish text itself', context=context)
                    )


def same_code_and_lists(module: Module, _around: Surroundings) -> Iterator[Problem]:
    """A translation names the same code and has as many items and rows as the Finnish."""
    for activity in module.activities:
        for context, texts in texts_of(activity).items():
            finnish = texts[SOURCE_LANGUAGE]
            for language, text in texts.items():
                place = f"{shown(activity)}/locale/{language}.po", po_line(activity, language, context)
                if _code(text) != _code(finnish):
                    other = sorted(set(_code(text)) ^ set(_code(finnish))) or _code(finnish)
                    told = say(
                        '"{context}": the code differs from the Finnish text: {code}',
                        context=context,
                        code=", ".join(other),
                    )
                    yield Problem(*place, told)
                if _items(text) != _items(finnish):
                    told = say(
                        '"{context}": it has other list items than the Finnish text: {here} here, {there} there',
                        context=context,
                        here=_items(text),
                        there=_items(finnish),
                    )
                    yield Problem(*place, told)


def _code(text: str) -> list[str]:
    return sorted(re.findall(r"`[^`]+`", text))


def _items(text: str) -> int:
    return len(re.findall(r"^(?:\d+\.|-|\|) ", text, re.MULTILINE))
