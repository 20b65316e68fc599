"""Earlier states of the work, so that a pupil can look at them and bring one back.

A moment is kept after each run, before much is taken away, and else at most every half a minute. It holds only the
cells that changed since the one before. With more moments than there is room for, the oldest close ones become one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from innolab_player.folder import LessonFolder
from innolab_player.storage import read_json, write_json

FILE = "timeline.json"
EVERY_MS = 30_000
MUCH = 20
"""So many characters taken away at once are worth a moment of their own."""
MOST_MOMENTS = 200
MOST_CHARACTERS = 1_000_000
Moment = dict[str, Any]
"""{"at": milliseconds of the server's clock, "cells": {cell id: source}}."""
Sources = Mapping[str, str]


def moments(folder: LessonFolder) -> list[Moment]:
    """The kept moments, oldest first; none where the file is not ours any more, since the pupil's code can write it."""
    try:
        found = read_json(folder.ours / FILE, [])
    except ValueError:
        return []
    return found if isinstance(found, list) and all(_is_moment(moment) for moment in found) else []


def _is_moment(moment: Any) -> bool:
    return (
        isinstance(moment, dict)
        and isinstance(moment.get("at"), int)
        and isinstance(moment.get("cells"), dict)
        and all(isinstance(source, str) for source in moment["cells"].values())
    )


def remember(folder: LessonFolder, before: Sources, after: Sources, *, saved_at: int, now: int, ran: bool) -> None:
    """Keep what is worth it of a save.

    Args:
        before: the pupil's cells as they were, saved at `saved_at`.
        after: those that the save changes, with their new source.
        ran: whether a cell has just been run.
    """
    kept = moments(folder)
    latest = {cell: source for moment in kept for cell, source in moment["cells"].items()}
    is_due = not kept or now - kept[-1]["at"] >= EVERY_MS
    old = {
        cell: before[cell]
        for cell, source in after.items()
        if before.get(cell, source) != source and (is_due or len(source) < len(before[cell]) - MUCH)
    }
    new = dict(after) if ran else {}
    made = [_moment(at, sources, latest) for at, sources in ((saved_at or now, old), (now, new))]
    if any(moment["cells"] for moment in made):
        write_json(folder.ours / FILE, thinned([*kept, *(moment for moment in made if moment["cells"])]))


def _moment(at: int, sources: Sources, latest: dict[str, str]) -> Moment:
    fresh = {cell: source for cell, source in sources.items() if latest.get(cell) != source}
    latest.update(fresh)
    return {"at": at, "cells": fresh}


def thinned(kept: list[Moment]) -> list[Moment]:
    """As many as there is room for: of the older half, the one closest to its next becomes part of that."""
    kept = list(kept)
    while len(kept) > 1 and (len(kept) > MOST_MOMENTS or _characters(kept) > MOST_CHARACTERS):
        older = range(max(1, len(kept) // 2))
        closest = min(older, key=lambda place: kept[place + 1]["at"] - kept[place]["at"])
        first, second = kept[closest : closest + 2]
        kept[closest : closest + 2] = [{**second, "cells": {**first["cells"], **second["cells"]}}]
    return kept


def _characters(kept: list[Moment]) -> int:
    return sum(len(source) for moment in kept for source in moment["cells"].values())
