"""Scores of the two sides of `autograde`, compared cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Scores = Mapping[str, Mapping[str, Mapping[str, Sequence[float | None]]]]
"""By pupil, notebook and grade_id: the automatic points, None where only a person can give them, and the most."""


def differences(stock: Scores, innolab: Scores) -> list[str]:
    """Where the scores differ, or only one side has any; in words."""
    return [
        f"{pupil}, {notebook}, {cell}: stock {_told(theirs)}, InnoLab {_told(ours)}"
        for pupil, theirs_of_pupil, ours_of_pupil in _beside(stock, innolab)
        for notebook, theirs_of_notebook, ours_of_notebook in _beside(theirs_of_pupil or {}, ours_of_pupil or {})
        for cell, theirs, ours in _beside(theirs_of_notebook or {}, ours_of_notebook or {})
        if theirs is None or ours is None or tuple(theirs) != tuple(ours)
    ]


def _beside(stock: Mapping[str, Any], innolab: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    for key in sorted({*stock, *innolab}):
        yield key, stock.get(key), innolab.get(key)


def _told(score: Sequence[float | None] | None) -> str:
    if score is None:
        return "has no such score"
    points, most = score
    return f"leaves it to a person, of {most:g}" if points is None else f"{points:g} of {most:g}"
