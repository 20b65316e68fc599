"""Which mistake an error of running code is, with the name, the values and the counts concerned.

Messages are those of Python 3.11 to 3.14 and of the pandas and numpy that pupils meet.
"""

from __future__ import annotations

import ast
import builtins
import os
import re
from collections.abc import Callable, Iterable
from typing import Any

from innolab_check.syntax_errors import Said
from innolab_check.texts import shown
from innolab_check.values import kind_of, nearest, own_names
from innolab_check.where import Spot, spot, tracebacks

Namespace = dict[str, Any]
LIBRARIES = ("pandas", "matplotlib", "numpy", "math", "random", "statistics", "datetime", "ipywidgets", "csv", "json")
IMPORTS = {name: f"import {name}" for name in LIBRARIES} | {
    "pd": "import pandas as pd",
    "np": "import numpy as np",
    "plt": "import matplotlib.pyplot as plt",
}
LENGTH = {"length", "size", "count", "len", "lenght"}
ADD = {"add", "push", "push_back", "addend"}
TYPES = (
    (r"indices must be integers|list index must be", "place"),
    (r"'str'.*(and|to).*'(int|float)'|'(int|float)'.*and.*'str'|can only concatenate str|not str\b", "text_and_number"),
    (r"'str' object cannot be interpreted as an integer", "text_and_number"),
    (r"can only concatenate list", "list_plus"),
    (r"'NoneType' object|NoneType.*and|and.*'NoneType'|argument of type 'NoneType'", "none_used"),
    (r"object is not callable", "not_callable"),
    (r"argument|takes no keyword|unexpected keyword", "arguments"),
    (r"object is not subscriptable|does not support indexing", "not_subscriptable"),
    (r"object is not iterable|cannot unpack non-iterable|is not a container", "not_iterable"),
    (r"does not support item (assignment|deletion)", "unchangeable"),
    (r"cannot be interpreted as an integer|non-int of type", "whole_number"),
    (r"unhashable type", "unhashable"),
    (r"has no len\(\)", "no_length"),
)
VALUES = (
    (r"truth value of", "many_truths"),
    (r"(arg is an empty sequence|argument is empty|empty sequence)", "empty"),
    (r"math domain error|expected a (non)?(positive|negative)|nonnegative input|positive input", "math_domain"),
    (r"not in list|x not in tuple", "not_in_list"),
    (r"[Ll]ength|same (first dimension|length|size)|broadcast|shape mismatch", "lengths"),
)


def _kind(message: str, table: tuple[tuple[str, str], ...], otherwise: str) -> str:
    return next((key for pattern, key in table if re.search(pattern, message)), otherwise)


def explain_run(error: BaseException, namespace: Namespace) -> Said:
    """The kind of mistake and the words concerned."""
    for kinds, explain in EXPLAINERS:
        if isinstance(error, kinds):
            return explain(error, namespace)
    return "other", {"name": type(error).__name__}


# --- names and parts


def _name(error: Any, namespace: Namespace) -> Said:
    name = error.name or quoted(error)
    if name in IMPORTS:
        return "name_import", {"name": name, "near": IMPORTS[name]}
    later = _given_later(name, error, namespace)
    if later:
        return "name_later", {"name": name, "later": later}
    return _nearby("name", name, [*own_names(namespace), *_names_where_it_failed(error), *_words(builtins)])


def _given_later(name: str, error: BaseException, namespace: Namespace) -> int | None:
    """The line further down the same cell that gives the name its value."""
    at = spot(error, namespace)
    if at is None or at.frame.f_code.co_name != "<module>":
        return None
    source = (namespace.get("In") or [""])[-1].splitlines()
    below = range(at.node.lineno + 1, len(source) + 1)
    return next((line for line in below if re.match(rf"{re.escape(name)}\s*=(?!=)", source[line - 1])), None)


def _names_where_it_failed(error: BaseException) -> list[str]:
    levels = list(tracebacks(error))
    return [name for name in levels[-1].tb_frame.f_locals if not name.startswith("_")] if levels else []


def _unbound(error: Any, _: Namespace) -> Said:
    return "unbound", {"name": error.name or quoted(error)}


def _attribute(error: Any, namespace: Namespace) -> Said:
    name = error.name or quoted(error, last=True)
    if error.obj is None and "NoneType" in str(error):
        return _none_used(spot(error, namespace), name)
    near = nearest(name, _words(error.obj))
    if near is None and name in LENGTH:
        return "attribute_length", {"name": name}
    if near is None and name in ADD and isinstance(error.obj, list):
        return "attribute_append", {"name": name}
    return ("attribute_near", {"name": name, "near": near}) if near else ("attribute", {"name": name})


def _module(error: Any, _: Namespace) -> Said:
    return _nearby("module", (error.name or quoted(error)).split(".")[0], LIBRARIES)


def _import(error: Any, _: Namespace) -> Said:
    found = re.search(r"cannot import name '([^']+)' from '([^']+)'", str(error))
    if not found:
        return _module(error, _)
    import sys  # noqa: PLC0415 - only here, where something has gone wrong already

    near = nearest(found[1], _words(sys.modules.get(found[2])))
    return ("import_name_near" if near else "import_name"), {"name": found[1], "module": found[2], "near": near}


# --- kinds of values


def _type(error: BaseException, namespace: Namespace) -> Said:
    message, at = str(error), spot(error, namespace)
    key = _kind(message, TYPES, "type")
    if key == "arguments":
        return _arguments(message)
    if at is None:
        return key, {}
    if key == "none_used":
        return _none_used(at)
    if key == "text_and_number":
        names = at.names_holding(str)
        return ("text_and_number_name", {"name": names[0]}) if names else (key, {})
    if key in ("not_callable", "not_subscriptable"):
        return _of_a_name(key, at)
    return key, {}


def _none_used(at: Spot | None, name: str | None = None) -> Said:
    names = at.names_holding(type(None)) if at else []
    return ("none_used_name", {"name": names[0]}) if names else ("none_used", {"name": name})


def _of_a_name(key: str, at: Spot) -> Said:
    """A call or square brackets after a name that holds something else."""
    of = (
        at.node.func if isinstance(at.node, ast.Call) else at.node.value if isinstance(at.node, ast.Subscript) else None
    )
    if not isinstance(of, ast.Name):
        return key, {}
    if key == "not_callable" and hasattr(builtins, of.id):
        return "not_callable_hidden", {"name": of.id}
    return f"{key}_name", {"name": of.id, "kind": kind_of(at.value(of))}


def _arguments(message: str) -> Said:
    named = re.search(r"^([\w.<>]+)(?:\(\)| expected| takes)|for ([\w.]+)\(\)", message)
    function = (named[1] or named[2]).rpartition(".")[2] if named else "?"
    missing = re.search(r"missing \d+ required (?:positional|keyword-only) arguments?: (.*)", message)
    if missing:
        return "arguments_missing", {"name": function, "missing": ", ".join(re.findall(r"'(\w+)'", missing[1]))}
    unknown = re.search(r"unexpected keyword argument '(\w+)'|'(\w+)' is an invalid keyword argument", message)
    if unknown:
        return "arguments_name", {"name": function, "word": unknown[1] or unknown[2]}
    count = re.search(r"takes (?:from \d+ to )?(\d+|no) positional arguments? but (\d+) (?:was|were) given", message)
    if count:
        # A method's first is the object itself, which the pupil does not write.
        own = 1 if "." in message.split("()", maxsplit=1)[0] else 0
        takes = 0 if count[1] == "no" else int(count[1])
        return "arguments_count", {"name": function, "takes": takes - own, "given": int(count[2]) - own}
    return "arguments", {}


def _value(error: BaseException, namespace: Namespace) -> Said:
    message = str(error)
    text = re.search(r"could not convert string to float: (.*)|invalid literal for int\(\) with base 10: (.*)", message)
    if text:
        return _no_number(text[1] or text[2], whole="int()" in message)
    names = re.search(r"unpack \(expected (?:at least )?(\d+)(?:, got (\d+))?\)", message)
    if names:
        few = message.startswith("not enough")
        return ("unpack_few" if few else "unpack_many"), {"names": int(names[1]), "values": names[2]}
    key = _kind(message, VALUES, "value")
    if key == "lengths":
        return _lengths(message)
    if key == "empty":
        at = spot(error, namespace)
        called = at.node.func if at and isinstance(at.node, ast.Call) else None
        return key, {
            "name": getattr(called, "id", None) or getattr(called, "attr", None) or message.split("(", maxsplit=1)[0]
        }
    return key, {}


def _no_number(value: str, *, whole: bool) -> Said:
    bare = value.strip("'\" ")
    if not bare:
        return "no_number_empty", {"value": value}
    if re.fullmatch(r"[-+]?\d+,\d+", bare):
        return "no_number_comma", {"value": value}
    if whole and re.fullmatch(r"[-+]?\d*\.\d*", bare):
        return "no_number_whole", {"value": value}
    return "no_number", {"value": value}


def _lengths(message: str) -> Said:
    found = re.search(r"\((\d+),?\).*?\((\d+),?\)", message)
    return ("lengths_known", {"first": found[1], "second": found[2]}) if found else ("lengths", {})


# --- places in lists and tables, files


def _index(error: BaseException, namespace: Namespace) -> Said:
    at = spot(error, namespace)
    of = at.node.value if at and isinstance(at.node, ast.Subscript) else None
    if at and isinstance(at.node, ast.Call) and isinstance(at.node.func, ast.Attribute):
        of = at.node.func.value  # words.pop()
    if at is None or not isinstance(of, ast.Name):
        return "index", {}
    holds = at.value(of)
    if not isinstance(holds, list | tuple | str | range):
        return "index", {}
    count = len(holds)
    return ("index_known" if count else "index_empty"), {"name": of.id, "count": count, "last": count - 1}


def _key(error: BaseException, namespace: Namespace) -> Said:
    key = error.args[0] if error.args else ""
    name = key if isinstance(key, str) else shown(key)
    columns = _columns_where_it_failed(error)
    if columns is not None:
        asked = re.search(r"\[(?:Index\(\[)?'([^']+)'.*(?:not in index|are in the \[)", name)
        name = asked[1] if asked else name
        near = nearest(name, columns)
        return ("column_near" if near else "column"), {"name": name, "near": near, "columns": ", ".join(columns[:12])}
    keys = [k for value in namespace.values() if isinstance(value, dict) for k in value if isinstance(k, str)]
    return _nearby("key", name, [k for k in keys if not k.startswith("_")] if isinstance(key, str) else [])


def _columns_where_it_failed(error: BaseException) -> list[str] | None:
    """The columns of the table that was asked, found in pandas's own frames."""
    for tb in reversed(list(tracebacks(error))):
        frame = tb.tb_frame
        columns = getattr(frame.f_locals.get("self"), "columns", None)
        if columns is not None and "pandas" in str(frame.f_globals.get("__name__")):
            return [str(column) for column in columns]
    return None


def _zero(error: BaseException, namespace: Namespace) -> Said:
    at = spot(error, namespace)
    divisor = at.node.right if at and isinstance(at.node, ast.BinOp) else None
    return ("zero_known", {"name": divisor.id}) if isinstance(divisor, ast.Name) else ("zero", {})


def _file(error: Any, _: Namespace) -> Said:
    folder, name = os.path.split(_path(error))
    there = os.listdir(folder or ".") if os.path.isdir(folder or ".") else []
    return _nearby("file", name, [entry for entry in there if not entry.startswith(".")])


def _permission(error: Any, _: Namespace) -> Said:
    return "permission", {"name": _path(error)}


def _path(error: Any) -> str:
    return str(os.fspath(error.filename)) if error.filename is not None else ""


def _plain(key: str) -> Callable[[BaseException, Namespace], Said]:
    return lambda _error, _namespace: (key, {})


EXPLAINERS: tuple[
    tuple[type[BaseException] | tuple[type[BaseException], ...], Callable[[Any, Namespace], Said]], ...
] = (
    (UnboundLocalError, _unbound),
    (NameError, _name),
    (ModuleNotFoundError, _module),
    (ImportError, _import),
    (FileNotFoundError, _file),
    (PermissionError, _permission),
    (KeyError, _key),
    (IndexError, _index),
    (AttributeError, _attribute),
    (ZeroDivisionError, _zero),
    (OverflowError, _plain("overflow")),
    (RecursionError, _plain("recursion")),
    (MemoryError, _plain("memory")),
    (KeyboardInterrupt, _plain("stopped")),
    (AssertionError, _plain("assertion")),
    (TypeError, _type),
    (UnicodeDecodeError, _plain("encoding")),
    (ValueError, _value),
)


def _nearby(key: str, name: str, known: Iterable[object]) -> Said:
    near = nearest(name, known)
    return (f"{key}_near", {"name": name, "near": near}) if near else (key, {"name": name})


def quoted(error: BaseException, *, last: bool = False) -> str:
    """The name that the error's own message has between quotation marks."""
    found = re.findall(r"'([^']+)'", str(error))
    return str(found[-1 if last else 0]) if found else "?"


def _words(thing: object) -> list[str]:
    return [word for word in dir(thing) if not word.startswith("_")]
