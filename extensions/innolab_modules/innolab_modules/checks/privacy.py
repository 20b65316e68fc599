"""No person can be found in a module: no name of who works here, no path of theirs, no address or identity code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from innolab_modules.checks.surroundings import Surroundings
from innolab_modules.problems import Problem
from innolab_modules.reading import lenient_text
from innolab_modules.saying import Said, say

SUFFIXES = {".md", ".toml", ".po", ".py", ".svg", ".csv", ".json", ".txt"}
MOST_BYTES = 5_000_000
IDENTITY = say("a personal identity code")
CHECK_CHARACTERS = "0123456789ABCDEFHJKLMNPRSTUVWXY"
FOUND = {
    say("a path of a person's machine"): re.compile(
        r"(?<![\w.])(?:/home/|/Users/|[A-Za-z]:\\+Users\\+)[^\s/\\\"'`:<>]+"
    ),
    say("an e-mail address"): re.compile(r"\b[\w.+-]+@(?!example\.)[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b"),
    IDENTITY: re.compile(r"\b\d{6}[-+A-FU-Y]\d{3}[0-9A-Y]\b"),
    say("a telephone number"): re.compile(r"\+358[ \d]{6,}\d"),
    say("a trace of a drawing program"): re.compile(r"(?:sodipodi:docname|inkscape:export-filename)=\"[^\"]*\""),
}
# Here a person may be named who wishes it.
SIGNED = re.compile(r"^(authors|credits)\b")


def no_person(folder: Path, around: Surroundings) -> Iterator[Problem]:
    """Look through every text file of the module."""
    patterns = FOUND | {say("the name of a person"): _names(around.persons)} if around.persons else FOUND
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in SUFFIXES and path.is_file() and path.stat().st_size <= MOST_BYTES:
            yield from _look(path, path.relative_to(folder).as_posix(), patterns)


def _names(persons: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(re.escape(name) for name in persons)})\b", re.IGNORECASE)


def _look(path: Path, shown: str, patterns: dict[Said, re.Pattern[str]]) -> Iterator[Problem]:
    for number, line in enumerate(lenient_text(path).splitlines(), 1):
        if shown == "module.toml" and SIGNED.match(line):
            continue
        for what, pattern in patterns.items():
            for found in pattern.finditer(line):
                if what == IDENTITY and not _is_identity_code(found[0]):
                    continue
                yield Problem(shown, number, say('{what} stands here: "{found}"', what=what, found=found[0]))


def _is_identity_code(text: str) -> bool:
    """Whether the last character checks: measurements and dates look much like codes."""
    return CHECK_CHARACTERS[int(text[:6] + text[7:10]) % len(CHECK_CHARACTERS)] == text[10]
