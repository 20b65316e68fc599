"""Bringing a newer version of an activity into a home where work has begun: the texts are new, the work stays.

The portal gives a lesson a newer version only where each cell the pupil writes in is there too. What the pupil has not
touched becomes as the new version has it; the notebook as it was stands in history/ besides.
"""

from __future__ import annotations

import copy
import shutil
import tempfile
from pathlib import Path
from typing import Any

from innolab_player import cells, work
from innolab_player.errors import disk_full_told
from innolab_player.folder import LessonFolder, notebook_bytes, read_notebook
from innolab_player.release import extract, notebook_name
from innolab_player.storage import write_json, write_whole


def renew(folder: LessonFolder, content: bytes, *, sha256: str, activity: str) -> None:
    """Put the release in the place of the older one; broken off at any point, it is done anew at the next opening."""
    with disk_full_told():
        new = Path(tempfile.mkdtemp(dir=folder.path.parent, prefix=f".{folder.lesson_id}."))
        try:
            extract(content, new)
            notebook = notebook_name(new, activity)
            release = read_notebook(new / notebook)
            work.keep_beside(folder, folder.work(), "renewed")
            folder.write_work(taken_over(folder.release(), folder.work(), release))
            _bring_files(new, folder.path, besides=notebook)
            write_whole(folder.ours / "release.ipynb", notebook_bytes(release))
            write_json(folder.ours / "lesson.json", {**folder.about(), "release_sha256": sha256})
        finally:
            shutil.rmtree(new, ignore_errors=True)


def taken_over(old: Any, mine: Any, new: Any) -> Any:
    """The new release with what the pupil had changed in the old one."""
    released = {cell.id: cell.source for cell in old.cells}
    touched = copy.deepcopy(mine)
    touched.cells = [cell for cell in touched.cells if cell.source != released.get(cell.id)]
    return cells.merged(new, touched, {})


def _bring_files(new: Path, folder: Path, *, besides: str) -> None:
    """Data and messages of the new version; other files of the pupil stay."""
    for path in sorted(new.rglob("*")):
        name = path.relative_to(new)
        if path.is_file() and str(name) != besides:
            target = folder / name
            # A link that the pupil's code made may lead out, and the server sees more than that code does.
            if target.parent.resolve().is_relative_to(folder.resolve()):
                target.parent.mkdir(parents=True, exist_ok=True)
                write_whole(target, path.read_bytes())
