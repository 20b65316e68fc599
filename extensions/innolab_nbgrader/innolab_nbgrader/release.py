"""From a source notebook to what pupils get: solutions and hidden tests out, by nbgrader's own preprocessors."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any

from innolab_modules.compiling import activity_files, compile_activity, notebook_bytes
from innolab_modules.loading import ActivitySource, Module
from innolab_modules.manifest import Kind
from nbformat import NotebookNode
from nbgrader.preprocessors import ClearOutput

from innolab_nbgrader.stages import HIDE, MASTER, RELEASE, SourceError, as_json, as_notebook, run_stages

__all__ = ["SourceError", "build_app", "build_master", "build_release", "build_zips", "pack"]

# Zip files carry times; one fixed time (the oldest the format knows) keeps equal content equal to the bit.
ZIP_TIME = (1980, 1, 1, 0, 0, 0)
ZIP_MODE = 0o644 << 16


def build_release(source_notebook: dict[str, Any]) -> dict[str, Any]:
    """The notebook for pupils: cell ids and InnoLab's metadata kept, nothing of the answers left."""
    source = as_notebook(source_notebook)
    release = run_stages(run_stages(source, MASTER), RELEASE)
    _hide_in_translations(source, release)
    return _plain(release)


def build_master(source_notebook: dict[str, Any]) -> dict[str, Any]:
    """The notebook graders build on: no solutions, hidden tests still there, nbgrader's checksums in place."""
    return _plain(run_stages(as_notebook(source_notebook), MASTER))


def build_app(source_notebook: dict[str, Any]) -> dict[str, Any]:
    """An app's notebook: all code stays, outputs go."""
    return _plain(run_stages(as_notebook(source_notebook), (ClearOutput,)))


def build_zips(module: Module, activity: ActivitySource) -> tuple[bytes, bytes]:
    """What pupils get and what graders get, as two zips: `(release, source)`."""
    source = compile_activity(activity, module)
    files = activity_files(activity, module)
    release = build_app(source) if activity.manifest.kind is Kind.APP else build_release(source)
    return pack(activity.slug, release, files), pack(activity.slug, source, files)


def pack(activity: str, notebook: dict[str, Any], files: Mapping[str, bytes]) -> bytes:
    """A zip of `<activity>.ipynb` and the files beside it, the same bytes for the same content."""
    entries = {**files, f"{activity}.ipynb": notebook_bytes(notebook)}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(entries):
            info = zipfile.ZipInfo(name, ZIP_TIME)
            info.external_attr = ZIP_MODE
            info.create_system = 3
            archive.writestr(info, entries[name], zipfile.ZIP_DEFLATED, compresslevel=9)
    return buffer.getvalue()


def _plain(notebook: NotebookNode) -> dict[str, Any]:
    result: dict[str, Any] = as_json(notebook)
    return result


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
