"""nbgrader's preprocessors, run on notebooks in memory: no gradebook, no course folder."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any

from nbformat import NotebookNode, from_dict
from nbgrader.nbgraderformat import MetadataValidator, ValidationError
from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearHiddenTests,
    ClearMarkScheme,
    ClearOutput,
    ClearSolutions,
    ComputeChecksums,
    LockCells,
)
from nbgrader.preprocessors.base import NbGraderPreprocessor
from traitlets.config import Config

from innolab_nbgrader.graded import Notebook
from innolab_nbgrader.stubs import CODE_STUB, TEXT_STUB

CONFIG = Config({"ClearSolutions": {"code_stub": {"python": CODE_STUB}, "text_stub": TEXT_STUB}})

# The order is that of nbgrader's GenerateAssignment. What it keeps in the gradebook (SaveCells) is the notebook
# after the first half; hidden tests must go after that, and checksums be computed again.
MASTER = (LockCells, ClearSolutions, ClearOutput, CheckCellMetadata, ComputeChecksums)
RELEASE = (ClearHiddenTests, ClearMarkScheme, ComputeChecksums, CheckCellMetadata)
# For text that goes with the notebook but is not its cells: translations.
HIDE = (ClearSolutions, ClearHiddenTests, ClearMarkScheme)


class SourceError(Exception):
    """A source notebook that nbgrader can't make a release of; the text says which cell and why."""


def run_stages(notebook: NotebookNode, stages: Iterable[type[NbGraderPreprocessor]]) -> NotebookNode:
    """The notebook after these preprocessors; the one given stays as it was."""
    result = copy.deepcopy(notebook)
    resources: dict[str, Any] = {}
    try:
        for stage in stages:
            result, resources = stage(config=CONFIG).preprocess(result, resources)
    except (RuntimeError, ValueError) as error:
        raise SourceError(str(error)) from error
    return result


def checked(source_notebook: Notebook) -> NotebookNode:
    """A source whose cells are marked as nbgrader wants; CheckCellMetadata's own error does not say what is wrong."""
    notebook = as_notebook(source_notebook)
    try:
        MetadataValidator().validate_nb(notebook)
    except ValidationError as error:
        raise SourceError(error.message) from error
    return notebook


def as_notebook(data: Notebook) -> NotebookNode:
    """nbformat's own form of a notebook that came as plain JSON."""
    notebook: NotebookNode = from_dict(data)
    return notebook


def as_json(notebook: NotebookNode) -> Notebook:
    """Plain dicts and lists of a notebook."""
    plain: Notebook = _plain(notebook)
    return plain


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value


def build_release(source_notebook: Notebook) -> Notebook:
    """The notebook for pupils: cell ids and InnoLab's metadata kept, nothing of the answers left."""
    source = checked(source_notebook)
    release = run_stages(run_stages(source, MASTER), RELEASE)
    _hide_in_translations(source, release)
    return as_json(release)


def build_master(source_notebook: Notebook) -> Notebook:
    """The notebook graders build on: no solutions, hidden tests still there, nbgrader's checksums in place."""
    return as_json(run_stages(checked(source_notebook), MASTER))


def build_app(source_notebook: Notebook) -> Notebook:
    """An app's notebook: all code stays, outputs go."""
    return as_json(run_stages(checked(source_notebook), (ClearOutput,)))


def _hide_in_translations(source: NotebookNode, release: NotebookNode) -> None:
    """Translated cells stand in the notebook's metadata, where no preprocessor looks."""
    translations = release.metadata.get("innolab", {}).get("locale", {})
    for sources in translations.values():
        cells = [cell for cell in source.cells if cell.get("id") in sources]
        translated = run_stages(NotebookNode({**source, "cells": cells}), ())
        for cell in translated.cells:
            cell.source = sources[cell.id]
        for cell in run_stages(translated, HIDE).cells:
            sources[cell.id] = cell.source
