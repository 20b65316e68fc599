"""What teachers do with lessons, and what pupils' servers tell of progress."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Collection

from django.db import IntegrityError, transaction
from django.utils import timezone

from innolab_portal.lessons import ahead, errors, marks, queries
from innolab_portal.lessons.models import Lesson, Progress
from innolab_portal.lessons.progress import StepReport, merged
from innolab_portal.library.models import Activity
from innolab_portal.library.own import publish_own, unpublish_own
from innolab_portal.people.models import SchoolClass, User

_ASSIGNMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")


def give(  # noqa: PLR0913 - all that a lesson is
    *,
    school_class: SchoolClass,
    activity: Activity,
    by: User,
    opens_at: dt.datetime | None = None,
    closes_at: dt.datetime | None = None,
    hints_allowed: bool = True,
    late_allowed: bool = False,
    feedback_when: Lesson.FeedbackWhen = Lesson.FeedbackWhen.BY_TEACHER,
    open_steps: int | None = None,
    chosen: Collection[User] = (),
) -> Lesson:
    """Give an activity to a class, or to pupils `chosen` of it; without `opens_at` it opens now."""
    queries.must_teach(by, school_class)
    if set(chosen) - set(queries.pupils_of_class(school_class.key)):
        raise errors.NotTheirClass
    opens_at = opens_at or timezone.now()
    if closes_at is not None and closes_at <= opens_at:
        raise errors.ClosesBeforeItOpens
    for name in _assignment_names(school_class, activity.slug):
        try:
            with transaction.atomic():
                lesson = Lesson.objects.create(
                    school_class=school_class,
                    activity=activity,
                    assignment=name,
                    given_by=by,
                    opens_at=opens_at,
                    closes_at=closes_at,
                    hints_allowed=hints_allowed,
                    late_allowed=late_allowed,
                    feedback_when=feedback_when,
                    open_steps=open_steps,
                )
                lesson.chosen.set(chosen)
                ahead.plan(lesson)
                return lesson
        except IntegrityError:  # a colleague gave the same activity at the same moment
            continue
    raise AssertionError("the names never end")


def release_own(
    *, school_class: SchoolClass, assignment: str, content: bytes, by: User, force: bool = False
) -> tuple[Lesson, bool]:
    """Give a class a teacher's own assignment, released with nbgrader; with `force` in the place of its older version.

    It opens now and is open until the teacher ends it. Returns the lesson and whether it is new.
    """
    queries.must_teach(by, school_class)
    if not _ASSIGNMENT.fullmatch(assignment):
        raise errors.AssignmentName
    with transaction.atomic():
        known = Lesson.objects.select_for_update().filter(school_class=school_class, assignment=assignment).first()
        if known is not None and not known.activity.own:
            raise errors.AssignmentTaken
        if known is not None and not force:
            raise errors.AssignmentExists
        lesson = known or Lesson(school_class=school_class, assignment=assignment, given_by=by, opens_at=timezone.now())
        lesson.activity = publish_own(slug=f"own-{lesson.pk}", title=assignment, content=content, by=by)
        try:
            lesson.save()
        except IntegrityError as error:  # a colleague released one of that name at the same moment
            raise errors.AssignmentExists from error
    return lesson, known is None


def start(*, lesson: Lesson, by: User) -> None:
    """Open the lesson now; one that was ended opens again, without an end."""
    queries.must_teach(by, lesson.school_class)
    now = timezone.now()
    if lesson.state(now) == Lesson.State.OPEN:
        return
    if lesson.closes_at is not None and lesson.closes_at <= now:
        lesson.closes_at = None
    lesson.opens_at = min(lesson.opens_at, now)
    with transaction.atomic():
        lesson.save(update_fields=["opens_at", "closes_at"])
        ahead.plan(lesson)


def end(*, lesson: Lesson, by: User) -> None:
    """Close the lesson now. What pupils have done stays; they read it, and hand in late where that is allowed."""
    queries.must_teach(by, lesson.school_class)
    now = timezone.now()
    if lesson.state(now) == Lesson.State.CLOSED:
        return
    lesson.opens_at = min(lesson.opens_at, now)
    lesson.closes_at = now
    lesson.paused_at = None
    with transaction.atomic():
        lesson.save(update_fields=["opens_at", "closes_at", "paused_at"])
        lesson.hands.all().delete()
        lesson.looks.all().delete()


def extend(*, lesson: Lesson, by: User, minutes: int) -> None:
    """Move the end later; a lesson that has ended opens again for that long."""
    queries.must_teach(by, lesson.school_class)
    if lesson.closes_at is None:
        raise errors.NothingToExtend
    lesson.closes_at = max(lesson.closes_at, timezone.now()) + dt.timedelta(minutes=minutes)
    lesson.save(update_fields=["closes_at"])


def withdraw(*, lesson: Lesson, by: User) -> None:
    """Take back a lesson that has not started: given to the wrong class, or a plan that changed."""
    queries.must_teach(by, lesson.school_class)
    if lesson.state(timezone.now()) != Lesson.State.PLANNED or lesson.progress.exists():
        raise errors.AlreadyStarted
    lesson.delete()


def take_back(*, lesson: Lesson, by: User) -> None:
    """Take back a lesson that has not started, or a teacher's own assignment that nobody has worked on."""
    if not lesson.activity.own:
        withdraw(lesson=lesson, by=by)
        return
    queries.must_teach(by, lesson.school_class)
    with transaction.atomic():
        # Locked, so that nothing is handed in between the look and the end.
        lesson = Lesson.objects.select_for_update().select_related("activity").get(pk=lesson.pk)
        if lesson.progress.exists() or marks.hand_ins().marks([lesson.pk]):
            raise errors.AlreadyWorkedOn
        lesson.delete()
        unpublish_own(lesson.activity)


def report_progress(*, lesson: Lesson, pupil: User, current_step: str, steps: dict[str, StepReport]) -> Progress:
    """Keep where the pupil is. The newest report wins; times are by the portal's clock."""
    now = timezone.now()
    if lesson.state(now) == Lesson.State.PLANNED:
        raise errors.LessonNotOpen
    if {*steps, current_step} - {""} - {step["id"] for step in queries.steps_of(lesson.activity)}:
        raise errors.StepUnknown
    with transaction.atomic():
        before = Progress.objects.select_for_update().filter(lesson=lesson, pupil=pupil).first()
        old = before or Progress(lesson=lesson, pupil=pupil)
        old.steps = merged(old.steps, steps, was_at=old.current_step, now_at=current_step, now=now)
        old.current_step, old.updated_at = current_step, now
        old.save(force_insert=before is None, force_update=before is not None)
    return old


def _assignment_names(school_class: SchoolClass, slug: str) -> list[str]:
    """Names free in the class, the first to be taken: `slug`, `slug-2`, `slug-3`, ..."""
    taken = set(
        Lesson.objects.filter(school_class=school_class, assignment__startswith=slug).values_list(
            "assignment", flat=True
        )
    )
    candidates = itertools.chain([slug], (f"{slug}-{n}" for n in itertools.count(2)))
    return list(itertools.islice((name for name in candidates if name not in taken), 10))
