"""Rules for files: what does not belong in a module, and a picture that is only a picture."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from innolab_modules.checks.passages import module_toml
from innolab_modules.checks.surroundings import Surroundings
from innolab_modules.loading import Module
from innolab_modules.problems import Problem
from innolab_modules.reading import lenient_text
from innolab_modules.saying import say

MOST_BYTES = {".svg": 60_000, ".png": 200_000, ".jpg": 200_000, ".jpeg": 200_000, ".webp": 200_000}
BEGINNINGS = {".png": b"\x89PNG", ".jpg": b"\xff\xd8", ".jpeg": b"\xff\xd8", ".webp": b"RIFF"}
ACTIVE = re.compile(r"<(script|foreignObject|image|iframe|style)\b|\son\w+\s*=", re.IGNORECASE)
ADDRESS = re.compile(r"https?://(?!www\.w3\.org/)[^\s\"'<]+")


def no_notebooks(folder: Path, _around: Surroundings) -> Iterator[Problem]:
    """A notebook is a second source, and carries outputs."""
    for path in sorted(folder.rglob("*.ipynb")):
        if ".ipynb_checkpoints" not in path.parts:
            yield Problem(
                path.relative_to(folder).as_posix(),
                None,
                say(
                    "a notebook, perhaps with outputs, does not belong in a module: "
                    "bring it in with `./innolab module import-notebook` and take it away"
                ),
            )


def plain_picture(module: Module, _around: Surroundings) -> Iterator[Problem]:
    """The module's picture is small, of a kind browsers show, and an SVG only draws."""
    name = module.manifest.picture.file
    path = module.folder / name
    if not path.is_file():
        return
    most = MOST_BYTES.get(path.suffix.lower())
    if most is None:
        yield module_toml(module).problem(
            say("a picture is one of {kinds}", kinds=", ".join(MOST_BYTES)), "picture", "file"
        )
    elif path.stat().st_size > most:
        size = path.stat().st_size
        yield Problem(name, None, say("the picture is too large: {size} bytes, at most {most}", size=size, most=most))
    if path.suffix.lower() == ".svg":
        yield from _drawing(name, path)
    elif most and not path.read_bytes().startswith(BEGINNINGS[path.suffix.lower()]):
        yield Problem(name, None, say("this is no {kind} file, whatever its name says", kind=path.suffix))


def _drawing(name: str, path: Path) -> Iterator[Problem]:
    """An SVG that can be read, and only draws."""
    try:
        root = ElementTree.parse(path).getroot().tag  # noqa: S314 - expat itself stops entities that explode
    except (ElementTree.ParseError, ValueError) as error:
        yield Problem(name, None, say("the picture is not SVG: {cause}", cause=str(error)))
        return
    if root != "{http://www.w3.org/2000/svg}svg":
        said = say('the picture is not SVG: it begins with <svg xmlns="http://www.w3.org/2000/svg">')
        yield Problem(name, None, said)
    text = lenient_text(path)
    for found in (*ACTIVE.finditer(text), *ADDRESS.finditer(text)):
        line = text.count("\n", 0, found.start()) + 1
        yield Problem(name, line, say('a picture may only draw: take "{found}" away', found=found[0].strip()))
