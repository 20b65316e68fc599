"""Answers that were split over several cells, and several cells that were merged into one: taken apart as text."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import combinations

MOST_COMPARED = 2000
"""Characters of each text; comparing takes the square of it."""


def whole_of(parts: Sequence[str], *, is_code: bool) -> str | None:
    """The answer these are the pieces of, in their order; None where they are rather versions of one answer."""
    if not is_code:
        is_version = any(one.strip() in other or other.strip() in one for one, other in combinations(parts, 2))
        return None if is_version else "\n\n".join(parts)
    names = [names_made(part) for part in parts]
    if None in names:
        whole = "\n".join(parts)
        return whole if names_made(whole) is not None else None
    if any(one & other for one, other in combinations([made for made in names if made is not None], 2)):
        return None
    return "\n".join(parts)


def names_made(source: str) -> set[str] | None:
    """The names that running this code gives a value; None where it is no Python."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    made = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            made.add(node.name)
        else:
            made |= {
                name.id for name in ast.walk(node) if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)
            }
    return made


def likeness(answer: str, given: str) -> float:
    """How much of the text that was given out stands in the answer, from 0 to 1."""
    given = given.strip()[:MOST_COMPARED]
    if not given:
        return 0.0
    blocks = SequenceMatcher(None, given, answer[:MOST_COMPARED], autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks if block.size > 1) / len(given)
