"""Folders as zips: how an assignment and a hand-in of many files travel, and which zips are safe to open.

Whoever opens a zip asks `check` first, on both sides: the portal refuses what it is sent, and a person's own server
refuses what it is given.
"""

from __future__ import annotations

import io
import lzma
import os
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

MOST_FILES = 500
MOST_BYTES = 100 * 1024 * 1024
"""Unpacked, all files together."""
MOST_NAME = 200
"""Letters of a name with its folders."""
MOST_NAME_BYTES = 255
"""Of a name without its folders, as filesystems count."""

ZIP_START = b"PK\x03\x04"
# Zips carry times; one fixed time (the oldest the format knows) keeps equal content equal to the bit.
_TIME = (1980, 1, 1, 0, 0, 0)
_ENCRYPTED = 0x1
_UNREADABLE = (
    *(zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError, OSError, ValueError),
    *(zlib.error, lzma.LZMAError),
)


class UnsafeFolder(Exception):  # noqa: N818 - reads as what it says
    """A folder or zip that is not taken; `reason` is one of REASONS, `name` the file it is about."""

    REASONS: Mapping[str, str] = {
        "broken": "The zip file is broken.",
        "empty": "There are no files in it.",
        "link": "It is a link. Only files can be sent.",
        "name": "The name of the file is not allowed.",
        "outside": "The file would land outside its folder.",
        "too_large": f"Unpacked, the files have more than {MOST_BYTES // 1024**2} MB.",
        "too_many": f"There are more than {MOST_FILES} files.",
        "twice": "There are two files of this name (large and small letters count as the same).",
    }

    def __init__(self, reason: str, name: str = "") -> None:
        self.reason, self.name = reason, name
        super().__init__(f"{name}: {self.REASONS[reason]}" if name else self.REASONS[reason])


def is_zip(content: bytes) -> bool:
    """Whether the bytes are a zip; a notebook's never are."""
    return content.startswith(ZIP_START)


def pack(folder: Path) -> bytes:
    """All files of a folder as a zip, the same bytes for the same content. A link is refused, never followed."""
    files: dict[str, bytes] = {}
    for root, folders, names in os.walk(folder):
        for name in [*folders, *names]:
            path = Path(root, name)
            shown = path.relative_to(folder).as_posix()
            if path.is_symlink():
                raise UnsafeFolder("link", shown)
            if name in names:
                files[shown] = path.read_bytes()
    content = pack_files(files)
    check(content)
    return content


def pack_files(files: Mapping[str, bytes]) -> bytes:
    """Files by name as a zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            info = zipfile.ZipInfo(name, _TIME)
            info.external_attr = 0o644 << 16
            info.create_system = 3
            archive.writestr(info, files[name], zipfile.ZIP_DEFLATED, compresslevel=9)
    return buffer.getvalue()


def check(content: bytes) -> list[str]:
    """The names of the files in a zip that is safe to open; UnsafeFolder otherwise."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            files = [info for info in archive.infolist() if not info.is_dir()]
            _check_names(archive.infolist())
            _check_sizes(files)
            broken = archive.testzip()
    except _UNREADABLE as error:
        raise UnsafeFolder("broken") from error
    if broken is not None:
        raise UnsafeFolder("broken", broken)
    return [info.filename for info in files]


def unpack(content: bytes, folder: Path) -> list[str]:
    """The zip's files into a folder, none outside it; their names."""
    names = check(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in names:
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(archive.read(name))
    return names


def _check_names(entries: list[zipfile.ZipInfo]) -> None:
    seen: dict[str, str] = {}
    for info in entries:
        name = info.filename
        kind = stat.S_IFMT(info.external_attr >> 16)
        if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise UnsafeFolder("link", name)
        if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
            raise UnsafeFolder("outside", name)
        if not _is_plain(name.removesuffix("/")):
            raise UnsafeFolder("name", name)
        alike = unicodedata.normalize("NFC", name).casefold()
        if alike in seen:
            raise UnsafeFolder("twice", name)
        seen[alike] = name
    for alike, name in seen.items():
        # What is a folder to one is a file to another.
        if any(str(folder) in seen for folder in PurePosixPath(alike).parents):
            raise UnsafeFolder("twice", name)


def _is_plain(name: str) -> bool:
    """A name that means the same file on every system."""
    unwanted = set('\\:*?"<>|')
    return (
        0 < len(name) <= MOST_NAME
        and all(
            part and part == part.strip() and part != "." and len(part.encode(errors="replace")) <= MOST_NAME_BYTES
            for part in name.split("/")
        )
        and not any(sign in unwanted or unicodedata.category(sign) in {"Cc", "Cf", "Cs"} for sign in name)
    )


def _check_sizes(files: list[zipfile.ZipInfo]) -> None:
    if not files:
        raise UnsafeFolder("empty")
    if len(files) > MOST_FILES:
        raise UnsafeFolder("too_many")
    if sum(info.file_size for info in files) > MOST_BYTES:
        raise UnsafeFolder("too_large")
    if any(info.flag_bits & _ENCRYPTED for info in files):
        raise UnsafeFolder("broken")
