"""What passes between teachers and pupils in a lesson: hands, notes, ideas, eyes on the teacher, the pace, looks."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from innolab_portal.lessons import errors, queries
from innolab_portal.lessons.models import Hand, Idea, Lesson, Look, Note
from innolab_portal.people.models import User

LOOK_LASTS = dt.timedelta(seconds=20)
"""So long after a teacher's page last asked, the pupil's server still sends the work."""
LOOKS_KEPT = dt.timedelta(days=1)
"""What was sent to be looked at is forgotten after that."""
LONGEST_NOTE = Note._meta.get_field("text").max_length or 0
LONGEST_IDEA = Idea._meta.get_field("words").max_length or 0


# --- pupils


def raise_hand(*, lesson: Lesson, pupil: User, step: str) -> None:
    """Put the pupil's hand up; one that is up stays as it is."""
    _must_be_on(lesson)
    _must_have(lesson, step)
    with transaction.atomic():
        Hand.objects.get_or_create(lesson=lesson, pupil=pupil, defaults={"step": step, "raised_at": timezone.now()})
        _stir(lesson)


def lower_hand(*, lesson: Lesson, pupil: User) -> None:
    """Take the pupil's hand down, by the pupil; it may be down already."""
    with transaction.atomic():
        Hand.objects.filter(lesson=lesson, pupil=pupil).delete()
        _stir(lesson)


def read_note(*, lesson: Lesson, pupil: User, note_id: int) -> None:
    """The pupil has read the note; the teacher sees when. A note of somebody else is none."""
    with transaction.atomic():
        Note.objects.filter(pk=note_id, lesson=lesson, pupil=pupil, read_at=None).update(read_at=timezone.now())
        _stir(lesson)


def send_idea(
    *, lesson: Lesson, pupil: User, key: str, kind: Idea.Kind, words: str, step: str, presentation: str = ""
) -> None:
    """Keep a pupil's idea about a step, once however often it is sent."""
    _must_have(lesson, step)
    words = words.strip()[:LONGEST_IDEA]
    if not words and kind != Idea.Kind.TOO_HARD:
        raise errors.NothingSaid
    about = {
        "lesson": lesson,
        "module_version": lesson.activity.module_version,
        "activity": lesson.activity.slug,
        "step": step,
        "presentation": presentation or lesson.activity.manifest.get("presentation", "text"),
        "kind": kind,
        "words": words,
        "sent_at": timezone.now(),
    }
    Idea.objects.get_or_create(pupil=pupil, key=key, defaults=about)


def show_work(*, lesson: Lesson, pupil: User, notebook: bytes) -> None:
    """Keep the pupil's saved work for the teacher who looks at it; refused where nobody looks."""
    now = timezone.now()
    looked = Look.objects.filter(lesson=lesson, pupil=pupil, asked_at__gt=now - LOOK_LASTS)
    if not looked.update(notebook=notebook, sent_at=now):
        raise errors.NobodyLooks


# --- teachers


def answer_hand(*, lesson: Lesson, pupil: User, by: User, down: bool) -> None:
    """Say that the hand is seen, or take it down because the pupil has been helped."""
    queries.must_teach(by, lesson.school_class)
    hands = Hand.objects.filter(lesson=lesson, pupil=pupil)
    with transaction.atomic():
        if down:
            hands.delete()
        else:
            hands.filter(seen_at=None).update(seen_at=timezone.now())
        _stir(lesson)


def send_note(*, lesson: Lesson, pupil: User, by: User, text: str) -> Note:
    """Write to one pupil. The note also answers a hand that is up."""
    queries.must_teach(by, lesson.school_class)
    _must_be_on(lesson)
    text = text.strip()[:LONGEST_NOTE]
    if not text:
        raise errors.NothingSaid
    with transaction.atomic():
        note = Note.objects.create(lesson=lesson, pupil=pupil, by=by, text=text, sent_at=timezone.now())
        Hand.objects.filter(lesson=lesson, pupil=pupil, seen_at=None).update(seen_at=timezone.now())
        _stir(lesson)
    return note


def pause(*, lesson: Lesson, by: User) -> None:
    """All eyes on the teacher: pupils' pages say so and take no input."""
    queries.must_teach(by, lesson.school_class)
    _must_be_on(lesson)
    Lesson.objects.filter(pk=lesson.pk, paused_at=None).update(paused_at=timezone.now())


def go_on(*, lesson: Lesson, by: User) -> None:
    """Let pupils go on."""
    queries.must_teach(by, lesson.school_class)
    Lesson.objects.filter(pk=lesson.pk).update(paused_at=None)


def open_steps(*, lesson: Lesson, by: User, number: int | None) -> None:
    """Open so many steps from the first, or all."""
    queries.must_teach(by, lesson.school_class)
    most = len(queries.steps_of(lesson.activity))
    lesson.open_steps = None if number is None or number >= most else max(1, number)
    lesson.save(update_fields=["open_steps"])


def look(*, lesson: Lesson, pupil: User, by: User) -> Look:
    """Look at the pupil's work as it is now; asked again and again for as long as the page is open."""
    queries.must_teach(by, lesson.school_class)
    now = timezone.now()
    with transaction.atomic():
        looked, new = Look.objects.get_or_create(lesson=lesson, pupil=pupil, defaults={"asked_at": now})
        # Pupils' pages keep the old in memory until there is news, so it is not news every time.
        if new or now - looked.asked_at > LOOK_LASTS / 2:
            Look.objects.filter(asked_at__lt=now - LOOKS_KEPT).delete()
            Look.objects.filter(pk=looked.pk).update(asked_at=now)
            _stir(lesson)
    return looked


def tick_off(*, idea: Idea, by: User) -> None:
    """The teacher has read the idea."""
    queries.must_teach(by, idea.lesson.school_class)
    Idea.objects.filter(pk=idea.pk, read_at=None).update(read_at=timezone.now())


def _must_be_on(lesson: Lesson) -> None:
    if lesson.state(timezone.now()) != Lesson.State.OPEN:
        raise errors.NotOpenNow


def _must_have(lesson: Lesson, step: str) -> None:
    if step and step not in {each["id"] for each in queries.steps_of(lesson.activity)}:
        raise errors.StepUnknown


def _stir(lesson: Lesson) -> None:
    Lesson.objects.filter(pk=lesson.pk).update(news=F("news") + 1)
