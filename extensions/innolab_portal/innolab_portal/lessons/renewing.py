"""A newer version of a lesson's module: what changed, and taking it so that what pupils have done stays.

A lesson keeps the version it was given until its teacher takes another. That is offered only where each cell pupils
write in stands in the newer version too, in the same step: then all they wrote has its place there, for the player that
brings the new texts into their homes and for the grader. Otherwise the newer version is a lesson of its own.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from innolab_portal.lessons import errors, queries
from innolab_portal.lessons.models import Lesson
from innolab_portal.library.files import store
from innolab_portal.library.models import Activity, ModuleVersion
from innolab_portal.library.queries import newest_activity, versions_of
from innolab_portal.library.shelf import version_key
from innolab_portal.library.texts import in_language
from innolab_portal.people.models import User

PUPILS = {"code", "answer"}
"""Roles of cells that pupils write in."""


@dataclass(frozen=True, slots=True)
class Newer:
    """A newer version of a lesson's activity."""

    activity: Activity
    versions: list[ModuleVersion]
    """Those after the lesson's own, the newest first, each with its `changes`."""
    steps: list[str]
    """Titles of the steps that are new or otherwise than before, in the reader's language."""
    keeps_work: bool
    """Whether all that pupils wrote has its place in it."""


def newer(lesson: Lesson) -> Newer | None:
    """What the library has newer than the lesson; nothing where the activity is the same to the letter."""
    old = lesson.activity
    slug, known = old.module_version.module_id, version_key(old.module_version.version)
    if old.own:
        return None
    try:
        new = newest_activity(slug, old.slug)
    except Activity.DoesNotExist:
        return None
    same = (old.release_sha256, old.source_sha256) == (new.release_sha256, new.source_sha256)
    if same or version_key(new.module_version.version) <= known:
        return None
    cells_before, cells_after = list(_cells(old)), list(_cells(new))
    return Newer(
        new,
        [version for version in versions_of(slug) if version_key(version.version) > known],
        [
            in_language(step["title"])
            for step in queries.steps_of(new)
            if _of_step(cells_before, step["id"]) != _of_step(cells_after, step["id"])
        ],
        keeps_work=old.kind == new.kind and _pupils(cells_before) <= _pupils(cells_after),
    )


def take(*, lesson: Lesson, by: User) -> Activity:
    """Let the lesson go on with the newest version; pupils get it when they open the activity next."""
    queries.must_teach(by, lesson.school_class)
    found = newer(lesson)
    if found is None:
        raise errors.NothingNewer
    if not found.keeps_work:
        raise errors.NewerLosesWork
    lesson.activity = found.activity
    lesson.save(update_fields=["activity"])
    return found.activity


def _cells(activity: Activity) -> Iterator[dict[str, Any]]:
    """The cells of the activity's source, with solutions and tests, and each with its `translations`."""
    with zipfile.ZipFile(io.BytesIO(store().read(activity.source_sha256))) as archive:
        notebook = json.loads(archive.read(f"{activity.slug}.ipynb"))
    locale = notebook["metadata"].get("innolab", {}).get("locale", {})
    for cell in notebook["cells"]:
        yield {**cell, "translations": {language: texts.get(cell["id"]) for language, texts in locale.items()}}


def _of_step(cells: list[dict[str, Any]], step: str) -> list[Any]:
    return [(cell["id"], cell["source"], cell["translations"]) for cell in cells if _about(cell).get("step") == step]


def _pupils(cells: list[dict[str, Any]]) -> set[tuple[str, str, str]]:
    """Name, step and kind of the cells that pupils write in."""
    return {
        (cell["id"], _about(cell).get("step", ""), cell["cell_type"])
        for cell in cells
        if _about(cell).get("role") in PUPILS
    }


def _about(cell: dict[str, Any]) -> dict[str, Any]:
    about: dict[str, Any] = cell["metadata"].get("innolab", {})
    return about
