"""What is wrong with a module, said to its author: all at once, by file and line.

Exceptions of this package:

    ModuleError     a module can't be used; carries every Problem found
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

from innolab_modules.saying import Said, say


@dataclass(frozen=True)
class Problem:
    """One thing to mend, at a place the author can open."""

    file: str
    """Path inside the module's folder, with forward slashes."""
    line: int | None
    said: Said

    @property
    def place(self) -> str:
        """The file, and the line where there is one."""
        return self.file if self.line is None else f"{self.file}:{self.line}"

    def told(self, language: str) -> str:
        """Place and sentence in a language."""
        return f"{self.place}: {self.said.told(language)}"

    def __str__(self) -> str:
        return self.told("en")


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """Each problem once, as they stand in the files."""
    return sorted(set(problems), key=lambda problem: (problem.file, problem.line or 0, str(problem.said)))


class ModuleError(Exception):
    """A module has problems; `problems` lists every one that could be found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = in_order(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that `word` was probably meant to be."""
    return next(iter(difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)), None)


def advice(word: str, known: Iterable[str]) -> Said:
    """A sentence that helps after an unknown word: the nearest one, or all there are."""
    choices = sorted(known)
    close = nearest(word, choices)
    if close:
        return say('Did you mean "{word}"?', word=close)
    return say("Known here: {words}.", words=", ".join(choices))
