"""Reading a TOML file into a model, with each mistake told by line and in an author's words."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from innolab_modules.problems import Problem, advice

M = TypeVar("M", bound=BaseModel)
SAYINGS = {
    "missing": 'the key "{key}" is missing',
    "literal_error": '"{key}" must be {expected}, not {value}',
    "enum": '"{key}" must be {expected}, not {value}',
    "string_type": '"{key}" must be text in quotes, not {value}',
    "string_too_short": '"{key}" is empty: write the words',
    "int_type": '"{key}" must be a whole number, not {value}',
    "int_parsing": '"{key}" must be a whole number, not {value}',
    "bool_type": '"{key}" must be true or false, not {value}',
    "list_type": '"{key}" must be a list in square brackets, not {value}',
    "too_short": '"{key}" needs at least one value',
    "value_error": "{cause}",
}


def read_toml(path: Path, shown: str, model: type[M]) -> tuple[M | None, list[Problem]]:
    """The file as a model, or what is wrong with it. `shown` is the path to name to the author."""
    try:
        text = path.read_text(encoding="utf-8")
        raw = tomllib.loads(text)
    except FileNotFoundError:
        return None, [Problem(shown, None, "the file is missing")]
    except UnicodeDecodeError:
        return None, [Problem(shown, None, "the file is not UTF-8 text: save it as UTF-8")]
    except tomllib.TOMLDecodeError as error:
        return None, [_toml_problem(shown, str(error))]
    try:
        return model.model_validate(raw), []
    except ValidationError as error:
        return None, [_problem(shown, text, model, detail) for detail in error.errors(include_url=False)]


def _toml_problem(shown: str, message: str) -> Problem:
    found = re.search(r"\(at line (\d+), column \d+\)", message)
    said = re.sub(r"\s*\(at .*\)$", "", message)
    return Problem(shown, int(found[1]) if found else None, f"this is not TOML: {said[:1].lower()}{said[1:]}")


def _problem(shown: str, text: str, model: type[BaseModel], detail: ErrorDetails) -> Problem:
    loc = detail["loc"]
    line = line_of_key(text, loc)
    if detail["type"] == "extra_forbidden":
        key = str(loc[-1])
        return Problem(shown, line, f'unknown key "{_dotted(loc)}". {advice(key, _fields_at(model, loc[:-1]))}')
    values = {"key": _dotted(loc), "value": repr(detail["input"]), **_context(detail)}
    saying = SAYINGS.get(detail["type"])
    message = saying.format(**values) if saying else f'"{values["key"]}": {detail["msg"]}, not {values["value"]}'
    return Problem(shown, line, message)


def _context(detail: ErrorDetails) -> dict[str, str]:
    context = detail.get("ctx", {})
    return {"expected": str(context.get("expected", "")), "cause": str(context.get("error", ""))}


def _dotted(loc: tuple[int | str, ...]) -> str:
    """A place in the file as an author writes it: goals[2].band (counted from 1)."""
    parts = [f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in loc]
    return "".join(parts).lstrip(".")


def _fields_at(model: type[BaseModel], loc: tuple[int | str, ...]) -> list[str]:
    for part in loc:
        if isinstance(part, str):
            inner = _model_in(model.model_fields[part].annotation)
            model = inner if inner else model
    return list(model.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model inside `X`, `X | None` or `list[X]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)


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
