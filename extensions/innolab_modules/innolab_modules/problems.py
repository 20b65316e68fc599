"""What is wrong with a module, said to its author: all at once, by file and line.

Exceptions of this package:

    ModuleError     a module can't be used; carries every Problem found
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One thing to mend, at a place the author can open."""

    file: str
    """Path inside the module's folder, with forward slashes."""
    line: int | None
    message: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.message}"


class ModuleError(Exception):
    """A module has problems; `problems` lists every one that could be found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems), key=lambda p: (p.file, p.line or 0, p.message))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that `word` was probably meant to be."""
    return next(iter(difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)), None)


def advice(word: str, known: Iterable[str]) -> str:
    """A sentence that helps after an unknown word: the nearest one, or all there are."""
    choices = sorted(known)
    close = nearest(word, choices)
    return f'Did you mean "{close}"?' if close else f"Known here: {', '.join(choices)}."
