"""From a source notebook to what pupils get: solutions and hidden tests out, by nbgrader's own preprocessors."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import PurePosixPath

from innolab_exchange import folders
from innolab_modules.compiling import activity_files, compile_activity, notebook_bytes
from innolab_modules.loading import ActivitySource, Module
from innolab_modules.manifest import Kind

from innolab_nbgrader.graded import Notebook
from innolab_nbgrader.stages import SourceError, build_app, build_master, build_release

__all__ = ["SourceError", "build_app", "build_master", "build_release", "build_zips", "pack", "unpack"]


def build_zips(module: Module, activity: ActivitySource) -> tuple[bytes, bytes]:
    """What pupils get and what graders get, as two zips: `(release, source)`."""
    source = compile_activity(activity, module)
    files = activity_files(activity, module)
    release = build_app(source) if activity.manifest.kind is Kind.APP else build_release(source)
    return pack(activity.slug, release, files), pack(activity.slug, source, files)


def pack(activity: str, notebook: Notebook, files: Mapping[str, bytes]) -> bytes:
    """A zip of `<activity>.ipynb` and the files beside it, the same bytes for the same content."""
    return folders.pack_files({**files, f"{activity}.ipynb": notebook_bytes(notebook)})


def unpack(zipped: bytes) -> tuple[Notebook, dict[str, bytes]]:
    """The notebook of a zip that `pack` made, and the files beside it; raises ValueError for any other."""
    try:
        with zipfile.ZipFile(io.BytesIO(zipped)) as archive:
            files = {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}
    except zipfile.BadZipFile as error:
        raise ValueError("the source is not a zip file") from error
    for name in files:
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts:
            raise ValueError(f"the source holds a file outside its folder: {name}")
    notebooks = [name for name in files if name.endswith(".ipynb") and "/" not in name]
    if len(notebooks) != 1:
        raise ValueError(f"the source must hold one notebook, not {len(notebooks)}")
    notebook: Notebook = json.loads(files.pop(notebooks[0]))
    return notebook, files
