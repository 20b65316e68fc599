"""Saving a pupil's work: later edits win, nothing is lost, two devices get told of each other."""

from __future__ import annotations

import datetime as dt
import json
import re
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from innolab_player import cells, timeline
from innolab_player.errors import BadWork, NoSpace
from innolab_player.folder import LessonFolder, notebook_bytes
from innolab_player.storage import read_json, write_json, write_whole

HISTORY_KEPT = 50
MOST_BLOCKS = 500_000
"""Characters that a cell's blocks may take: some thousand blocks."""
STATES = {"new", "trying", "done", "unjudged"}
Json = dict[str, Any]


@dataclass
class Work:
    """What is known of the work beside the notebook itself. Times `at` are milliseconds of the server's clock."""

    revision: int = 0
    saved_at: int = 0
    current_step: str = ""
    cells: dict[str, Json] = field(default_factory=dict)
    """{cell id: {"at", "device", "revision"}}: who changed it last."""
    steps: dict[str, Json] = field(default_factory=dict)
    """{step id: {"state", "tries", "hints", "since", "result", "at"}}."""
    progress_sent: int = 0
    """The revision whose step states the portal has."""
    progress_due: int = 0
    """The last revision that changed a step state."""

    def progress(self) -> Json:
        """What the portal is told."""
        keys = ("state", "tries", "hints", "since")
        return {step: {key: about[key] for key in keys} for step, about in self.steps.items()}


def now_ms() -> int:
    """The server's clock in milliseconds."""
    return int(time.time() * 1000)


def load(folder: LessonFolder) -> Work:
    """The work's state, empty for a lesson just opened."""
    return Work(**read_json(folder.ours / "state.json", {}))


def store(folder: LessonFolder, work: Work) -> None:
    """Write the state whole."""
    write_json(folder.ours / "state.json", vars(work))


@dataclass(frozen=True)
class Change:
    """What a browser sends: its own device name, the revision it knew, and what changed since."""

    base: int
    device: str
    current_step: str | None
    cells: Mapping[str, Json]
    steps: Mapping[str, Json]

    @classmethod
    def parse(cls, body: Any) -> Change:
        """Read the browser's JSON, or refuse it."""
        if not isinstance(body, dict):
            raise BadWork("not an object")
        changed, steps = body.get("cells", {}), body.get("steps", {})
        device, base = body.get("device"), body.get("base")
        if not (isinstance(device, str) and re.fullmatch(r"[0-9A-Za-z-]{1,40}", device) and isinstance(base, int)):
            raise BadWork("no device or base revision")
        if not (isinstance(changed, dict) and all(_is_cell(cell) for cell in changed.values())):
            raise BadWork("cells")
        if not (isinstance(steps, dict) and all(_is_step(step) for step in steps.values())):
            raise BadWork("steps")
        return cls(base=base, device=device, current_step=body.get("current_step"), cells=changed, steps=steps)


def _is_cell(cell: Any) -> bool:
    return (
        isinstance(cell, dict)
        and isinstance(cell.get("source"), str)
        and isinstance(cell.get("at"), int)
        and isinstance(cell.get("outputs", []), list)
        and _are_blocks(cell.get("blocks"))
    )


def _are_blocks(blocks: Any) -> bool:
    return blocks is None or (isinstance(blocks, dict) and len(json.dumps(blocks)) <= MOST_BLOCKS)


def _is_step(step: Any) -> bool:
    return (
        isinstance(step, dict)
        and step.get("state") in STATES
        and isinstance(step.get("at"), int)
        and all(isinstance(step.get(key), int) and step[key] >= 0 for key in ("tries", "hints"))
    )


def save(folder: LessonFolder, change: Change) -> Json:
    """Merge a browser's change into the notebook and answer the new revision, and what another device has newer."""
    work, release, notebook = load(folder), folder.release(), folder.work()
    base = min(change.base, work.revision)
    winning, losing, beaten = _who_wins(work, notebook, change, base)
    result = cells.validated(cells.merged(release, notebook, {**winning}))
    if losing:
        keep_beside(folder, cells.merged(release, notebook, losing), change.device)
    if beaten:
        keep_beside(folder, notebook, "other")
    work.revision += 1
    before_at, work.saved_at = work.saved_at, now_ms()
    _note_cells(work, winning, change.device)
    _note_steps(work, change)
    if change.cells:
        folder.write_work(result)
    store(folder, work)
    _keep_moment(folder, notebook, winning, before_at, work.saved_at)
    return {
        **since(folder, base, change.device, work),
        "revision": work.revision,
        "conflict": bool(losing or beaten),
    }


def _keep_moment(folder: LessonFolder, notebook: Any, winning: Mapping[str, Json], before_at: int, now: int) -> None:
    before = {cell.id: cell.source for cell in notebook.cells}
    after = {cell_id: cell["source"] for cell_id, cell in winning.items()}
    ran = any("outputs" in cell for cell in winning.values())
    # The work itself is saved by now: it is not refused because there is no room for an earlier state.
    with suppress(NoSpace):
        timeline.remember(folder, before, after, saved_at=before_at, now=now, ran=ran)


def _who_wins(work: Work, notebook: Any, change: Change, base: int) -> tuple[dict[str, Json], dict[str, Json], bool]:
    """Split the change into what is newer than the home's and what is not; and say whether the home's lost anything."""
    sources = {cell.id: cell.source for cell in notebook.cells}
    winning: dict[str, Json] = {}
    losing: dict[str, Json] = {}
    beaten = False
    for cell_id, cell in change.cells.items():
        known = work.cells.get(cell_id)
        unseen = known is not None and known["device"] != change.device and known["revision"] > base
        differs = sources.get(cell_id) != cell["source"]
        if unseen and known is not None and known["at"] > cell["at"]:
            if differs:
                losing[cell_id] = cell
            continue
        winning[cell_id] = cell
        beaten = beaten or (unseen and differs)
    return winning, losing, beaten


def _note_cells(work: Work, winning: Mapping[str, Json], device: str) -> None:
    for cell_id, cell in winning.items():
        work.cells[cell_id] = {"at": cell["at"], "device": device, "revision": work.revision}


def _note_steps(work: Work, change: Change) -> None:
    """Tries and hints only grow; state and result are those of the later time."""
    before = work.progress()
    for step_id, new in change.steps.items():
        old = work.steps.get(step_id, {"tries": 0, "hints": 0, "at": -1})
        later = new if new["at"] >= old["at"] else old
        work.steps[step_id] = {
            "state": later.get("state", "new"),
            "since": later.get("since"),
            "result": later.get("result"),
            "at": later["at"],
            "tries": max(old["tries"], new["tries"]),
            "hints": max(old["hints"], new["hints"]),
        }
    moved = isinstance(change.current_step, str) and change.current_step != work.current_step
    if isinstance(change.current_step, str):
        work.current_step = change.current_step[:60]
    if moved or work.progress() != before:
        work.progress_due = work.revision


def keep_beside(folder: LessonFolder, notebook: Any, device: str) -> None:
    """Keep a notebook in history/, by the time and the device or reason; the oldest of many go."""
    history = folder.ours / "history"
    history.mkdir(exist_ok=True)
    stamp = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    write_whole(history / f"{stamp}-{device}.ipynb", notebook_bytes(notebook))
    for old in sorted(history.glob("*.ipynb"))[:-HISTORY_KEPT]:
        old.unlink()


def since(folder: LessonFolder, base: int, device: str, work: Work | None = None) -> Json:
    """What other devices have saved after a revision: cells with their text, so that a browser can show the newest."""
    work = work or load(folder)
    newer = {
        cell_id: about
        for cell_id, about in work.cells.items()
        if about["revision"] > base and about["device"] != device
    }
    sources = {cell.id: cell for cell in folder.work().cells} if newer else {}
    return {
        "revision": work.revision,
        "saved_at": work.saved_at,
        "now": now_ms(),
        "newer": {
            cell_id: {
                "source": sources[cell_id].source,
                "outputs": sources[cell_id].get("outputs", []),
                "execution_count": sources[cell_id].get("execution_count"),
                "blocks": cells.blocks_of(sources[cell_id]),
                **about,
            }
            for cell_id, about in newer.items()
            if cell_id in sources
        },
    }
