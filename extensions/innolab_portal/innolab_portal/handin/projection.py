"""The class's gradebook: what nbgrader's own tools read, made from the portal's results, never the other way."""

from __future__ import annotations

import fcntl
from collections.abc import Iterable, Iterator
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

    hand_in: HandIn
    notebook: dict[str, Any]
    manual: dict[str, Manual]


class Gradebook(Protocol):
    """Whoever writes gradebooks; `handin.gradebooks.NbgraderGradebook` is the real one.

    It comes by parameter, so that the web's processes never import nbgrader.
    """

    def project(self, path: Path, course_id: str, result: Projected) -> None:
        """Bring one result into the gradebook at the path, making it where there is none."""
        ...

    def rebuild(self, path: Path, course_id: str, results: Iterable[Projected]) -> None:
        """Make the gradebook anew; the old one stands until the new one is complete."""
        ...


def project(*, hand_in_id: int, gradebook: Gradebook) -> bool:
    """Bring the pupil's result into the class's gradebook; False where another hand-in of theirs counts by now."""
    hand_in = queries.hand_ins().prefetch_related("result__cells").get(pk=hand_in_id)
    if queries.newest(hand_in.lesson, hand_in.pupil) != hand_in:
        return False
    with _only_writer(hand_in.lesson.school_class_id) as path:
        gradebook.project(path, hand_in.lesson.school_class_id, _projected(hand_in))
    return True


def rebuild(*, school_class: SchoolClass, gradebook: Gradebook) -> int:
    """Make the class's gradebook anew from the portal's results; how many went in."""
    counted = queries.that_count(queries.hand_ins().filter(lesson__school_class=school_class))
    graded = counted.exclude(result__status__in=(Result.Status.QUEUED, Result.Status.RUNNING))
    results = [_projected(hand_in) for hand_in in graded.prefetch_related("result__cells")]
    with _only_writer(school_class.key) as path:
        gradebook.rebuild(path, school_class.key, results)
    return len(results)


@contextmanager
def _only_writer(class_key: str) -> Iterator[Path]:
    """The class's gradebook, written by one process at a time."""
    folder: Path = settings.PORTAL.gradebook_dir
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{class_key}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder / f"{class_key}.db"


def _projected(hand_in: HandIn) -> Projected:
    manual = {cell.grade_id: Manual(cell.manual_points, cell.comment) for cell in hand_in.result.cells.all()}
    content = store().read(hand_in.result.notebook_sha256 or hand_in.sha256)
    notebook = notebooks.handed_in(content, hand_in.lesson.activity.slug)
    return Projected(hand_in, notebook, manual)
