"""Where in a test cell's outputs its hidden part began and ended.

nbgrader marks a hidden part by comments; for the run we put a statement before each, on the same line, that sends
a sign among the outputs. Outputs between the signs are of the hidden tests.
"""

from __future__ import annotations

import ast
import io
import tokenize

from nbformat import NotebookNode

BEGIN, END = "BEGIN HIDDEN TESTS", "END HIDDEN TESTS"
MIME = "application/vnd.innolab.hidden+json"
SEND = f"__import__('IPython').get_ipython().display_pub.publish({{{MIME!r}: {{'hidden': %s}}}})"


def mark_hidden_tests(notebook: NotebookNode) -> None:
    """Put signs where hidden parts begin and end, in cells where those are places for a statement."""
    for cell in notebook.cells:
        if cell.cell_type == "code" and BEGIN in cell.source:
            marked = _marked(cell.source)
            if marked is not None:
                cell.source = marked


def _marked(source: str) -> str | None:
    """The source with its signs; None where they can't stand, or where it isn't plain Python."""
    lines = source.split("\n")
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type == tokenize.COMMENT and (BEGIN in token.string or END in token.string):
                row, column = token.start[0] - 1, token.start[1]
                sign = SEND % (BEGIN in token.string)
                lines[row] = f"{lines[row][:column]}{sign}  {token.string}"
        ast.parse("\n".join(lines))
    except (SyntaxError, tokenize.TokenError):
        return None
    return "\n".join(lines)


def is_marked(cell: NotebookNode) -> bool:
    """Whether the cell sends signs."""
    return SEND % True in cell.source


def sign_of(output: NotebookNode) -> bool | None:
    """True where a hidden part begins, False where it ends, None for an output that is no sign."""
    sign = output.get("data", {}).get(MIME)
    return None if sign is None else bool(sign.get("hidden", True)) if isinstance(sign, dict) else True
