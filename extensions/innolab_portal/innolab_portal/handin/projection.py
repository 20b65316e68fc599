"""The class's gradebook: what nbgrader's own tools read, made from the portal's results, never the other way."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings

from innolab_portal.handin import notebooks, queries
from innolab_portal.handin.models import HandIn, Result
from innolab_portal.library.files import store
from innolab_portal.people.models import SchoolClass


@dataclass(frozen=True, slots=True)
class Manual:
    """A teacher's word on a graded cell, as the gradebook keeps it."""

    points: float | None
    comment: str


@dataclass(frozen=True, slots=True)
class Projected:
    """A result as the gradebook takes it."""

    school_class: SchoolClass
    assignment: str
    pupil: str
    hand_in: HandIn
    notebook: dict[str, Any]
    manual: dict[str, Manual]


class Gradebook(Protocol):
    """Whoever writes a class's gradebook; `innolab_nbgrader.gradebook` is the real one.

    It comes by parameter, so that the web's processes never import nbgrader.
    """

    def __call__(self, path: Path, projected: Projected) -> None:
        """Bring one result into the gradebook at the path, making it where there is none."""
        ...


def project(*, hand_in_id: int, gradebook: Gradebook) -> bool:
    """Bring the pupil's result into the class's gradebook; False where another hand-in of theirs counts by now."""
    hand_in = queries.hand_ins().prefetch_related("result__cells").get(pk=hand_in_id)
    if queries.newest(hand_in.lesson, hand_in.pupil) != hand_in:
        return False
    with _only_writer(hand_in.lesson.school_class) as path:
        gradebook(path, _projected(hand_in))
    return True


def rebuild(*, school_class: SchoolClass, gradebook: Gradebook) -> int:
    """Make the class's gradebook anew from the portal's results; how many went in. The old one stays until it is."""
    counted = queries.that_count(queries.hand_ins().filter(lesson__school_class=school_class))
    graded = counted.exclude(result__status__in=(Result.Status.QUEUED, Result.Status.RUNNING))
    with _only_writer(school_class) as path:
        fresh = path.with_suffix(".new.db")
        fresh.unlink(missing_ok=True)
        for hand_in in graded.prefetch_related("result__cells"):
            gradebook(fresh, _projected(hand_in))
        if fresh.exists():
            fresh.replace(path)
    return graded.count()


@contextmanager
def _only_writer(school_class: SchoolClass) -> Iterator[Path]:
    """The class's gradebook, written by one process at a time."""
    folder: Path = settings.PORTAL.gradebook_dir
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{school_class.key}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder / f"{school_class.key}.db"


def _projected(hand_in: HandIn) -> Projected:
    cells = hand_in.result.cells.all()
    return Projected(
        hand_in.lesson.school_class,
        hand_in.lesson.assignment,
        hand_in.pupil.username,
        hand_in,
        notebooks.parse(store().read(hand_in.result.notebook_sha256 or hand_in.sha256)),
        {cell.grade_id: Manual(cell.manual_points, cell.comment) for cell in cells},
    )
