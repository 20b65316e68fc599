"""From an activity's source to the notebook that nbgrader strips and the player shows; same source, same bytes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from innolab_modules.answers import for_player
from innolab_modules.cells import GRADED_ROLES, Role, SourceCell
from innolab_modules.loading import ActivitySource, Module
from innolab_modules.manifest import LANGUAGES, SOURCE_LANGUAGE, Text

CODE_STUB = ""
TEXT_STUB = ""
"""What nbgrader must put in a solution's place: nothing. The starter code is what stands outside the marks."""
IGNORED = {"__pycache__", ".ipynb_checkpoints", ".DS_Store"}
Notebook = dict[str, Any]


def compile_activity(activity: ActivitySource, module: Module) -> Notebook:
    """The activity as an nbformat 4.5 notebook, with solutions, hidden tests, translations and all metadata."""
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {
            "innolab": _metadata(activity, module),
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"},
        },
        "cells": [_cell(cell, activity.messages, _toolbox(cell, activity)) for cell in activity.cells],
    }


def activity_files(activity: ActivitySource, module: Module) -> dict[str, bytes]:  # noqa: ARG001 - a module's own files come here
    """What must lie beside the notebook for it to run: data files and messages.json."""
    files = {name: path.read_bytes() for name, path in activity.data.items()}
    if activity.messages:
        files["messages.json"] = _json(activity.messages)
    return dict(sorted(files.items()))


def notebook_bytes(notebook: Notebook) -> bytes:
    """A notebook as a file, always the same way."""
    return _json(notebook)


def _json(data: object) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def steps_of(activity: ActivitySource) -> list[dict[str, Any]]:
    """The steps with title in each language and the points to be had."""
    return [
        {
            "id": step.id,
            "title": step.title.model_dump(),
            "max_points": sum(cell.points or 0 for cell in activity.cells if cell.step == step.id),
        }
        for step in activity.manifest.steps
    ]


def _metadata(activity: ActivitySource, module: Module) -> dict[str, Any]:
    manifest = activity.manifest
    return {
        "format": 1,
        "module": module.manifest.id,
        "version": module.manifest.version,
        "activity": activity.slug,
        "kind": manifest.kind.value,
        "presentation": manifest.presentation,
        "source_language": SOURCE_LANGUAGE,
        "title": manifest.title.model_dump(),
        "attribution": _attribution(activity, module),
        "steps": steps_of(activity),
        "locale": activity.translations.cells,
    }


def _attribution(activity: ActivitySource, module: Module) -> dict[str, str]:
    """The line to print under outputs: the activity's own, or those of its data files one after another."""
    if activity.manifest.attribution:
        return activity.manifest.attribution.model_dump()
    lines: list[Text] = [data.attribution for data in module.manifest.data if data.file in activity.data]
    return {language: " ".join(getattr(line, language) for line in lines) for language in LANGUAGES}


def _toolbox(cell: SourceCell, activity: ActivitySource) -> list[str]:
    """The blocks that a code cell is put together from; none where it is written as text or filled in."""
    if cell.role is not Role.CODE or cell.answer or activity.manifest.presentation != "blocks":
        return []
    return next((list(step.toolbox) for step in activity.manifest.steps if step.id == cell.step), [])


def _cell(cell: SourceCell, messages: dict[str, dict[str, str]], toolbox: list[str]) -> dict[str, Any]:
    own: dict[str, Any] = {"role": cell.role.value} | ({"step": cell.step} if cell.step else {})
    if cell.answer:
        own["answer"] = for_player(cell.answer, cell.starter, messages)
    own |= {"toolbox": toolbox} if toolbox else {}
    metadata: dict[str, Any] = {"name": cell.name, "innolab": own}
    nbgrader = nbgrader_metadata(cell)
    if nbgrader is not None:
        metadata["nbgrader"] = nbgrader
    elif cell.role is not Role.CODE:
        metadata |= {"deletable": False, "editable": False}
    compiled = {"cell_type": cell.kind, "id": cell.name, "metadata": metadata, "source": cell.source}
    return compiled | ({"execution_count": None, "outputs": []} if cell.kind == "code" else {})


def nbgrader_metadata(cell: SourceCell) -> dict[str, Any] | None:
    """What nbgrader must know of a cell; None of one that it leaves alone."""
    if not (cell.role in GRADED_ROLES or cell.role is Role.SETUP or cell.is_solution):
        return None
    graded = cell.role in GRADED_ROLES
    metadata: dict[str, Any] = {
        "cell_type": cell.kind,
        "grade": graded,
        "grade_id": cell.name,
        "locked": cell.role in (Role.CHECK, Role.SETUP),
        "schema_version": 3,
        "solution": cell.is_solution,
        "task": False,
    }
    return metadata | ({"points": cell.points} if graded else {})


def files_of(folder: Path | str) -> Iterator[tuple[str, bytes]]:
    """All files of a module's folder, by their paths in it: `activities/first/activity.md` and its bytes."""
    folder = Path(folder)
    for path in sorted(folder.rglob("*"), key=lambda p: p.relative_to(folder).as_posix()):
        inside = path.relative_to(folder)
        if path.is_file() and not IGNORED.intersection(inside.parts):
            yield inside.as_posix(), path.read_bytes()


def content_sha256(folder: Path | str) -> str:
    """One hash over all files of a module's folder, by path and content: the same module, the same hash anywhere."""
    whole = hashlib.sha256()
    for name, content in files_of(folder):
        whole.update(f"{name}\0{hashlib.sha256(content).hexdigest()}\n".encode())
    return whole.hexdigest()
