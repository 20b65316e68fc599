"""Which answers to a step are alike, so that a thought is judged once. Pure functions.

Nothing is parsed: code comes from pupils, and Python's parser can be brought down by what it is given.
"""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from innolab_portal.handin.works import Answer, Step

By = Literal["answer", "result"]
"""Alike by what the pupil wrote, or by what came of it: outputs and the check's word."""

T = TypeVar("T")

_LAYOUT = {tokenize.COMMENT, tokenize.NL, tokenize.ENCODING, tokenize.ENDMARKER}
_ADDRESS = re.compile(r"\b0x[0-9a-f]{6,}\b", re.IGNORECASE)
_NO_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Group(Generic[T]):
    """Pupils whose answers are alike."""

    number: int
    """From 1; 0 for those who stand alone."""
    members: Sequence[T]


def grouped(of: Iterable[tuple[T, Step]], by: By) -> list[Group[T]]:
    """Groups of two and more, the largest first; last, as one group, who stands alone."""
    alike: dict[Hashable, list[T]] = {}
    for one, step in of:
        alike.setdefault(_key(step, by), []).append(one)
    together = sorted((group for group in alike.values() if len(group) > 1), key=len, reverse=True)
    alone = [group[0] for group in alike.values() if len(group) == 1]
    groups = [Group(number, group) for number, group in enumerate(together, start=1)]
    return [*groups, Group(0, alone)] if alone else groups


def _key(step: Step, by: By) -> Hashable:
    if by == "answer":
        return tuple((answer.name, "" if answer.untouched else plain(answer)) for answer in step.answers)
    verdicts = tuple((one.cell.grade_id, one.cell.verdict, one.cell.auto_points) for one in step.graded)
    return verdicts, tuple((answer.name, _outputs(answer)) for answer in step.code)


def plain(answer: Answer) -> str:
    """Words without case, signs and spaces; code without comments, empty lines and spacing."""
    if answer.kind == "markdown":
        return _NO_WORD.sub(" ", answer.source.casefold()).strip() or answer.source.strip()
    return _plain_code(answer.source)


def _plain_code(source: str) -> str:
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (tokenize.TokenError, SyntaxError):
        return "\n".join(line.strip() for line in source.splitlines() if line.strip())
    return " ".join(_sign(token) for token in tokens if token.type not in _LAYOUT)


def _sign(token: tokenize.TokenInfo) -> str:
    """What of a token tells programs apart: of an indent not how wide it is."""
    if token.type in {tokenize.INDENT, tokenize.DEDENT}:
        return tokenize.tok_name[token.type]
    return token.string.strip() or ";"


def _outputs(answer: Answer) -> Hashable:
    """What stands in them, but for where things lay in memory."""
    return tuple((one.kind, one.title, _ADDRESS.sub("0x", one.text).strip(), one.html) for one in answer.outputs)
