"""Showing what happened on the stage below the cell: data for the player, a still picture and words for all others."""

from __future__ import annotations

from typing import Any

from innolab_check import pupil
from innolab_check.texts import t

from innolab_stage.recording import Recording, begin, now
from innolab_stage.stills import still

MIME = "application/vnd.innolab.stage+json"


def watch(shell: Any) -> None:
    """From now on each cell of the pupil has its own stage, shown when it ends. Watching twice is watching once."""
    for event, ours in (("pre_run_cell", _before), ("post_execute", _after)):
        callbacks = shell.events.callbacks[event]
        callbacks[:] = [*(each for each in callbacks if getattr(each, "__module__", "") != __name__), ours]


def bundle(recording: Recording) -> dict[str, Any]:
    """The recording in every form that a front end may take."""
    kind = "robot" if recording.robot is not None else "turtle"
    data = {"format": 1, "kind": kind, "turtles": recording.starts, "events": recording.events}
    return {MIME: data, "image/svg+xml": still(recording), "text/plain": in_words(recording)}


def in_words(recording: Recording) -> str:
    """A sentence for those who see neither."""
    done = [event["do"] for event in recording.events]
    if recording.robot is not None:
        x, y = recording.robot.at
        return t("stage.robot_did", moves=done.count("go"), picked=len(recording.robot.picked), x=x + 1, y=y + 1)
    return t("stage.turtle_did", moves=done.count("move"), turns=done.count("turn"))


def _before(info: Any) -> None:
    if not pupil.is_authors(info.raw_cell or ""):
        begin()


def _after() -> None:
    recording, shell = now(), pupil.shell()
    if shell is not None and recording.events and not recording.is_shown:
        recording.is_shown = True
        shell.display_pub.publish(bundle(recording))
