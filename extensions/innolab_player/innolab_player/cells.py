"""The cells of an activity as the browser needs them, and the merging of what it sends back."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

import nbformat

from innolab_player.errors import BadWork, NotYours

EDITABLE = {"code", "answer"}


def role(cell: Any) -> str:
    """A cell's role; cells without one are text or setup, so that nothing unknown becomes editable."""
    given = cell.metadata.get("innolab", {}).get("role")
    return str(given or ("text" if cell.cell_type == "markdown" else "setup"))


def editable_ids(release: Any) -> set[str]:
    """The cells that are the pupil's."""
    return {cell.id for cell in release.cells if role(cell) in EDITABLE}


def for_browser(release: Any, work: Any) -> list[dict[str, Any]]:
    """All cells in the release's order; only the pupil's own cells are read from the work."""
    own = {cell.id: cell for cell in work.cells}
    return [_cell(cell, own.get(cell.id, cell) if role(cell) in EDITABLE else cell) for cell in release.cells]


def _cell(released: Any, current: Any) -> dict[str, Any]:
    about = released.metadata.get("innolab", {})
    return {
        "id": released.id,
        "role": role(released),
        "step": about.get("step"),
        "answer": about.get("answer"),
        "type": released.cell_type,
        "source": current.source,
        "original": released.source,
        "outputs": current.get("outputs", []),
        "execution_count": current.get("execution_count"),
        "toolbox": about.get("toolbox"),
        "blocks": blocks_of(current),
    }


def blocks_of(cell: Any) -> dict[str, Any] | None:
    """The blocks that a cell's source was put together from, as the page wrote them down."""
    blocks: dict[str, Any] | None = cell.metadata.get("innolab", {}).get("blocks")
    return blocks


def merged(release: Any, work: Any, changes: Mapping[str, Mapping[str, Any]]) -> Any:
    """The released notebook with the pupil's cells filled in, and the changes on top of them."""
    if not_own := set(changes) - editable_ids(release):
        raise NotYours(", ".join(sorted(not_own)))
    own = {cell.id: cell for cell in work.cells}
    notebook = copy.deepcopy(release)
    for cell in notebook.cells:
        if role(cell) in EDITABLE:
            _fill(cell, own.get(cell.id))
            _change(cell, changes.get(cell.id, {}))
    return notebook


def _fill(cell: Any, own: Any) -> None:
    if own is None or own.cell_type != cell.cell_type:
        return
    cell.source = own.source
    if cell.cell_type == "code":
        cell.outputs = own.get("outputs", [])
        cell.execution_count = own.get("execution_count")
        _put_blocks(cell, blocks_of(own))


def _change(cell: Any, change: Mapping[str, Any]) -> None:
    if "source" in change:
        cell.source = change["source"]
        _put_blocks(cell, change.get("blocks"))
    if cell.cell_type == "code" and "outputs" in change:
        cell.outputs = [nbformat.from_dict(output) for output in change["outputs"]]
        cell.execution_count = change.get("execution_count")


def _put_blocks(cell: Any, blocks: Any) -> None:
    """Blocks belong to one source: with another one come others, or none."""
    cell.metadata.setdefault("innolab", {}).pop("blocks", None)
    if blocks is not None:
        cell.metadata["innolab"]["blocks"] = nbformat.from_dict(blocks)


def validated(notebook: Any) -> Any:
    """The notebook, or a refusal where outputs are not what the notebook format allows."""
    try:
        nbformat.validate(notebook)
    except nbformat.ValidationError as error:
        raise BadWork(str(error).splitlines()[0]) from error
    return notebook
