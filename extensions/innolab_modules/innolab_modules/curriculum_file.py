"""curriculum.json as text: an entry a line, so that git shows a changed goal as a changed line."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

Index = dict[str, Any]
"""The whole file, as plain JSON."""


def index_path() -> Path:
    """Where the index of this package is."""
    return Path(str(files("innolab_modules").joinpath("curriculum.json")))


def read_index(path: Path | None = None) -> Index:
    """The index as plain JSON."""
    index: Index = json.loads((path or index_path()).read_text(encoding="utf-8"))
    return index


def index_text(index: Index) -> str:
    """The index as a file, always the same way."""
    parts = [f" {_json(name)}: {_part(value)}" for name, value in index.items()]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _part(value: Any) -> str:
    if isinstance(value, dict):
        return "{\n" + ",\n".join(f"  {_json(key)}: {_json(entry)}" for key, entry in value.items()) + "\n }"
    return "[\n" + ",\n".join(f"  {_json(entry)}" for entry in value) + "\n ]"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
