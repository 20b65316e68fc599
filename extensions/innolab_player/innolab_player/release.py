"""Unpacking an activity's release into the home, once and whole."""

from __future__ import annotations

import io
import os
import shutil
import tempfile
import zipfile
from pathlib import Path, PurePosixPath

from innolab_player.errors import BadRelease, disk_full_told
from innolab_player.folder import LessonFolder
from innolab_player.storage import sync_folder, write_json

MOST_BYTES = 200_000_000


def unpack(folder: LessonFolder, content: bytes, *, sha256: str, activity: str, lesson: object) -> None:
    """Make the lesson's folder from the release: all of it appears at once, and work that is there stays."""
    if folder.exists:
        return
    folder.path.parent.mkdir(parents=True, exist_ok=True)
    with disk_full_told():
        new = Path(tempfile.mkdtemp(dir=folder.path.parent, prefix=f".{folder.lesson_id}."))
        try:
            extract(content, new)
            notebook = notebook_name(new, activity)
            _add_ours(new, notebook, sha256=sha256, lesson=lesson)
            _put_in_place(new, folder.path)
        except BaseException:
            shutil.rmtree(new, ignore_errors=True)
            raise
    sync_folder(folder.path.parent)


def extract(content: bytes, target: Path) -> None:
    """Unpack a release into an empty folder; raises BadRelease."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _refuse_unsafe(archive)
            archive.extractall(target)
    except zipfile.BadZipFile as error:
        raise BadRelease(str(error)) from error


def _refuse_unsafe(archive: zipfile.ZipFile) -> None:
    if sum(info.file_size for info in archive.infolist()) > MOST_BYTES:
        raise BadRelease("the release is too large")
    for info in archive.infolist():
        path = PurePosixPath(info.filename)
        if path.is_absolute() or ".." in path.parts or "\\" in info.filename or path.parts[:1] == (".innolab",):
            raise BadRelease(f"the release has an unsafe name: {info.filename!r}")


def notebook_name(folder: Path, activity: str) -> str:
    """The activity's notebook among the files of its release; raises BadRelease."""
    if (folder / f"{activity}.ipynb").is_file():
        return f"{activity}.ipynb"
    notebooks = sorted(path.name for path in folder.glob("*.ipynb"))
    if len(notebooks) != 1:
        raise BadRelease(f"the release has {len(notebooks)} notebooks")
    return notebooks[0]


def _add_ours(folder: Path, notebook: str, *, sha256: str, lesson: object) -> None:
    ours = folder / ".innolab"
    (ours / "history").mkdir(parents=True)
    shutil.copyfile(folder / notebook, ours / "release.ipynb")
    write_json(ours / "lesson.json", {"notebook": notebook, "release_sha256": sha256, "lesson": lesson})


def _put_in_place(new: Path, final: Path) -> None:
    # mkdtemp makes a private folder; the kernel may run under a mapped id and must see it.
    new.chmod(0o755)
    if final.exists():
        # A folder without our release copy holds someone's files, not our work: keep it beside.
        os.replace(final, final.with_name(f"{final.name}-kept-{new.name.rsplit('.', 1)[-1]}"))
    os.replace(new, final)
