"""nbgrader's preprocessors, run on notebooks in memory: no gradebook, no course folder."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import Any

from innolab_modules.compiling import CODE_STUB, TEXT_STUB
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

# nbgrader's own stubs are English prose, and their `raise NotImplementedError()` answers a pupil's first Run with
# a traceback.
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
        # CheckCellMetadata does the same, but its own error does not say what is wrong.
        MetadataValidator().validate_nb(result)
        for stage in stages:
            result, resources = stage(config=CONFIG).preprocess(result, resources)
    except ValidationError as error:
        raise SourceError(error.message) from error
    except (RuntimeError, ValueError) as error:
        raise SourceError(str(error)) from error
    return result


def as_notebook(data: dict[str, Any]) -> NotebookNode:
    """nbformat's own form of a notebook that came as plain JSON."""
    notebook: NotebookNode = from_dict(data)
    return notebook


def as_json(notebook: Any) -> Any:
    """Plain dicts and lists of a notebook."""
    if isinstance(notebook, dict):
        return {key: as_json(value) for key, value in notebook.items()}
    if isinstance(notebook, list | tuple):
        return [as_json(value) for value in notebook]
    return notebook
