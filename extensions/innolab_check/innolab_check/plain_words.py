"""Python's errors in plain words: a title, a sentence, the line in the pupil's cell."""

from __future__ import annotations

import builtins
import linecache
import os
import re
import sys
import types
from collections.abc import Callable
from typing import Any

from innolab_check.pupil import is_authors
from innolab_check.texts import language, say, shown
from innolab_check.values import nearest, own_names
from innolab_check.verdicts import CannotJudge, CheckFailed

MIME = "application/vnd.innolab.error+json"
Said = tuple[str, dict[str, object]]
"""A key below "error." and what fills its words. The title of "name_near" is that of "name"."""
LIBRARIES = ("pandas", "matplotlib", "numpy", "math", "random", "statistics", "datetime", "ipywidgets", "csv", "json")
SYNTAX = (
    (r"expected ':'", "colon"),
    (r"'([(\[{])' was never closed", "bracket"),
    (r"unmatched '([)\]}])'", "bracket_extra"),
    (r"closing parenthesis '([)\]}])' does not match", "bracket_extra"),
    (r"unterminated (triple-quoted |f-)?(string|f-string)", "quote"),
    (r"Perhaps you forgot a comma|leading zeros", "comma"),
    (r"Maybe you meant '=='", "equals"),
    (r"cannot assign to|cannot delete|illegal expression for augmented", "assign"),
)
INDENT = ((r"expected an indented block", "indent_missing"), (r"unexpected indent", "indent_extra"))
TYPES = (
    (
        r"'str'.*(and|to).*'(int|float)'|'(int|float)'.*and.*'str'|can only concatenate str|not str\b|must be str",
        "text_and_number",
    ),
    (r"'NoneType' object|NoneType.*and|and.*'NoneType'", "none_used"),
    (r"object is not callable", "not_callable"),
    (r"positional argument|unexpected keyword|takes no arguments|takes at (most|least)", "arguments"),
)


class SaidError(Exception):
    """An error that has words: `key` stands below "error." in what its room taught by `texts.learn`."""

    def __init__(self, key: str, /, **params: object) -> None:
        self.key, self.params = key, params
        super().__init__(say(f"error.{key}.title", params)[language()])


def plain_words(error: BaseException, namespace: dict[str, Any]) -> dict[str, Any]:
    """The bundle for an error: never raises, since it runs where something has gone wrong already."""
    try:
        key, params = _explain(error, namespace)
    except Exception:  # noqa: BLE001 - a pupil's object may raise anything when looked at
        key, params = "other", {"name": type(error).__name__}
    title = say(f"error.{key.removesuffix('_near')}.title", params)
    name = params.get("name")
    return {
        "title": {code: words[:1].upper() + words[1:] for code, words in title.items()},
        "message": say(f"error.{key}.message", params),
        "line": line_in_cell(error, namespace),
        "name": None if name is None else str(name),
    }


def _explain(error: BaseException, namespace: dict[str, Any]) -> Said:
    for kinds, explain in EXPLAINERS:
        if isinstance(error, kinds):
            return explain(error, namespace)
    return "other", {"name": type(error).__name__}


def _match(message: str, table: tuple[tuple[str, str], ...], otherwise: str) -> tuple[str, str]:
    for pattern, key in table:
        found = re.search(pattern, message)
        if found:
            return key, next((group for group in found.groups() if group), "")
    return otherwise, ""


def _said(error: Any, _: dict[str, Any]) -> Said:
    return error.key, error.params


def _syntax(error: Any, namespace: dict[str, Any]) -> Said:
    error = _as_python_says_it(error, namespace)
    if isinstance(error, IndentationError):
        return _indent(error, namespace)
    key, bracket = _match(str(error.msg), SYNTAX, "syntax")
    return key, {"bracket": bracket}


def _as_python_says_it(error: SyntaxError, namespace: dict[str, Any]) -> SyntaxError:
    """IPython calls an unfinished cell "incomplete input"; Python itself tells what is unfinished and where."""
    history = namespace.get("In") or [""]
    if error.msg != "incomplete input":
        return error
    try:
        compile(history[-1], "cell", "exec")
    except SyntaxError as better:
        return better
    return error


def _indent(error: Any, _: dict[str, Any]) -> Said:
    return _match(str(error.msg), INDENT, "indent")[0], {}


def _type(error: BaseException, _: dict[str, Any]) -> Said:
    return _match(str(error), TYPES, "type")[0], {}


def _value(error: BaseException, _: dict[str, Any]) -> Said:
    message = str(error)
    text = re.search(r"could not convert string to float: (.*)|invalid literal for int\(\) with base 10: (.*)", message)
    if text:
        return "no_number", {"value": text[1] or text[2]}
    return ("many_truths" if "truth value of" in message else "value"), {}


def _unbound(error: Any, _: dict[str, Any]) -> Said:
    return "unbound", {"name": error.name or _quoted(error)}


def _name(error: Any, namespace: dict[str, Any]) -> Said:
    name = error.name or _quoted(error)
    return _nearby("name", name, [*own_names(namespace), *_names_in_frames(error), *_words(builtins)])


def _attribute(error: Any, _: dict[str, Any]) -> Said:
    name = error.name or _quoted(error)
    if error.obj is None:
        return "none_used", {"name": name}
    return _nearby("attribute", name, _words(error.obj))


def _key(error: BaseException, namespace: dict[str, Any]) -> Said:
    key = error.args[0] if error.args else ""
    columns = _columns_in_frames(error)
    name = key if isinstance(key, str) else shown(key)
    if columns is not None:
        near = nearest(name, columns)
        return ("column_near" if near else "column"), {"name": name, "near": near, "columns": ", ".join(columns[:12])}
    keys = [k for value in namespace.values() if isinstance(value, dict) for k in value if isinstance(k, str)]
    return _nearby("key", name, [k for k in keys if not k.startswith("_")] if isinstance(key, str) else [])


def _file(error: Any, _: dict[str, Any]) -> Said:
    path = os.fspath(error.filename) if error.filename is not None else ""
    folder, name = os.path.split(str(path))
    there = os.listdir(folder or ".") if os.path.isdir(folder or ".") else []
    return _nearby("file", name, [entry for entry in there if not entry.startswith(".")])


def _module(error: Any, _: dict[str, Any]) -> Said:
    return _nearby("module", (error.name or "").split(".")[0], LIBRARIES)


def _plain(key: str) -> Callable[[BaseException, dict[str, Any]], Said]:
    return lambda _error, _namespace: (key, {})


EXPLAINERS: tuple[
    tuple[type[BaseException] | tuple[type[BaseException], ...], Callable[[Any, dict[str, Any]], Said]], ...
] = (
    (SaidError, _said),
    (IndentationError, _indent),
    (SyntaxError, _syntax),
    (UnboundLocalError, _unbound),
    (NameError, _name),
    (ModuleNotFoundError, _module),
    (FileNotFoundError, _file),
    (KeyError, _key),
    (IndexError, _plain("index")),
    (AttributeError, _attribute),
    (ZeroDivisionError, _plain("zero")),
    (RecursionError, _plain("recursion")),
    (MemoryError, _plain("memory")),
    (KeyboardInterrupt, _plain("stopped")),
    (AssertionError, _plain("assertion")),
    (TypeError, _type),
    (ValueError, _value),
)


def _nearby(key: str, name: str, known: Any) -> Said:
    near = nearest(name, known)
    return (f"{key}_near", {"name": name, "near": near}) if near else (key, {"name": name})


def _quoted(error: BaseException) -> str:
    found = re.search(r"'([^']+)'", str(error))
    return found[1] if found else "?"


def _words(thing: object) -> list[str]:
    return [word for word in dir(thing) if not word.startswith("_")]


def _frames(error: BaseException) -> list[tuple[types.FrameType, int]]:
    found, tb = [], error.__traceback__
    while tb is not None:
        found.append((tb.tb_frame, tb.tb_lineno))
        tb = tb.tb_next
    return found


def _names_in_frames(error: BaseException) -> list[str]:
    frames = _frames(error)
    return [name for name in frames[-1][0].f_locals if not name.startswith("_")] if frames else []


def _columns_in_frames(error: BaseException) -> list[str] | None:
    """The columns of the table that was asked, found in pandas's own frames."""
    for frame, _ in reversed(_frames(error)):
        columns = getattr(frame.f_locals.get("self"), "columns", None)
        if columns is not None and "pandas" in str(frame.f_globals.get("__name__")):
            return [str(column) for column in columns]
    return None


def _own_frames(error: BaseException, namespace: dict[str, Any]) -> list[tuple[types.FrameType, int]]:
    """The frames of notebook cells, outermost first: their globals are the notebook's."""
    return [(frame, line) for frame, line in _frames(error) if frame.f_globals is namespace]


def line_in_cell(error: BaseException, namespace: dict[str, Any]) -> int | None:
    """The line in the pupil's cell where it went wrong: the innermost one that is theirs."""
    if isinstance(error, SyntaxError) and not _own_frames(error, namespace):
        return _as_python_says_it(error, namespace).lineno
    own = reversed(_own_frames(error, namespace))
    return next((line for frame, line in own if not _authors_frame(frame)), None)


def _authors_frame(frame: types.FrameType) -> bool:
    return is_authors("".join(linecache.getlines(frame.f_code.co_filename)))


def _is_pupils(error: BaseException, namespace: dict[str, Any]) -> bool:
    """Whether the pupil's code is at fault: it failed itself, a check called it, or it made no name that is needed."""
    frames = _own_frames(error, namespace)
    if not frames or not _authors_frame(frames[0][0]):
        return True
    return isinstance(error, NameError) or line_in_cell(error, namespace) is not None


def install(ip: Any) -> None:
    """Let this shell say errors in plain words before its own traceback. Installing twice is installing once."""
    ip.set_custom_exc((Exception, KeyboardInterrupt), _on_error)
    if getattr(ip.showsyntaxerror, "innolab", False):
        return
    stock = ip.showsyntaxerror

    def showsyntaxerror(*args: Any, **kwargs: Any) -> Any:
        # A cell that can't even be split into words fails before IPython runs it, outside any "except".
        error = sys.exc_info()[1] or getattr(sys, "last_value", None)
        if isinstance(error, SyntaxError):
            _display(ip, error)
        return stock(*args, **kwargs)

    showsyntaxerror.innolab = True  # type: ignore[attr-defined]
    ip.showsyntaxerror = showsyntaxerror


def _on_error(ip: Any, etype: type[BaseException], error: BaseException, tb: Any, tb_offset: int | None = None) -> Any:
    if not isinstance(error, CheckFailed | CannotJudge):
        _display(ip, error)
    return ip.showtraceback((etype, error, tb), tb_offset=tb_offset)


def _display(ip: Any, error: BaseException) -> None:
    try:
        if not _is_pupils(error, ip.user_ns):
            return
        bundle = plain_words(error, ip.user_ns)
        plain = f"{bundle['title'][language()]}. {bundle['message'][language()]}"
        ip.display_pub.publish({MIME: bundle, "text/plain": plain})
    except Exception:  # noqa: BLE001 - the ordinary traceback must come whatever happens here
        return
