"""From a hand-in to its result: run the grader, keep what it says in one transaction, a person's word untouched."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import OperationalError, transaction
from django.utils import timezone
from innolab_nbgrader.graded import NotNow

from innolab_portal.handin import scores, works
from innolab_portal.handin.models import CellResult, EarlierFeedback, HandIn, Result
from innolab_portal.lessons.models import Lesson
from innolab_portal.library.files import store

logger = logging.getLogger(__name__)


OUR_FAULT = "grader_failed"
"""The grader's word for its own breaking; its other reasons speak of the file it was given."""


class GradedCell(Protocol):
    """What a grader says of one graded cell."""

    @property
    def grade_id(self) -> str: ...  # noqa: D102
    @property
    def step(self) -> str: ...  # noqa: D102
    @property
    def verdict(self) -> str: ...  # noqa: D102
    @property
    def auto_points(self) -> float | None: ...  # noqa: D102
    @property
    def max_points(self) -> float: ...  # noqa: D102


class GradedHandIn(Protocol):
    """What a grader says of a hand-in."""

    @property
    def cells(self) -> Sequence[GradedCell]: ...  # noqa: D102
    @property
    def notebook(self) -> Mapping[str, Any]: ...  # noqa: D102
    @property
    def repaired(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def reason(self) -> str | None: ...  # noqa: D102
    @property
    def detail(self) -> str: ...  # noqa: D102


class Grader(Protocol):
    """Whoever turns a hand-in into points; `innolab_nbgrader.autograde.grade` is the real one.

    It comes by parameter, so that the web's processes never import nbgrader (0.5 s and 28 MB).
    """

    def __call__(self, source_zip: bytes, hand_in: bytes) -> GradedHandIn:
        """Grade the notebook against the activity's source; raises NotNow."""
        ...


@dataclass(frozen=True, slots=True)
class Unjudged:
    """A graded cell that no grader could judge: a person does."""

    grade_id: str
    step: str
    max_points: float
    verdict: str = CellResult.Verdict.UNJUDGED.value
    auto_points: float | None = None


def grade_one(*, hand_in_id: int, grader: Grader) -> Result.Status | None:
    """Grade a queued hand-in; None where there is nothing to do (graded already, or another grader has it).

    Raises:
        NotNow: it is queued as before and can be tried again in a moment.
    """
    if not _claim(hand_in_id):
        return None
    hand_in = HandIn.objects.select_related("lesson__activity", "result").get(pk=hand_in_id)
    try:
        graded = _run(hand_in, grader)
        return _keep(hand_in, graded, store().put(_bytes(graded.notebook)))
    except OperationalError:
        raise  # the database's fault, not the notebook's: the worker queues it again
    except NotNow:
        Result.objects.filter(hand_in=hand_in, status=Result.Status.RUNNING).update(status=Result.Status.QUEUED)
        raise
    except Exception as error:
        logger.exception("hand-in %s could not be graded", hand_in.receipt)
        return give_up(hand_in_id=hand_in_id, why=f"{type(error).__name__}: {error}")


def _claim(hand_in_id: int) -> bool:
    queued = Result.objects.filter(hand_in_id=hand_in_id, status=Result.Status.QUEUED)
    return bool(queued.update(status=Result.Status.RUNNING))


def _run(hand_in: HandIn, grader: Grader) -> GradedHandIn:
    source = store().read(hand_in.lesson.activity.source_sha256)
    body = store().read(hand_in.sha256)
    return grader(source, body)


def _keep(hand_in: HandIn, graded: GradedHandIn, notebook_sha256: str) -> Result.Status:
    with transaction.atomic():
        result = Result.objects.select_for_update().get(hand_in=hand_in)
        result.notebook_sha256, result.detail = notebook_sha256, graded.detail
        # Why nothing could be judged goes first: what was repaired then tells little.
        result.repaired = [*([str(graded.reason)] if graded.reason else []), *graded.repaired]
        result.status, result.graded_at = _status_of(graded), timezone.now()
        result.save(update_fields=["notebook_sha256", "repaired", "detail", "status", "graded_at"])
        _keep_cells(result, graded.cells)
        at_once = hand_in.lesson.feedback_when == Lesson.FeedbackWhen.AT_ONCE and not graded.reason
        if at_once and scores.untold(result):
            return_one(result)
    return Result.Status(result.status)


def _status_of(graded: GradedHandIn) -> Result.Status:
    return Result.Status.FAILED if graded.reason == OUR_FAULT else Result.Status.GRADED


def give_up(*, hand_in_id: int, why: str) -> Result.Status:
    """Leave the hand-in to a person. Our fault costs nothing: what had points keeps them, the rest waits."""
    hand_in = HandIn.objects.select_related("lesson__activity").get(pk=hand_in_id)
    with transaction.atomic():
        result = Result.objects.select_for_update().get(hand_in=hand_in)
        result.status, result.graded_at = Result.Status.FAILED, timezone.now()
        result.detail = why[:4000]
        result.save(update_fields=["status", "graded_at", "detail"])
        if not result.cells.exists():
            _keep_cells(result, _unjudged(hand_in))
    return Result.Status.FAILED


def _keep_cells(result: Result, cells: Sequence[GradedCell]) -> None:
    known = {cell.grade_id: cell for cell in result.cells.all()}
    for graded in cells:
        cell = known.pop(graded.grade_id, None) or CellResult(result=result, grade_id=graded.grade_id)
        cell.step, cell.verdict = graded.step, graded.verdict
        cell.auto_points, cell.max_points = graded.auto_points, graded.max_points
        cell.save()
    gone = [cell.pk for cell in known.values() if cell.manual_points is None and not cell.comment]
    CellResult.objects.filter(pk__in=gone).delete()


def _unjudged(hand_in: HandIn) -> list[Unjudged]:
    """The activity's graded cells; none if even its source can't be read."""
    return [Unjudged(cell.name, cell.step, cell.max_points) for cell in works.graded_cells(hand_in.lesson.activity)]


def return_one(result: Result, pages: Mapping[str, str] | None = None) -> None:
    """Give the pupil what stands now, with pages of feedback where there are; it is new to them until they open it.

    What they had been given is kept.
    """
    if result.returned is not None and result.returned_at is not None:
        kept = {"returned_at": result.returned_at, "returned": result.returned, "pages": result.pages}
        EarlierFeedback.objects.create(result=result, **kept)
    if pages is not None:
        result.pages = dict(pages)
    result.returned, result.returned_at, result.read_at = scores.snapshot(result), timezone.now(), None
    result.save(update_fields=["returned", "returned_at", "read_at", "pages"])


def _bytes(notebook: Mapping[str, Any]) -> bytes:
    return json.dumps(notebook, ensure_ascii=False, sort_keys=True, indent=1).encode()
