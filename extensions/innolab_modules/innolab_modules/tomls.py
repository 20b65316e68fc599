"""Reading a TOML file into a model, with each mistake told by line and in an author's words."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from innolab_modules.forms import IN_WORDS
from innolab_modules.problems import Problem, advice
from innolab_modules.reading import read_file
from innolab_modules.saying import Said, say

M = TypeVar("M", bound=BaseModel)
SAYINGS = {
    "missing": say('the key "{key}" is missing{table}'),
    "literal_error": say('"{key}" must be {expected}, not {value}'),
    "enum": say('"{key}" must be {expected}, not {value}'),
    "string_type": say('"{key}" must be text in quotes, not {value}'),
    "string_too_short": say('"{key}" is empty: write the words'),
    "int_type": say('"{key}" must be a whole number, not {value}'),
    "int_parsing": say('"{key}" must be a whole number, not {value}'),
    "bool_type": say('"{key}" must be true or false, not {value}'),
    "list_type": say('"{key}" must be a list in square brackets, not {value}'),
    "model_type": say('"{key}" must be a table with keys of its own, not {value}'),
    "model_attributes_type": say('"{key}" must be a table with keys of its own, not {value}'),
    "too_short": say('"{key}" needs at least one value'),
    "greater_than": say('"{key}" must be more than {limit}, not {value}'),
    "greater_than_equal": say('"{key}" must be at least {limit}, not {value}'),
    "less_than_equal": say('"{key}" must be at most {limit}, not {value}'),
    "string_too_long": say('"{key}" may have at most {limit} letters'),
    "string_pattern_mismatch": say('"{key}" must be written with {form}, not {value}'),
}
OTHERWISE = say('"{key}": {cause}, not {value}')


@dataclass(frozen=True)
class TomlFile:
    """A TOML file of a module: its data, and the lines where its keys stand."""

    shown: str
    """The path to name to the author."""
    text: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    unreadable: tuple[Problem, ...] = ()
    """Why there is no data, if so."""

    @classmethod
    def open(cls, path: Path, shown: str) -> TomlFile:
        """Read the file; what is wrong with it as a whole is in `unreadable`."""
        text, problems = read_file(path, shown)
        if problems:
            return cls(shown, unreadable=tuple(problems))
        try:
            return cls(shown, text, tomllib.loads(text))
        except tomllib.TOMLDecodeError as error:
            return cls(shown, text, unreadable=(_toml_problem(shown, str(error)),))

    def read_as(self, model: type[M]) -> tuple[M | None, list[Problem]]:
        """The file as a model, or everything that is wrong with it."""
        if self.unreadable:
            return None, list(self.unreadable)
        try:
            return model.model_validate(self.data), []
        except ValidationError as error:
            return None, [_problem(self, model, detail) for detail in error.errors(include_url=False)]

    def problem(self, said: Said, *loc: int | str) -> Problem:
        """A problem at the key `loc`."""
        return Problem(self.shown, line_of_key(self.text, loc) if loc else None, said)


def _toml_problem(shown: str, message: str) -> Problem:
    found = re.search(r"\(at line (\d+), column \d+\)", message)
    said = re.sub(r"\s*\(at .*\)$", "", message)
    cause = f"{said[:1].lower()}{said[1:]}"
    return Problem(shown, int(found[1]) if found else None, say("this is not TOML: {cause}", cause=cause))


def _problem(file: TomlFile, model: type[BaseModel], detail: ErrorDetails) -> Problem:
    loc = detail["loc"]
    if detail["type"] == "extra_forbidden":
        return file.problem(say('unknown key "{key}". {advice}', key=_dotted(loc), advice=_advice(model, loc)), *loc)
    if detail["type"] == "value_error" and isinstance(own := detail["ctx"]["error"].args[0], Said):
        return file.problem(own, *loc)
    values = {"key": _dotted(loc), "value": repr(detail["input"]), "cause": detail["msg"], **_context(detail)}
    if detail["type"] == "missing":
        values["table"] = _table_to_add(model, loc)
    return file.problem(SAYINGS.get(detail["type"], OTHERWISE).having(**values), *loc)


def _advice(model: type[BaseModel], loc: tuple[int | str, ...]) -> Said:
    """What to do about an unknown key. In TOML a key after a [table] belongs to that table: a usual slip."""
    key, known = str(loc[-1]), _fields_at(model, loc[:-1])
    if len(loc) > 1 and key in model.model_fields and key not in known:
        return say('"{key}" belongs to the top of the file: move it above the first [table].', key=key)
    return advice(key, known)


def _table_to_add(model: type[BaseModel], loc: tuple[int | str, ...]) -> Said | str:
    """How a missing key is written that is a table of its own; nothing for a plain value."""
    *above, key = loc
    field = _model_at(model, tuple(above)).model_fields[str(key)]
    inner = model_in(field.annotation)
    if inner is None:
        return ""
    head = f"[[{key}]]" if get_origin(field.annotation) is list else f"[{_dotted(loc)}]"
    needed = [f'"{name}"' for name, inside in inner.model_fields.items() if inside.is_required()]
    return say(": add {table} with {keys}", table=head, keys=", ".join(needed))


def _context(detail: ErrorDetails) -> dict[str, Said | str]:
    context = detail.get("ctx", {})
    limit = next((context[name] for name in ("gt", "ge", "le", "max_length") if name in context), "")
    return {
        "expected": _choice(str(context.get("expected", ""))),
        "limit": str(limit),
        "form": IN_WORDS.get(context.get("pattern", ""), ""),
    }


def _choice(expected: str) -> Said | str:
    """Pydantic's `'a', 'b' or 'c'`."""
    words, _or, word = expected.rpartition(" or ")
    return say("{words} or {word}", words=words, word=word) if words else word


def _dotted(loc: tuple[int | str, ...]) -> str:
    """A place in the file as an author writes it: goals[2].band (counted from 1)."""
    parts = [f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in loc]
    return "".join(parts).lstrip(".")


def _fields_at(model: type[BaseModel], loc: tuple[int | str, ...]) -> list[str]:
    return list(_model_at(model, loc).model_fields)


def _model_at(model: type[BaseModel], loc: tuple[int | str, ...]) -> type[BaseModel]:
    for part in loc:
        if isinstance(part, str):
            inner = model_in(model.model_fields[part].annotation)
            model = inner if inner else model
    return model


def model_in(annotation: Any) -> type[BaseModel] | None:
    """The model inside `X`, `X | None` or `list[X]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := model_in(part))), None)


def line_of_key(text: str, loc: tuple[int | str, ...]) -> int | None:
    """The line where the key at `loc` stands, or the nearest table above it that is there; None if neither."""
    lines = text.splitlines()
    span, line = range(len(lines)), None
    for part, following in zip(loc, (*loc[1:], None), strict=True):
        if isinstance(part, int):
            continue
        found = _find_key(lines, span, part, following + 1 if isinstance(following, int) else 1)
        if found is None:
            break
        line, span = found + 1, _inside(lines, found)
    return line


def _find_key(lines: list[str], span: range, key: str, count: int) -> int | None:
    """The `count`th table of that name in a stretch of lines, else the first value of that name."""
    name = re.escape(key)
    tables = [i for i in span if re.search(rf"^\s*\[\[?([\w-]+\.)*{name}\]\]?\s*(#.*)?$", lines[i])]
    if tables:
        return tables[min(count, len(tables)) - 1]
    return next((i for i in span if re.search(rf'(^|[{{,])\s*"?{name}"?\s*=', lines[i])), None)


def _inside(lines: list[str], found: int) -> range:
    """The lines that belong to a key: a value's own line; a table's, with those of its own sub-tables."""
    table = re.match(r"^\s*\[+([\w.-]+)\]+", lines[found])
    if not table:
        return range(found, found + 1)
    for number in range(found + 1, len(lines)):
        other = re.match(r"^\s*\[+([\w.-]+)\]+", lines[number])
        if other and not other[1].startswith(f"{table[1]}."):
            return range(found, number)
    return range(found, len(lines))
