"""A hand-in's bytes as cells, whatever was handed in. Nothing here trusts the file; all that raises is Unreadable."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from innolab_nbgrader.graded import Reason

MAX_BYTES = 10 * 1024 * 1024
MAX_CELLS = 1000


class Unreadable(Exception):  # noqa: N818 - says what the file is
    """The file is no notebook that could be graded."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True)
class HandedCell:
    """A cell as the pupil left it."""

    kind: str
    source: str
    grade_id: str | None
    id: str | None

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing in it."""
        return not self.source.strip()


@dataclass(frozen=True)
class HandedNotebook:
    """The cells in their order, and which activity the file says it is."""

    cells: list[HandedCell]
    module: str | None
    activity: str | None


def read_hand_in(content: bytes) -> HandedNotebook:
    """Read the file, or say why not."""
    if not content.strip():
        raise Unreadable(Reason.EMPTY_FILE)
    if len(content) > MAX_BYTES:
        raise Unreadable(Reason.TOO_LARGE, f"{len(content)} bytes")
    try:
        data = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Unreadable(Reason.NOT_A_NOTEBOOK, str(error)) from error
    cells = _cells(data)
    if cells is None:
        raise Unreadable(Reason.NOT_A_NOTEBOOK, "there is no list of cells")
    if len(cells) > MAX_CELLS:
        raise Unreadable(Reason.TOO_LARGE, f"{len(cells)} cells")
    innolab = _dict(_dict(_dict(data).get("metadata")).get("innolab"))
    return HandedNotebook(
        [_cell(cell) for cell in cells if isinstance(cell, dict)],
        _text_or_none(innolab.get("module")),
        _text_or_none(innolab.get("activity")),
    )


def _cells(data: Any) -> list[Any] | None:
    """The list of cells of nbformat 4, or of the worksheets that nbformat 3 had."""
    whole = _dict(data)
    if isinstance(whole.get("cells"), list):
        return list(whole["cells"])
    sheets = whole.get("worksheets")
    if isinstance(sheets, list):
        return [cell for sheet in sheets for cell in _dict(sheet).get("cells") or []]
    return None


def _cell(data: dict[str, Any]) -> HandedCell:
    metadata = _dict(data.get("metadata"))
    return HandedCell(
        kind="code" if data.get("cell_type") == "code" else "markdown",
        source=_source(data.get("source", data.get("input"))),
        grade_id=_text_or_none(_dict(metadata.get("nbgrader")).get("grade_id")),
        id=_text_or_none(data.get("id")) or _text_or_none(metadata.get("name")),
    )


def _source(value: Any) -> str:
    """A source is text or a list of lines, by nbformat. Lone surrogates could not be written out again."""
    text = "".join(line for line in value if isinstance(line, str)) if isinstance(value, list) else value
    if not isinstance(text, str):
        return ""
    return text.replace("\r\n", "\n").encode("utf-8", "replace").decode()


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text_or_none(value: Any) -> str | None:
    return value if isinstance(value, str) and value else None
