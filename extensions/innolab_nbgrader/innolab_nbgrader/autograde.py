"""Grading one hand-in: read, rebuild, run, score."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from dataclasses import replace

from jupyter_prefork.errors import ZygoteAway

from innolab_nbgrader.graded import GradedCell, GradedHandIn, Notebook, NotNow, Reason, Verdict, unjudged
from innolab_nbgrader.pipeline import judge
from innolab_nbgrader.reading import Unreadable, read_hand_in
from innolab_nbgrader.rebuild import rebuild
from innolab_nbgrader.release import unpack
from innolab_nbgrader.running import CouldNotRun, Timeouts
from innolab_nbgrader.stages import build_master, build_release

__all__ = ["GradedCell", "GradedHandIn", "NotNow", "Reason", "Timeouts", "Verdict", "grade"]

MAX_DETAIL = 4000


def grade(source_zip: bytes, hand_in: bytes, zygote: str, timeouts: Timeouts | None = None) -> GradedHandIn:
    """Grade a hand-in against the source it was released from, in forks of the zygote at this socket.

    Whatever the hand-in holds and does, a result comes back.

    Raises:
        ValueError: the source is not ours to begin with.
        NotNow: the zygote is away.
    """
    source, files = unpack(source_zip)
    try:
        return _graded(source, files, hand_in, zygote, timeouts or Timeouts())
    except Unreadable as unreadable:
        return unjudged(source, unreadable.reason, unreadable.detail)
    except ZygoteAway as away:
        raise NotNow(str(away)) from away
    except Exception:  # noqa: BLE001 - whatever it is, it is no fault of the pupil's
        return unjudged(source, Reason.GRADER_FAILED, traceback.format_exc()[-MAX_DETAIL:])


def _graded(
    source: Notebook, files: Mapping[str, bytes], hand_in: bytes, zygote: str, timeouts: Timeouts
) -> GradedHandIn:
    handed = read_hand_in(hand_in)
    release = build_release(source)
    try:
        rebuilt = rebuild(build_master(source), release, handed)
    except Unreadable as unreadable:
        return unjudged(source, unreadable.reason, unreadable.detail, release)
    try:
        return judge(rebuilt, files, zygote=zygote, timeouts=timeouts)
    except CouldNotRun as why:
        # Perhaps the pupil's doing, so what is worth a look is told.
        return replace(unjudged(source, Reason.GRADER_FAILED, str(why)), repaired=rebuilt.repaired)
