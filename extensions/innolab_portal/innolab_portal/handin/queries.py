"""What is known of hand-ins and their results, and who may see which."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Sum, When
from django.db.models.functions import Coalesce

from innolab_portal.errors import NotFound
from innolab_portal.handin import scores
from innolab_portal.handin.models import EarlierFeedback, HandIn, KeptComment, Result, ReviewHabits
from innolab_portal.lessons.marks import Mark
from innolab_portal.lessons.models import Lesson
from innolab_portal.library.texts import in_language
from innolab_portal.people.models import Role, User
from innolab_portal.people.queries import is_member

UNPOINTED = Q(result__cells__pk__isnull=False, result__cells__auto_points=None, result__cells__manual_points=None)


def hand_ins() -> QuerySet[HandIn]:
    """Hand-ins with what every page of them shows."""
    return HandIn.objects.select_related("result", "pupil", "lesson__activity", "lesson__school_class")


def that_count(of: QuerySet[HandIn]) -> QuerySet[HandIn]:
    """Of each pupil in each lesson the hand-in sent last."""
    same = HandIn.objects.filter(lesson=OuterRef("lesson"), pupil=OuterRef("pupil"))
    later = Q(sent_at__gt=OuterRef("sent_at")) | Q(sent_at=OuterRef("sent_at"), pk__gt=OuterRef("pk"))
    return of.filter(~Exists(same.filter(later)))


def newest_hand_ins(lesson: Lesson) -> list[HandIn]:
    """The hand-in that counts of each pupil, with results and cells."""
    return list(that_count(hand_ins().filter(lesson=lesson)).prefetch_related("result__cells"))


def of_pupil(lesson: Lesson, pupil: User) -> list[HandIn]:
    """A pupil's hand-ins in a lesson, the one that counts first."""
    return list(hand_ins().filter(lesson=lesson, pupil=pupil).prefetch_related("result__cells"))


def newest(lesson: Lesson, pupil: User) -> HandIn | None:
    """The pupil's hand-in that counts."""
    return hand_ins().filter(lesson=lesson, pupil=pupil).first()


def seen_by(user: User, lesson: Lesson) -> Sequence[HandIn]:
    """A pupil's own hand-ins, or for the teacher all of the class."""
    found = hand_ins().filter(lesson=lesson)
    return list(found if user.role == Role.TEACHER else found.filter(pupil=user))


def by_receipt(user: User, receipt: str) -> HandIn:
    """The hand-in, for its pupil and the teachers of its class; for others there is no such receipt."""
    hand_in = hand_ins().filter(receipt=receipt).first()
    if hand_in is None:
        raise NotFound
    own = hand_in.pupil_id == user.pk
    teaches = user.role == Role.TEACHER and is_member(user=user, class_key=hand_in.lesson.school_class_id)
    if not (own or teaches):
        raise NotFound
    return hand_in


def results_in(lesson: Lesson, pks: Collection[int]) -> list[Result]:
    """These results, as far as they are of the lesson, with cells and hand-ins."""
    found = Result.objects.filter(pk__in=pks, hand_in__lesson=lesson).order_by("pk")
    return list(found.select_related("hand_in__lesson__activity").prefetch_related("cells"))


def latest_returned(lesson: Lesson, pupil: User) -> HandIn | None:
    """The pupil's hand-in of which something was returned last."""
    found = hand_ins().filter(lesson=lesson, pupil=pupil, result__returned_at__isnull=False)
    return found.order_by("-result__returned_at").first()


def habits_of(teacher: User) -> ReviewHabits:
    """How the teacher reviews; as nobody has chosen otherwise, where nothing is kept."""
    return ReviewHabits.objects.filter(teacher=teacher).first() or ReviewHabits(teacher=teacher)


def kept_under(lesson: Lesson) -> str:
    """Under what a teacher's comments on a lesson are kept: the activity, of whatever version and class."""
    return f"{lesson.activity.module_version.module_id}/{lesson.activity.slug}"


def kept_comments(teacher: User, lesson: Lesson, *, limit: int = 60) -> list[KeptComment]:
    """The teacher's own comments, those on the lesson's activity first, then as they were used last.

    Of other activities each text once.
    """
    here = Q(activity=kept_under(lesson))
    found = KeptComment.objects.filter(teacher=teacher).annotate(here=Case(When(here, then=0), default=1))
    chosen: dict[tuple[str, str], KeptComment] = {}
    for one in found.order_by("here", "-used_at", "-pk")[:limit]:
        one.step = one.step if one.here == 0 else ""
        chosen.setdefault((one.step, one.text), one)
    return list(chosen.values())


@dataclass(frozen=True, slots=True)
class Given:
    """Something a pupil was given back in a lesson."""

    receipt: str
    at: dt.datetime
    version: int | None = None
    """The number of an earlier version; None is what was returned last of the hand-in."""


def all_given(lesson: Lesson, pupil: User) -> list[Given]:
    """All feedback the pupil was given in a lesson, whatever hand-in it is of, newest first."""
    last = HandIn.objects.filter(lesson=lesson, pupil=pupil, result__returned_at__isnull=False)
    given = [Given(receipt, at) for receipt, at in last.values_list("receipt", "result__returned_at") if at]
    earlier = EarlierFeedback.objects.filter(result__hand_in__lesson=lesson, result__hand_in__pupil=pupil)
    given += [Given(*row) for row in earlier.values_list("result__hand_in__receipt", "returned_at", "pk")]
    return sorted(given, key=lambda one: one.at, reverse=True)


def earlier_version(hand_in: HandIn, number: str) -> EarlierFeedback:
    """An earlier feedback on the hand-in by its number; raises NotFound."""
    pk = whole_number(number)
    found = None if pk is None else hand_in.result.earlier.filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def whole_number(text: str) -> int | None:
    """A whole number as a page sends it; None for what is none, or more than a database holds."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < len(str(2**63)) else None


@dataclass(frozen=True, slots=True)
class Card:
    """Feedback as the pupil's home shows it."""

    receipt: str
    title: str
    comment: str
    returned_at: dt.datetime | None


def feedback_of(pupil: User, *, read: bool, limit: int) -> list[Card]:
    """What was returned to the pupil, newest first: what is still to be read, or what has been."""
    returned = hand_ins().filter(pupil=pupil, result__returned_at__isnull=False, result__read_at__isnull=not read)
    return [
        Card(
            receipt=one.receipt,
            title=in_language(one.lesson.activity.manifest["title"]),
            comment=(one.result.returned or {}).get("comment", ""),
            returned_at=one.result.returned_at,
        )
        for one in returned.order_by("-result__returned_at")[:limit]
    ]


def returnable(result: Result) -> bool:
    """Whether everything is judged and the pupil has yet to be told."""
    return scores.reviewed(result) and scores.untold(result)


class HandInMarks:
    """What the pages of lessons show of hand-ins (see `lessons.marks`)."""

    def marks(self, lesson_ids: Collection[str], pupil_id: int | None = None) -> Mapping[tuple[str, int], Mark]:
        """The hand-in that counts by lesson id and pupil's pk."""
        found = HandIn.objects.filter(lesson__in=lesson_ids).select_related("result")
        found = that_count(found if pupil_id is None else found.filter(pupil=pupil_id))
        marked = found.annotate(
            points=Sum(Coalesce("result__cells__manual_points", "result__cells__auto_points")),
            max_points=Coalesce(Sum("result__cells__max_points"), 0.0),
            unpointed=Count("result__cells", filter=UNPOINTED),
        )
        return {(one.lesson_id, one.pupil_id): _mark(one) for one in marked}

    def to_review(self, lesson_ids: Collection[str]) -> Mapping[str, int]:
        """How many pupils' work waits for the teacher, by lesson id."""
        over = that_count(HandIn.objects.filter(lesson__in=lesson_ids)).exclude(
            result__status__in=(Result.Status.QUEUED, Result.Status.RUNNING)
        )
        nobody_could = Q(result__status=Result.Status.FAILED, result__cells=None)
        counts = over.filter(UNPOINTED | nobody_could).order_by().values(lesson_pk=F("lesson_id"))
        return {row["lesson_pk"]: row["many"] for row in counts.annotate(many=Count("pk", distinct=True))}


def _mark(hand_in: HandIn) -> Mark:
    status = Result.Status(hand_in.result.status)
    over = status in (Result.Status.GRADED, Result.Status.FAILED)
    unpointed, max_points = hand_in.unpointed, hand_in.max_points  # type: ignore[attr-defined]  # annotated
    return Mark(
        handed_in_at=hand_in.handed_in_at,
        late=hand_in.late,
        status=cast("Literal['queued', 'running', 'graded', 'failed']", status.value),
        points=(hand_in.points or 0.0) if over else None,  # type: ignore[attr-defined]
        max_points=max_points,
        to_review=over and (unpointed > 0 or not max_points),
        returned=hand_in.result.returned_at is not None,
    )
