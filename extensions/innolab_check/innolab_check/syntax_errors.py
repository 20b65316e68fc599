"""Which mistake in writing a SyntaxError is: by Python's own message, and by the line where that says too little.

Messages are those of Python 3.11 to 3.14.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable

Said = tuple[str, dict[str, object]]
"""A key below "error." and what fills its words."""

BY_MESSAGE = (
    (r"Missing parentheses in call to 'print'", "print"),
    (r"invalid character '(?P<name>.+)' \(", "mark"),
    (r"invalid non-printable character", "unseen"),
    (r"leading zeros in decimal", "zeros"),
    (r"invalid (decimal|hexadecimal|octal|binary|imaginary) literal", "digit_letter"),
    (r"'(?P<name>return|yield|await)' outside function", "outside_function"),
    (r"'(?P<name>break|continue)'.* (outside|not properly in) loop", "outside_loop"),
    (r"expected '\('", "def_brackets"),
    (r"positional argument follows keyword argument", "argument_order"),
    (r"expected 'except' or 'finally'", "try_alone"),
    (r"closing parenthesis '(?P<bracket>.)' does not match opening parenthesis '(?P<first>.)'", "bracket_pair"),
    (r"'(?P<bracket>[(\[{])' was never closed|f-string: expecting '(?P<end>})'", "bracket"),
    (r"unmatched '(?P<bracket>[)\]}])'|f-string: single '(?P<end>})'", "bracket_extra"),
    (r"unterminated |f-string: (unterminated|unclosed)", "quote"),
    (r"expected ':'", "colon"),
    (r"Perhaps you forgot a comma", "comma"),
    (r"Maybe you meant '=='", "equals"),
    (r"cannot assign to|cannot delete|illegal expression for augmented", "assign"),
)
INDENT = (
    (r"expected an indented block after .* on line (?P<above>\d+)", "indent_missing_after"),
    (r"expected an indented block", "indent_missing"),
    (r"unexpected indent", "indent_extra"),
    (r"inconsistent use of tabs", "tab"),
)
SIGNS = {"=>": ">=", "=<": "<=", "=!": "!=", "<>": "!=", "===": "=="}
WORDS = {"&&": "and", "||": "or"}


def explain_syntax(error: SyntaxError) -> Said:
    """The kind of mistake and the words concerned."""
    message, line = str(error.msg), error.text or ""
    if isinstance(error, IndentationError):
        return _by_message(message, INDENT) or ("indent", {})
    return _by_line(line, message) or _by_message(message, BY_MESSAGE) or _unfinished(line) or ("syntax", {})


def _by_message(message: str, table: tuple[tuple[str, str], ...]) -> Said | None:
    for pattern, key in table:
        found = re.search(pattern, message)
        if found:
            params: dict[str, object] = {name: text for name, text in found.groupdict().items() if text}
            params.setdefault("bracket", {"}": "{"}.get(str(params.get("end")), params.get("end")))
            return key, params
    return None


def _by_line(line: str, message: str) -> Said | None:
    """What Python calls invalid without a reason, or for a reason that would lead a pupil astray."""
    code = re.sub(r"""(["']).*?\1|#.*""", "", line)
    return next((said for look in LOOKS if (said := look(code, message))), None)


def _else_if(code: str, _message: str) -> Said | None:
    return ("else_if", {}) if re.match(r"\s*(else if|elseif|elsif)\b", code) else None


def _keyword_as_name(code: str, _message: str) -> Said | None:
    found = re.match(r"\s*(?:for\s+|def\s+)?([A-Za-z]+)\s*(?:=(?!=)|in\b|\()", code)
    if not found or not keyword.iskeyword(found[1]) or re.match(r"\s*(not|if|while|return|and|or|print)\b", code):
        return None
    return "keyword", {"name": found[1], "near": f"{found[1]}_1"}


def _signs(code: str, _message: str) -> Said | None:
    for table, key in ((SIGNS, "compare_sign"), (WORDS, "and_or")):
        for sign, near in table.items():
            if sign in code:
                return key, {"name": sign, "near": near}
    return None


def _plus_plus(code: str, _message: str) -> Said | None:
    found = re.search(r"\w(\+\+|--)\s*$", code)
    return ("plus_plus", {"name": found[1]}) if found else None


def _else_alone(code: str, message: str) -> Said | None:
    found = re.match(r"\s*(else|elif|except|finally)\b.*:\s*$", code)
    return ("else_alone", {"name": found[1]}) if found and message.startswith("invalid syntax") else None


def _for_in(code: str, message: str) -> Said | None:
    found = re.match(r"\s*for\s+\w+\s+(?!in\b)\w", code)
    return ("for_in", {}) if found and message.startswith(("invalid syntax", "expected 'in'")) else None


def _name_in_parts(code: str, message: str) -> Said | None:
    spaces = re.match(r"\s*([^\W\d]\w*) +([^\W\d]\w*)\s*=(?!=)", code)
    if spaces and message.startswith("invalid syntax") and not keyword.iskeyword(spaces[1]):
        return "name_space", {"near": f"{spaces[1]}_{spaces[2]}"}
    hyphens = re.match(r"\s*([^\W\d]\w*(?:-[^\W\d]\w*)+)\s*=(?!=)", code)
    if hyphens and message.startswith("cannot assign to expression"):
        return "name_hyphen", {"near": hyphens[1].replace("-", "_")}
    return None


LOOKS: tuple[Callable[[str, str], Said | None], ...] = (
    _else_if,
    _signs,
    _plus_plus,
    _keyword_as_name,
    _else_alone,
    _for_in,
    _name_in_parts,
)


def _unfinished(line: str) -> Said | None:
    found = re.search(r"(\*\*|//|[-+*/=,.<>]|\b(?:import|from|in|and|or|not|is))\s*$", line.split("#", maxsplit=1)[0])
    return ("unfinished", {"name": found[1]}) if found else None
