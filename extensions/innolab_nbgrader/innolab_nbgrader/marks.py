"""Where in a test cell's outputs its hidden part began and ended.

nbgrader marks a hidden part by comments; for the run we put a statement before each, on the same line, that sends
a sign among the outputs, and one at the cell's begin. What does not stand after a sign that it may be seen is of the
hidden tests: the pupil's code may have cleared the outputs, or printed so much that no sign had room.
"""

from __future__ import annotations

import ast
import copy
import io
import tokenize

from jupyter_prefork.notebook.allowance import LEFT_OUT
from nbformat import NotebookNode
from nbformat.v4 import new_output

BEGIN, END = "BEGIN HIDDEN TESTS", "END HIDDEN TESTS"
MIME = "application/vnd.innolab.hidden+json"
SEND = f"__import__('IPython').get_ipython().display_pub.publish({{{MIME!r}: {{'hidden': %s}}}})"


def with_signs(notebook: NotebookNode) -> NotebookNode:
    """A notebook to run, with signs where hidden parts begin and end, where those are places for a statement."""
    signed = copy.deepcopy(notebook)
    for cell in signed.cells:
        if cell.cell_type == "code" and BEGIN in cell.source:
            cell.source = _marked(cell.source) or cell.source
    return signed


def _marked(source: str) -> str | None:
    """The source with its signs; None where they can't stand, or where it isn't plain Python."""
    lines = source.split("\n")
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.COMMENT and (BEGIN in token.string or END in token.string):
                row, column = token.start[0] - 1, token.start[1]
                sign = SEND % (BEGIN in token.string)
                lines[row] = f"{lines[row][:column]}{sign}  {token.string}"
        marked = "\n".join([SEND % False, *lines])
        ast.parse(marked)
    except (SyntaxError, tokenize.TokenError):
        return None
    return marked


def hide_after_cuts(notebook: NotebookNode) -> None:
    """Where a cell's output was cut, what follows may be of a hidden part: its sign may be among what was left out."""
    for cell in notebook.cells:
        cuts = [place for place, output in enumerate(cell.get("outputs", [])) if LEFT_OUT in output.get("text", "")]
        for place in reversed(cuts):
            cell.outputs.insert(place + 1, new_output("display_data", {MIME: {"hidden": True}}))


def sign_of(output: NotebookNode) -> bool | None:
    """True where a hidden part begins, False where it ends, None for an output that is no sign."""
    sign = output.get("data", {}).get(MIME)
    return None if sign is None else bool(sign.get("hidden", True)) if isinstance(sign, dict) else True
