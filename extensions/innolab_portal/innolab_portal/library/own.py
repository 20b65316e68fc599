"""A teacher's own assignments, released with nbgrader: activities that never stand on the library's shelf.

Each assignment is a module of its own that no page of the library lists (none of its versions is the newest); each
release is a version of it, so that what pupils were once given never changes.
"""

from __future__ import annotations

import io
import json
import math
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from django.db import transaction
from innolab_exchange import UnsafeFolder, folders
from innolab_modules import LANGUAGES

from innolab_portal.library import errors
from innolab_portal.library.files import store
from innolab_portal.library.models import Activity, Module, ModuleVersion
from innolab_portal.people.models import User

MAX_SIZE = 10 * 1024 * 1024
FORMAT = 4
MOST_LETTERS = {"name of a notebook": 60, "grade_id": 80, "step": 60}
"""As long as the columns they are kept in."""


def publish_own(*, slug: str, title: str, content: bytes, by: User) -> Activity:
    """Keep a release, a zip of an assignment's folder, as the next version of the teacher's own activity."""
    if len(content) > MAX_SIZE:
        raise errors.ReleaseTooLarge
    notebooks = _notebooks(content)
    activity = next(iter(notebooks))
    sha256 = store().put(content)
    titles = dict.fromkeys(LANGUAGES, title)
    with transaction.atomic():
        module, _made = Module.objects.get_or_create(slug=slug)
        version = ModuleVersion.objects.create(
            module=module,
            version=str(module.versions.count() + 1),
            manifest={"title": titles},
            content_sha256=sha256,
            newest=False,
            published_by=by,
        )
        return Activity.objects.create(
            module_version=version,
            slug=activity,
            position=0,
            kind=Activity.Kind.GUIDED,
            manifest={
                "title": titles,
                "summary": dict.fromkeys(LANGUAGES, ""),
                "presentation": "text",
                "steps": list(_steps(notebooks[activity])),
            },
            release_sha256=sha256,
            source_sha256=sha256,
            own=True,
        )


def unpublish_own(activity: Activity) -> None:
    """Forget a teacher's own activity, all its versions: nobody worked on any."""
    Module.objects.filter(versions__activities=activity).delete()


def _notebooks(content: bytes) -> dict[str, dict[str, Any]]:
    """The notebooks at the top of the zip, by name and in the alphabet; refuses what no pupil could open."""
    try:
        names = folders.check(content)
    except UnsafeFolder as error:
        raise errors.ReleaseRefused.because(error) from error
    found = sorted(name for name in names if name.endswith(".ipynb") and "/" not in name)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        notebooks = {PurePosixPath(name).stem: _notebook(name, archive.read(name)) for name in found}
    if not notebooks:
        raise errors.NoNotebook
    return notebooks


def _notebook(name: str, data: bytes) -> dict[str, Any]:
    """The notebook, with all in it that is kept in columns later known to fit."""
    try:
        notebook = json.loads(data)
        fits = len(PurePosixPath(name).stem) <= MOST_LETTERS["name of a notebook"] and all(
            map(_fits, notebook["cells"])
        )
        if notebook["nbformat"] == FORMAT and isinstance(notebook["cells"], list) and fits:
            return dict(notebook)
    except (ValueError, RecursionError, TypeError, KeyError, AttributeError, OverflowError):
        pass
    raise errors.NotANotebook.named(name)


def _fits(cell: dict[str, Any]) -> bool:
    graders, ours = cell["metadata"].get("nbgrader", {}), cell["metadata"].get("innolab", {})
    points = graders.get("points", 0) or 0
    return (
        len(graders.get("grade_id", "")) <= MOST_LETTERS["grade_id"]
        and len(ours.get("step", "")) <= MOST_LETTERS["step"]
        and isinstance(ours.get("title", ""), str)
        and math.isfinite(points)
    )


def _steps(notebook: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The steps that the teacher's nbgrader plug-in marked, each by its first heading, with its points."""
    steps: dict[str, dict[str, Any]] = {}
    for cell in notebook["cells"]:
        ours = cell["metadata"].get("innolab", {})
        if key := ours.get("step", ""):
            title = dict.fromkeys(LANGUAGES, ours.get("title") or key)
            step = steps.setdefault(key, {"id": key, "title": title, "max_points": 0.0})
            step["max_points"] += cell["metadata"].get("nbgrader", {}).get("points", 0) or 0
    yield from steps.values()
