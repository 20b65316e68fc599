"""What models and index say of themselves: JSON Schema for editors, tables for docs/reference.

`python -m innolab_modules.reference docs/reference` writes both anew; a test holds them to the models.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from innolab_modules import forms
from innolab_modules.answers import Choice, Number, Table
from innolab_modules.curriculum import curriculum, listed
from innolab_modules.manifest import (
    ActivityManifest,
    DataFile,
    Goal,
    Manifest,
    Picture,
    PlanPart,
    Step,
)

FILES: dict[str, type[BaseModel]] = {"module": Manifest, "activity": ActivityManifest}
TABLES: dict[str, type[BaseModel]] = {
    "module.toml": Manifest,
    "goals": Goal,
    "picture": Picture,
    "data": DataFile,
    "plan": PlanPart,
    "activity.toml": ActivityManifest,
    "steps": Step,
    "a choice": Choice,
    "a number": Number,
    "a table": Table,
}
DOCUMENTS = ("module-format.md", "curriculum.md")
MOST_CHOICES = 8
"""Longer lists of choices are looked up in the curriculum index."""


def json_schema(name: str) -> dict[str, Any]:
    """The JSON Schema of `module` (module.toml) or `activity` (activity.toml), for editors."""
    schema = FILES[name].model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": f"{name}.toml of InnoLab"}


def schema_text(name: str) -> str:
    """The schema as a file."""
    return json.dumps(json_schema(name), ensure_ascii=False, indent=1) + "\n"


def table(model: type[BaseModel]) -> str:
    """The keys of a model as a Markdown table."""
    schema = model.model_json_schema()
    rows = ["| Key | Value | What it is |", "|---|---|---|"]
    for key, field in schema["properties"].items():
        left_out = "" if key in schema["required"] else " May be left out."
        rows.append(f"| `{key}` | {_kind(field, schema.get('$defs', {}))} | {field['description']}{left_out} |")
    return "\n".join(rows)


def _kind(schema: dict[str, Any], defs: dict[str, Any]) -> str:
    """What a value may be, in a reader's words."""
    if "$ref" in schema:
        return _named(schema["$ref"].rpartition("/")[2], defs)
    if "anyOf" in schema:
        return _kind(schema["anyOf"][0], defs)
    if "const" in schema:
        return f"`{json.dumps(schema['const'])}`"
    if "enum" in schema:
        return _choices(schema["enum"])
    if schema["type"] == "array":
        return _list(schema, defs)
    return {"integer": _integer, "boolean": _boolean, "string": _string}[schema["type"]](schema)


def _named(name: str, defs: dict[str, Any]) -> str:
    if name == "Text":
        return "a text"
    return _kind(defs[name], defs) if "enum" in defs[name] else "a table, see below"


def _choices(choices: list[str]) -> str:
    if len(choices) > MOST_CHOICES:
        return "key of the curriculum index"
    *most, last = [f"`{json.dumps(choice)}`" for choice in choices]
    return f"{', '.join(most)} or {last}"


def _integer(schema: dict[str, Any]) -> str:
    return f"{schema.get('minimum', schema.get('exclusiveMinimum', 0) + 1)} to {schema['maximum']}"


def _boolean(_schema: dict[str, Any]) -> str:
    return "`true` or `false`"


def _string(schema: dict[str, Any]) -> str:
    return "slug" if schema.get("pattern") == forms.SLUG else "string"


def _list(schema: dict[str, Any], defs: dict[str, Any]) -> str:
    of = _kind(schema["items"], defs).removeprefix("a ").replace("table, see below", "tables, see below")
    return f"list: {of}{', at least one' if schema.get('minItems') else ''}"


def goals_table() -> str:
    """Which goals the curriculum index knows, and which of them by number only."""
    index = curriculum()
    rows = ["| Grades | Subject | Goals | By number only |", "|---|---|---|---|"]
    places = dict.fromkeys((goal["band"], goal["subject"]) for goal in index.goals.values())
    for band, subject in places:
        here = [goal for goal in index.goals.values() if (goal["band"], goal["subject"]) == (band, subject)]
        bare = [goal["goal"] for goal in here if not goal["label"]]
        known = listed([goal["goal"] for goal in here])
        name = index.subjects[subject]["label"]["en"]
        rows.append(f"| {band} | `{subject}` {name} | {known} | {listed(bare) if bare else '-'} |")
    return "\n".join(rows)


def with_tables(document: str) -> str:
    """The document with each table between its marks made anew."""

    def fill(found: re.Match[str]) -> str:
        made = goals_table() if found[2] == "the index" else table(TABLES[found[2]])
        return f"{found[1]}\n{made}\n{found[3]}"

    return re.sub(r"(<!-- (?:keys|goals) of ([\w. ]+) -->)\n.*?(<!-- end -->)", fill, document, flags=re.DOTALL)


def write(folder: Path) -> None:
    """Bring the files of docs/reference up to the models."""
    for name in FILES:
        (folder / f"{name}.schema.json").write_text(schema_text(name), encoding="utf-8")
    for name in DOCUMENTS:
        document = folder / name
        document.write_text(with_tables(document.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
