"""All texts of a module for people, each with the place an author opens to mend it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from innolab_modules.cells import SourceCell, in_cell
from innolab_modules.loading import ActivitySource, Module
from innolab_modules.manifest import LANGUAGES, SOURCE_LANGUAGE
from innolab_modules.problems import Problem
from innolab_modules.reading import lenient_text
from innolab_modules.saying import Said
from innolab_modules.tomls import TomlFile, line_of_key
from innolab_modules.translations import MESSAGE

Texts = dict[str, str]


@dataclass(frozen=True)
class Passage:
    """A Markdown text in one language."""

    file: str
    line: int | None
    text: str
    cell: str | None = None
    """The cell's name; none in a guide, whose lines are known one by one."""

    def problem(self, said: Said, offset: int = 0) -> Problem:
        """A problem in this text, `offset` characters into it."""
        if self.cell is not None:
            return Problem(self.file, self.line, in_cell(self.cell, said))
        return Problem(self.file, (self.line or 1) + self.text.count("\n", 0, offset), said)


def passages(module: Module) -> Iterator[Passage]:
    """Guides, and the cells of each activity in each language."""
    yield from guide_passages(module)
    for activity in module.activities:
        yield from cell_passages(activity)


def guide_passages(module: Module) -> Iterator[Passage]:
    """The guides as their files have them."""
    for language in LANGUAGES:
        name = f"guide.{language}.md"
        if module.guides[language]:
            yield Passage(name, 1, lenient_text(module.folder / name))


def cell_passages(activity: ActivitySource) -> Iterator[Passage]:
    """Markdown cells: the Finnish at its cell, a translation at its entry."""
    for cell in activity.cells:
        if cell.kind == "markdown":
            yield Passage(f"{shown(activity)}/activity.md", cell.line, cell.source, cell.name)
    for language, texts in activity.translations.cells.items():
        for name, text in texts.items():
            file = f"{shown(activity)}/locale/{language}.po"
            yield Passage(file, po_line(activity, language, name), text, name)


def shown(activity: ActivitySource) -> str:
    """The activity's folder as the author knows it."""
    return f"activities/{activity.slug}"


def problem_at(activity: ActivitySource, cell: SourceCell, said: Said) -> Problem:
    """What is wrong with a cell, at its line."""
    return Problem(f"{shown(activity)}/activity.md", cell.line, in_cell(cell.name, said))


def texts_of(activity: ActivitySource) -> dict[str, Texts]:
    """Everything a pupil reads, by its context in the .po files: {context: {language: text}}."""
    texts: dict[str, Texts] = {
        cell.name: {SOURCE_LANGUAGE: cell.source} for cell in activity.cells if cell.is_translated
    }
    for language, translated in activity.translations.cells.items():
        for name, text in translated.items():
            texts[name][language] = text
    return texts | {MESSAGE + key: text for key, text in activity.messages.items()}


def po_line(activity: ActivitySource, language: str, context: str) -> int | None:
    """Where an entry begins in a .po file."""
    text = lenient_text(activity.folder / "locale" / f"{language}.po")
    found = re.search(rf'^msgctxt "{re.escape(context)}"', text, re.MULTILINE)
    return text.count("\n", 0, found.start()) + 1 if found else None


def message_line(activity: ActivitySource, key: str) -> int | None:
    """Where a message, or one of its parts, stands in messages.toml."""
    file = TomlFile.open(activity.folder / "messages.toml", "")
    return line_of_key(file.text, tuple(key.split(".")))


def module_toml(module: Module) -> TomlFile:
    """module.toml with its lines."""
    return TomlFile.open(module.folder / "module.toml", "module.toml")


def activity_toml(activity: ActivitySource) -> TomlFile:
    """An activity.toml with its lines."""
    return TomlFile.open(activity.folder / "activity.toml", f"{shown(activity)}/activity.toml")
