"""Grading one hand-in: read, rebuild, run, score."""

from __future__ import annotations

import traceback
from dataclasses import replace
from functools import lru_cache

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
KEPT = 8
"""So many activities a grader keeps ready; each is at most some megabytes."""


def grade(source_zip: bytes, hand_in: bytes, zygote: str, timeouts: Timeouts | None = None) -> GradedHandIn:
    """Grade a hand-in against the source it was released from, in forks of the zygote at this socket.

    Whatever the hand-in holds and does, a result comes back.

    Raises:
        ValueError: the source is not ours to begin with.
        NotNow: the zygote is away.
    """
    source, _files = _unpacked(source_zip)
    try:
        return _graded(source_zip, hand_in, zygote, timeouts or Timeouts())
    except Unreadable as unreadable:
        return unjudged(source, unreadable.reason, unreadable.detail)
    except ZygoteAway as away:
        raise NotNow(str(away)) from away
    except Exception:  # noqa: BLE001 - whatever it is, it is no fault of the pupil's
        return unjudged(source, Reason.GRADER_FAILED, traceback.format_exc()[-MAX_DETAIL:])


def _graded(source_zip: bytes, hand_in: bytes, zygote: str, timeouts: Timeouts) -> GradedHandIn:
    handed = read_hand_in(hand_in)
    source, files = _unpacked(source_zip)
    master, release = _built(source_zip)
    try:
        rebuilt = rebuild(master, release, handed)
    except Unreadable as unreadable:
        return unjudged(source, unreadable.reason, unreadable.detail, release)
    try:
        return judge(rebuilt, files, zygote=zygote, timeouts=timeouts)
    except CouldNotRun as why:
        # Perhaps the pupil's doing, so what is worth a look is told.
        return replace(unjudged(source, Reason.GRADER_FAILED, str(why)), repaired=rebuilt.repaired)


# A class hands in the same activity: what is made of its source is made once, and nobody changes it.
_unpacked = lru_cache(maxsize=KEPT)(unpack)


@lru_cache(maxsize=KEPT)
def _built(source_zip: bytes) -> tuple[Notebook, Notebook]:
    """The master and the release."""
    source, _files = _unpacked(source_zip)
    return build_master(source), build_release(source)
