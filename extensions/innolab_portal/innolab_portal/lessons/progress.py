"""How a pupil's report of steps joins what is known: pure functions, no database."""

from __future__ import annotations

import datetime as dt
from typing import Literal, TypedDict

StepState = Literal["new", "trying", "done", "unjudged"]


class StepReport(TypedDict):
    """What a pupil's server says of a step; `since` is the portal's to say."""

    state: StepState
    tries: int
    hints: int


class StepRecord(StepReport):
    """What the portal keeps of a step."""

    since: str


def merged(
    known: dict[str, StepRecord], report: dict[str, StepReport], *, was_at: str, now_at: str, now: dt.datetime
) -> dict[str, StepRecord]:
    """The steps after the report: a step's `since` moves when its state changes or the pupil comes to it."""
    moment = now.isoformat(timespec="seconds")
    steps = dict(known)
    for step, told in report.items():
        before = known.get(step)
        since = before["since"] if before and before["state"] == told["state"] else moment
        steps[step] = {"state": told["state"], "tries": told["tries"], "hints": told["hints"], "since": since}
    if now_at and now_at != was_at:
        arrived: StepRecord = steps.get(now_at) or {"state": "new", "tries": 0, "hints": 0, "since": moment}
        steps[now_at] = {**arrived, "since": moment}
    return steps
