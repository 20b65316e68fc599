"""Notebooks as the review and the feedback read them: cells by step, from bytes that anyone may have written."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from innolab_exchange import folders

from innolab_portal.handin import errors
from innolab_portal.library.texts import reading_language

FORMAT = 4


@dataclass(frozen=True, slots=True)
class Cell:
    """What the pages need of a notebook cell."""

    name: str
    """The cell's `name`, its grade_id where it is graded."""
    step: str
    role: str
    kind: str
    """code or markdown."""
    source: str
    graded: bool = False
    solution: bool = False
    max_points: float = 0.0
    outputs: list[Mapping[str, Any]] = field(default_factory=list)


def parse(data: bytes) -> dict[str, Any]:
    """The notebook in the bytes, or NotANotebook."""
    try:
        notebook = json.loads(data)
    except (ValueError, RecursionError):
        raise errors.NotANotebook from None
    if not isinstance(notebook, dict) or notebook.get("nbformat") != FORMAT:
        raise errors.NotANotebook
    if not isinstance(notebook.get("cells"), list):
        raise errors.NotANotebook
    return notebook


def from_zip(data: bytes) -> dict[str, Any]:
    """The notebook at the top of a release's or a source's zip; of several the first in the alphabet."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        name = min(name for name in archive.namelist() if name.endswith(".ipynb") and "/" not in name)
        return parse(archive.read(name))


def handed_in(data: bytes, activity: str) -> dict[str, Any]:
    """The activity's notebook in what was handed in: the bytes themselves, or one file of a folder.

    A folder without it, or with something else of that name, has a notebook without cells.
    """
    if not folders.is_zip(data):
        return parse(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        try:
            return parse(archive.read(f"{activity}.ipynb"))
        except (KeyError, errors.NotANotebook):
            return {"nbformat": FORMAT, "nbformat_minor": 5, "metadata": {}, "cells": []}


def cells(notebook: Mapping[str, Any], *, ours: bool = False) -> Iterator[Cell]:
    """The notebook's cells; what is no cell is left out, what is missing is empty.

    `ours`: the notebook is the activity's own, so its texts are told in the reader's language.
    """
    locale = _locale(notebook) if ours else {}
    for raw in _list(notebook.get("cells")):
        if isinstance(raw, Mapping):
            yield _cell(raw, locale)


def by_name(notebook: Mapping[str, Any], *, ours: bool = False) -> dict[str, Cell]:
    """The cells by name; of a cell that stands there twice, the first."""
    found: dict[str, Cell] = {}
    for cell in cells(notebook, ours=ours):
        found.setdefault(cell.name, cell)
    return found


def _cell(raw: Mapping[str, Any], locale: Mapping[str, Any]) -> Cell:
    metadata = _mapping(raw.get("metadata"))
    ours, graders = _mapping(metadata.get("innolab")), _mapping(metadata.get("nbgrader"))
    name = _text(graders.get("grade_id")) or _text(metadata.get("name")) or _text(raw.get("id"))
    points = graders.get("points")
    return Cell(
        name=name,
        step=_text(ours.get("step")),
        role=_text(ours.get("role")),
        kind="code" if raw.get("cell_type") == "code" else "markdown",
        source=_text(locale.get(name)) or _text(raw.get("source")),
        graded=graders.get("grade") is True,
        solution=graders.get("solution") is True,
        max_points=float(points) if isinstance(points, int | float) else 0.0,
        outputs=[one for one in _list(raw.get("outputs")) if isinstance(one, Mapping)],
    )


def _locale(notebook: Mapping[str, Any]) -> Mapping[str, Any]:
    """The reader's language of the activity's own texts; Finnish is what the cells hold."""
    ours = _mapping(_mapping(notebook.get("metadata")).get("innolab"))
    return _mapping(_mapping(ours.get("locale")).get(reading_language()))


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _text(value: object) -> str:
    if isinstance(value, list):
        return "".join(part for part in value if isinstance(part, str))
    return value if isinstance(value, str) else ""
