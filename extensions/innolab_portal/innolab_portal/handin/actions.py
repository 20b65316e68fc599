"""What pupils and teachers do with hand-ins. Each is whole or not at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import DataError, OperationalError, transaction
from django.utils import timezone

from innolab_portal.handin import errors, grading, queries, receipts, receiving, tasks, works
from innolab_portal.handin.models import CellResult, HandIn, KeptComment, Result, ReviewHabits
from innolab_portal.lessons.models import Lesson
from innolab_portal.library.files import store
from innolab_portal.people.models import User
from innolab_portal.store import NoSpace


@dataclass(frozen=True, slots=True)
class Judged:
    """A teacher's word on one graded cell."""

    manual_points: float | None
    comment: str


@dataclass(frozen=True, slots=True)
class OwnPoints:
    """What a teacher's own nbgrader says of one graded cell."""

    grade_id: str
    points: float
    max_points: float
    comment: str = ""


def receive(
    *,
    lesson: Lesson,
    pupil: User,
    body: bytes,
    sha256: str = "",
    pressed_at: dt.datetime | None = None,
) -> tuple[HandIn, bool]:
    """Take a hand-in and queue its grading; the same content again gives the same receipt (and False).

    First the file, flushed to the disk, then row and queue entry in one transaction: killed in between, there is a
    file that nothing names, and the pupil's server sends the same bytes again.
    """
    now = timezone.now()
    moment = receiving.moment_of(lesson, now=now, pressed_at=pressed_at)
    late = receiving.is_late(lesson, moment)
    content = receiving.checked(body, sha256=sha256, folders_taken=lesson.activity.own)
    with _said_plainly():
        store().put(body)
        with transaction.atomic():
            hand_in, new = HandIn.objects.get_or_create(
                lesson=lesson,
                pupil=pupil,
                sha256=content,
                defaults={
                    "size": len(body),
                    "receipt": _free_receipt(),
                    "handed_in_at": moment,
                    "received_at": now,
                    "sent_at": now,
                    "late": late,
                },
            )
            if new:
                _await_result(hand_in)
            elif queries.newest(lesson=lesson, pupil=pupil) != hand_in:
                HandIn.objects.filter(pk=hand_in.pk).update(sent_at=now)
    return hand_in, new


def regrade(*, hand_in: HandIn) -> bool:
    """Grade once more, the teacher's points and words kept; False where grading is under way already.

    A teacher's own assignment is graded by the teacher's nbgrader, so never here.
    """
    if hand_in.lesson.activity.own:
        return False
    with transaction.atomic():
        waiting = (Result.Status.GRADED, Result.Status.FAILED)
        if not Result.objects.filter(hand_in=hand_in, status__in=waiting).update(status=Result.Status.QUEUED):
            return False
        tasks.enqueue_grading(hand_in)
    return True


def save_review(*, result: Result, revision: int, cells: Mapping[str, Judged], comment: str | None = None) -> None:
    """Keep the teacher's points and words; `revision` is what the teacher saw, EditedMeanwhile if it has moved on.

    Cells not named, and the words on the whole where `comment` is None, stay as they are.
    """
    whole = {} if comment is None else {"comment": comment}
    with transaction.atomic():
        if not Result.objects.filter(pk=result.pk, revision=revision).update(revision=revision + 1, **whole):
            raise errors.EditedMeanwhile
        for cell in CellResult.objects.filter(result=result, grade_id__in=cells):
            judged = cells[cell.grade_id]
            cell.manual_points, cell.comment = judged.manual_points, judged.comment
            cell.save(update_fields=["manual_points", "comment"])
        tasks.enqueue_projection(result.hand_in)


def change_habits(*, teacher: User, **habits: bool) -> None:
    """Remember how the teacher likes to review: `names`, `keys`."""
    ReviewHabits.objects.update_or_create(teacher=teacher, defaults=habits)


def keep_comment(*, teacher: User, lesson: Lesson, step: str, text: str) -> None:
    """Put a comment into the teacher's own collection, or to its top; empty or long ones are not kept."""
    text = text.strip()
    if text and len(text) <= KeptComment.MAX_LENGTH:
        KeptComment.objects.update_or_create(
            teacher=teacher,
            activity=queries.kept_under(lesson),
            step=step,
            text=text,
            defaults={"used_at": timezone.now()},
        )


def drop_comment(*, teacher: User, pk: int) -> None:
    """Take a comment out of the teacher's own collection."""
    KeptComment.objects.filter(teacher=teacher, pk=pk).delete()


def return_feedback(*, lesson: Lesson, pupils: list[str] | None = None) -> int:
    """Return what is graded and not yet told to the pupil, of the chosen pupils or all; how many were returned."""
    returned = 0
    for hand_in in queries.newest_hand_ins(lesson):
        chosen = pupils is None or hand_in.pupil.username in pupils
        if chosen and queries.returnable(hand_in.result):
            grading.return_one(hand_in.result)
            returned += 1
    return returned


def release_feedback(*, hand_in: HandIn, pages: Mapping[str, str], cells: Sequence[OwnPoints]) -> Result:
    """Return a hand-in of a teacher's own assignment: pages and points from the teacher's nbgrader.

    They are the teacher's word, and the latest: points given in the portal before give way.
    """
    if not hand_in.lesson.activity.own:
        raise errors.GradedHere
    with _said_plainly():
        kept = {name: store().put(page.encode()) for name, page in pages.items()}
        with transaction.atomic():
            result = Result.objects.select_for_update().get(hand_in=hand_in)
            result.revision += 1
            result.save(update_fields=["revision"])
            for cell in cells:
                _keep_own(result, cell)
            grading.return_one(result, kept)
    return result


def mark_read(*, result: Result) -> None:
    """The pupil has opened the feedback."""
    Result.objects.filter(pk=result.pk, read_at=None, returned_at__isnull=False).update(read_at=timezone.now())


def _await_result(hand_in: HandIn) -> None:
    """Queue the grading; what the teacher's own nbgrader will grade waits for the teacher."""
    if not hand_in.lesson.activity.own:
        Result.objects.create(hand_in=hand_in)
        tasks.enqueue_grading(hand_in)
        return
    result = Result.objects.create(hand_in=hand_in, status=Result.Status.GRADED)
    for cell in works.graded_cells(hand_in.lesson.activity):
        CellResult.objects.update_or_create(
            result=result,
            grade_id=cell.name,
            defaults={"step": cell.step, "verdict": CellResult.Verdict.UNJUDGED, "max_points": cell.max_points},
        )


def _keep_own(result: Result, told: OwnPoints) -> None:
    passed = told.points >= told.max_points
    CellResult.objects.update_or_create(
        result=result,
        grade_id=told.grade_id,
        defaults={
            "verdict": CellResult.Verdict.PASSED if passed else CellResult.Verdict.NOT_PASSED,
            "max_points": told.max_points,
            "manual_points": told.points,
            "comment": told.comment,
        },
    )


def _free_receipt() -> str:
    """A receipt that nobody has; the unique column would refuse a second one in any case."""
    while True:
        receipt = receipts.new_receipt()
        if not HandIn.objects.filter(receipt=receipt).exists():
            return receipt


@contextmanager
def _said_plainly() -> Iterator[None]:
    """A full disk and a busy database as the contract names them."""
    try:
        yield
    except NoSpace as error:
        raise errors.NoSpace from error
    except (OperationalError, DataError) as error:
        text = str(error).lower()
        if "full" in text or "space" in text:
            raise errors.NoSpace from error
        if "lock" in text or "busy" in text:
            raise errors.TryAgain from error
        raise
