"""What every kind of roster file is read into: who is in which class, line by line."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

MOST_BYTES = 5_000_000
MOST_ROWS = 10_000
LONGEST_NAME = 80
LONGEST_CLASS = 30
LONGEST_ID = 100
LAST_GRADE = 9


class Row(NamedTuple):
    """A pupil in a class, as one line of a file says it."""

    line: int
    pupil: str
    """The school's own number of the pupil; empty where the file has none."""
    name: str
    school_class: str
    grade: int


class Problem(NamedTuple):
    """What is wrong, where: line 0 is the file as a whole."""

    line: int
    message: str


@dataclass
class Roster:
    """All of a file: what can be taken, what can't, and the columns nobody reads."""

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)


class Unreadable(Exception):  # noqa: N818
    """The file as a whole can't be taken; the message says why."""


def grade_of(told: str, school_class: str) -> int | None:
    """The grade by its own column, else by the class's name: `7B`, `3. lk`, `0A`, `Esi 2`; None if neither tells."""
    for text in (told, school_class):
        if re.match(r"\s*(esi|förskol|pre)", text, re.IGNORECASE):
            return 0
        if (found := re.match(r"\s*(\d{1,2})", text)) and int(found[1]) <= LAST_GRADE:
            return int(found[1])
    return None


def tidy(text: str | None) -> str:
    """A cell without what spreadsheets leave: spaces around and within, hard spaces, characters that print nothing."""
    return " ".join("".join(sign for sign in text or "" if sign.isprintable() or sign.isspace()).split())
