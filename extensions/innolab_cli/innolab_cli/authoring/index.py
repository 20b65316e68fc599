"""`./innolab module curriculum`: what modules may name, and refreshing it."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import Any

from innolab_modules.curriculum import curriculum
from innolab_modules.curriculum_file import index_path, index_text, read_index
from innolab_modules.curriculum_import import NotEperusteet, read_saved, refresh

from innolab_cli.authoring.words import LANGUAGE, _
from innolab_cli.folder import StartError


def show(options: argparse.Namespace) -> int:
    """Print keys and words: everything but goals, or the goals and contents of one subject."""
    index = curriculum()
    if options.subject is None:
        parts = {_("Subjects"): index.subjects, _("Areas"): index.transversal, _("Competences"): index.competences}
        for title, entries in parts.items():
            _print(title, entries)
        print(_("Goals and contents: ./innolab module curriculum list --subject MA"))
        return 0
    if options.subject not in index.subjects:
        known = ", ".join(index.subjects)
        raise StartError(_("There is no subject {subject}. Subjects: {known}", subject=options.subject, known=known))
    for title, entries in ((_("Goals"), index.goals), (_("Contents"), index.contents)):
        _print(title, {key: entry for key, entry in entries.items() if entry["subject"] == options.subject})
    return 0


def _print(title: str, entries: Mapping[str, Mapping[str, Any]]) -> None:
    print(title)
    for key, entry in entries.items():
        words = entry["label"].get(LANGUAGE) or next(iter(entry["label"].values()), "-")
        print(f"  {key}  {words}")


def refresh_from(options: argparse.Namespace) -> int:
    """Refresh the index from a saved file, and say what came of it."""
    path = options.to or index_path()
    try:
        result = refresh(read_index(path), read_saved(options.file))
    except NotEperusteet as error:
        raise StartError(_("Nothing was imported. {why}", why=error)) from error
    path.write_text(index_text(result.index), encoding="utf-8")
    counts = {"new": len(result.new), "changed": len(result.changed), "kept": len(result.kept)}
    print(_("{path}: {new} new, {changed} changed, {kept} not in the file and kept", path=path, **counts))
    for key in result.kept:
        print(f"  {key}")
    return 0
