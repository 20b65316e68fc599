"""Where in the pupil's code an error happened: the line, the expression that failed, and what its names hold."""

from __future__ import annotations

import ast
import builtins
import linecache
import types
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from innolab_check.pupil import is_authors

UNKNOWN = object()
"""What is told of an expression that is more than a name or a plain value: nothing of the pupil's is run again."""


@dataclass(frozen=True)
class Spot:
    """The expression in the pupil's code that failed."""

    node: ast.expr
    frame: types.FrameType

    def value(self, node: ast.expr) -> object:
        """What a name or a plain value in it holds."""
        if isinstance(node, ast.Constant):
            return node.value
        if not isinstance(node, ast.Name):
            return UNKNOWN
        for names in (self.frame.f_locals, self.frame.f_globals, vars(builtins)):
            if node.id in names:
                return names[node.id]
        return UNKNOWN

    def names_holding(self, wanted: type[Any]) -> list[str]:
        """The names right in this expression whose value is of a kind."""
        inside = [node for node in ast.walk(self.node) if isinstance(node, ast.Name)]
        return [node.id for node in inside if isinstance(self.value(node), wanted)]


def tracebacks(error: BaseException) -> Iterator[types.TracebackType]:
    """The levels of an error, outermost first."""
    tb = error.__traceback__
    while tb is not None:
        yield tb
        tb = tb.tb_next


def own_tracebacks(error: BaseException, namespace: dict[str, Any]) -> list[types.TracebackType]:
    """The levels that are notebook cells, outermost first: their globals are the notebook's."""
    return [tb for tb in tracebacks(error) if tb.tb_frame.f_globals is namespace]


def spot(error: BaseException, namespace: dict[str, Any]) -> Spot | None:
    """The innermost expression of the notebook that failed, by the positions Python keeps; None where it can't tell."""
    try:
        tb = own_tracebacks(error, namespace)[-1]
        code = tb.tb_frame.f_code
        wanted = next(islice(code.co_positions(), tb.tb_lasti // 2, None))
        tree = ast.parse("".join(linecache.getlines(code.co_filename)))
    except (IndexError, StopIteration, SyntaxError):
        return None
    for node in ast.walk(tree):
        if isinstance(node, ast.expr) and _position(node) == wanted:
            return Spot(node, tb.tb_frame)
    return None


def _position(node: ast.expr) -> tuple[int, int | None, int, int | None]:
    return node.lineno, node.end_lineno, node.col_offset, node.end_col_offset


def pupils_line(error: BaseException, namespace: dict[str, Any]) -> int | None:
    """The innermost line that the pupil wrote."""
    own = reversed(own_tracebacks(error, namespace))
    return next((tb.tb_lineno for tb in own if not is_authors_frame(tb.tb_frame)), None)


def is_authors_frame(frame: types.FrameType) -> bool:
    """Whether a level is a cell of the activity's author."""
    return is_authors("".join(linecache.getlines(frame.f_code.co_filename)))
