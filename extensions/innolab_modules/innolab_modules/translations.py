"""Translations of an activity: locale/sv.po and en.po by cell name; the Finnish is in activity.md and messages.toml.

In a .po file `msgctxt` is the cell's name, or "message:" and the key of a message; `msgid` is the Finnish text as it
was when it was translated. Where the Finnish has changed since, the translation is stale and the module is refused.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po, write_po

from innolab_modules.cells import SourceCell
from innolab_modules.manifest import LANGUAGES, SOURCE_LANGUAGE
from innolab_modules.problems import Problem
from innolab_modules.reading import read_file
from innolab_modules.saying import Said, say
from innolab_modules.tomls import TomlFile

TARGETS = tuple(language for language in LANGUAGES if language != SOURCE_LANGUAGE)
MESSAGE = "message:"
Texts = dict[str, str]
PO_HEADER = """\
# msgctxt = the name of a cell, or "message:" and the key of a message; msgid = the Finnish text.
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


@dataclass(frozen=True)
class Translations:
    """What pupils read besides the Finnish text of the cells."""

    cells: dict[str, Texts] = field(default_factory=dict)
    """{language: {cell name: text}}"""
    messages: dict[str, Texts] = field(default_factory=dict)
    """{key: {language: text}}: what checks say and labels of plots; becomes messages.json."""


def finnish_texts(cells: list[SourceCell], messages: Texts) -> Texts:
    """Everything to translate, by its context in the .po files, in the order of the activity."""
    texts = {cell.name: cell.source for cell in cells if cell.is_translated}
    return texts | {MESSAGE + key: text for key, text in messages.items()}


def read_messages(path: Path, shown: str) -> tuple[Texts, list[Problem]]:
    """messages.toml flattened: [smooth_short] title = "..." is the message smooth_short.title. No file: no messages."""
    if not path.exists():
        return {}, []
    file = TomlFile.open(path, shown)
    texts = _flatten(file.data)
    problems = [
        file.problem(say('message "{key}" must be text in quotes', key=key), *key.split("."))
        for key, text in texts.items()
        if not isinstance(text, str)
    ]
    return {key: text for key, text in texts.items() if isinstance(text, str)}, [*file.unreadable, *problems]


def _flatten(table: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in table.items():
        flat |= _flatten(value, f"{prefix}{key}.") if isinstance(value, dict) else {prefix + key: value}
    return flat


def read_translations(folder: Path, shown: str, finnish: Texts) -> tuple[Translations, list[Problem]]:
    """Both .po files of an activity held against its Finnish texts."""
    by_language: dict[str, Texts] = {}
    problems: list[Problem] = []
    for language in TARGETS:
        texts, found = _read_language(folder / f"{language}.po", f"{shown}/{language}.po", finnish)
        by_language[language] = texts
        problems += found
    cells = {lang: {k: v for k, v in texts.items() if not k.startswith(MESSAGE)} for lang, texts in by_language.items()}
    keys = [context.removeprefix(MESSAGE) for context in finnish if context.startswith(MESSAGE)]
    messages = {key: {SOURCE_LANGUAGE: finnish[MESSAGE + key]} | _in_languages(by_language, key) for key in keys}
    return Translations(cells, messages), problems


def _in_languages(by_language: dict[str, Texts], key: str) -> Texts:
    return {language: texts[MESSAGE + key] for language, texts in by_language.items() if MESSAGE + key in texts}


def _read_language(path: Path, shown: str, finnish: Texts) -> tuple[Texts, list[Problem]]:
    if not path.exists():
        return {}, [
            Problem(shown, None, say("the file is missing: make it with `./innolab module translate`"))
        ] if finnish else []
    text, unreadable = read_file(path, shown)
    if unreadable:
        return {}, unreadable
    try:
        catalogue = _parse_po(text)
    except PoFileError as error:
        return {}, [Problem(shown, None, say("this is not a .po file: {cause}", cause=str(error)))]
    entries: dict[str, Any] = {str(entry.context): entry for entry in catalogue if entry.id}
    texts: Texts = {}
    problems = []
    for context, text in finnish.items():
        what = _wrong_with(entries.get(context), text)
        if what:
            line = entries[context].lineno if context in entries else None
            problems.append(Problem(shown, line, say('"{context}": {what}', context=context, what=what)))
        else:
            texts[context] = entries[context].string
    for context, entry in entries.items():
        if context not in finnish:
            problems.append(
                Problem(
                    shown,
                    entry.lineno,
                    say('"{context}" is no cell or message of this activity: take it away', context=context),
                )
            )
    return texts, problems


def _wrong_with(entry: Any, finnish: str) -> Said | None:
    """Why an entry can't be used, or None."""
    if entry is None or not entry.string:
        return say("the translation is missing")
    if entry.id != finnish:
        return say("the translation is stale: the Finnish text has changed since")
    if entry.fuzzy:
        return say("the translation is marked fuzzy: read it, mend it, take the mark away")
    if _placeholders(entry.string) != _placeholders(finnish):
        return say("the placeholders differ: {places} in Finnish", places=str(sorted(_placeholders(finnish))))
    return None


def _placeholders(text: str) -> set[str]:
    return {part.split("}")[0] for part in text.split("{")[1:] if "}" in part}


def _parse_po(text: str) -> Catalog:
    return read_po(io.StringIO(text), abort_invalid=True)


def read_entries(path: Path) -> dict[str, Any]:
    """The entries of a .po file by their context; none where there is no file."""
    if not path.exists():
        return {}
    return {str(entry.context): entry for entry in _parse_po(path.read_text(encoding="utf-8-sig")) if entry.id}


def update_catalogue(path: Path, language: str, finnish: Texts, given: Texts | None = None) -> None:
    """Bring a .po file up to the Finnish texts: new ones empty, changed ones fuzzy, gone ones left out.

    `given` are translations to write in, by context.
    """
    old = read_entries(path)
    if not given and {context: entry.id for context, entry in old.items()} == finnish:
        return  # nothing has changed, and Babel would lose what the Finnish was before
    new = Catalog(locale=language, fuzzy=False)
    for context, text in finnish.items():
        _renew(new, context, text, old.get(context), (given or {}).get(context))
    buffer = io.BytesIO()
    write_po(buffer, new, width=100, omit_header=True, include_previous=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(PO_HEADER.format(language=language) + buffer.getvalue().decode("utf-8"), encoding="utf-8")


def _renew(new: Catalog, context: str, text: str, before: Any, given: str | None) -> None:
    """Write one entry: as given, else as before, fuzzy with the Finnish it was made from where that has changed."""
    if given is not None or before is None:
        new.add(text, given or "", context=context)
        return
    stale = bool(before.string) and before.id != text
    previous = [before.id] if stale else list(before.previous_id)
    new.add(
        text,
        before.string,
        context=context,
        flags={"fuzzy"} & ({"fuzzy"} if stale else before.flags),
        previous_id=previous,
    )
