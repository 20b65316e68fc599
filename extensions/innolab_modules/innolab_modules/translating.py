"""Bringing the .po files of a module up to its Finnish texts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from innolab_modules.cells import read_cells
from innolab_modules.manifest import ActivityManifest
from innolab_modules.problems import ModuleError
from innolab_modules.reading import read_file
from innolab_modules.tomls import TomlFile
from innolab_modules.translations import TARGETS, Texts, finnish_texts, read_entries, read_messages, update_catalogue


@dataclass(frozen=True)
class Updated:
    """One .po file, and what is to be done in it."""

    file: str
    new: int
    """Texts that were not in it; their translations are empty."""
    stale: int
    """Texts whose Finnish has changed: their translations are kept and marked fuzzy."""
    gone: int
    """Texts that are no longer in the activity, taken out."""
    untranslated: int
    """How many wait for a translator, new and stale ones included."""


def translate_module(folder: Path) -> list[Updated]:
    """Update every .po file of a module. ModuleError if an activity's texts can't be read."""
    homes = sorted(path for path in (folder / "activities").glob("*") if path.is_dir())
    sources = {home: _texts(home, folder) for home in homes}
    return [
        _update(home / "locale" / f"{language}.po", folder, language, texts)
        for home, texts in sources.items()
        for language in TARGETS
    ]


def _texts(home: Path, folder: Path) -> Texts:
    shown = home.relative_to(folder).as_posix()
    manifest, _problems = TomlFile.open(home / "activity.toml", f"{shown}/activity.toml").read_as(ActivityManifest)
    text, unreadable = read_file(home / "activity.md", f"{shown}/activity.md")
    if unreadable:
        raise ModuleError(unreadable)
    cells, problems = read_cells(text, f"{shown}/activity.md", manifest)
    messages, found = read_messages(home / "messages.toml", f"{shown}/messages.toml")
    if found or (problems and not cells):
        raise ModuleError([*problems, *found])
    return finnish_texts(cells, messages)


def _update(path: Path, folder: Path, language: str, texts: Texts) -> Updated:
    before = read_entries(path)
    update_catalogue(path, language, texts)
    after = read_entries(path)
    return Updated(
        path.relative_to(folder).as_posix(),
        new=len(texts.keys() - before.keys()),
        stale=sum(1 for context in texts.keys() & before.keys() if before[context].id != texts[context]),
        gone=len(before.keys() - texts.keys()),
        untranslated=sum(1 for entry in after.values() if not entry.string or entry.fuzzy),
    )
