"""Commands that write for an author, or print what editors read."""

from __future__ import annotations

import argparse
from pathlib import Path

from innolab_modules import ModuleError
from innolab_modules.notebook_import import bring_in
from innolab_modules.reference import schema_text
from innolab_modules.starting import CannotStart, new_module, remixed
from innolab_modules.translating import translate_module

from innolab_cli.authoring.words import LANGUAGE, _
from innolab_cli.folder import StartError


def new(options: argparse.Namespace) -> int:
    """Start a module."""
    try:
        home = new_module(options.id, options.into)
    except CannotStart as error:
        raise StartError(error.why.told(LANGUAGE)) from error
    print(_("Made {folder}. What is still to write: ./innolab module check {folder}", folder=home))
    return 0


def remix(options: argparse.Namespace) -> int:
    """Copy a module to make another of it."""
    _require_module(options.folder)
    try:
        home = remixed(options.folder, options.id, options.into)
    except CannotStart as error:
        raise StartError(error.why.told(LANGUAGE)) from error
    except ModuleError as error:
        return _tell(error)
    print(_("Made {folder}. What is still to write: ./innolab module check {folder}", folder=home))
    return 0


def translate(options: argparse.Namespace) -> int:
    """Update the .po files, and say how much waits for a translator."""
    _require_module(options.folder)
    try:
        updated = translate_module(options.folder)
    except ModuleError as error:
        return _tell(error)
    for one in updated:
        told = _(
            "{new} new, {stale} whose Finnish has changed, {gone} taken out; {untranslated} to translate",
            new=one.new,
            stale=one.stale,
            gone=one.gone,
            untranslated=one.untranslated,
        )
        print(f"{options.folder / one.file}: {told}")
    return 0


def import_notebook(options: argparse.Namespace) -> int:
    """Make an activity from a notebook, or say what would be lost."""
    _require_module(options.into)
    try:
        imported = bring_in(options.notebook, options.into, options.activity)
    except ModuleError as error:
        print(_("Nothing was brought in. Mend these in the notebook and try again:"))
        return _tell(error)
    for old, now in imported.renamed.items():
        print(_("Renamed {old} to {now}.", old=old, now=now))
    if imported.outputs:
        print(_("Left out {count} outputs: running the code makes them again.", count=imported.outputs))
    name = imported.home.name if imported.home else ""
    print(
        _(
            'Made {folder}. Add "{name}" to "activities" in module.toml, then: ./innolab module check {module}',
            folder=imported.home,
            name=name,
            module=options.into,
        )
    )
    return 0


def schema(options: argparse.Namespace) -> int:
    """Print a JSON Schema."""
    print(schema_text(options.file), end="")
    return 0


def _require_module(folder: Path) -> None:
    if not (folder / "module.toml").is_file():
        raise StartError(_("{folder} is not a module: it has no module.toml.", folder=folder))


def _tell(error: ModuleError) -> int:
    for problem in error.problems:
        print(problem.told(LANGUAGE))
    return 1
