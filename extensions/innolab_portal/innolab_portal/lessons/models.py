"""Lessons, what pupils do in them step by step, and what passes between pupils and teachers meanwhile."""

from __future__ import annotations

import datetime as dt
import secrets

from django.conf import settings
from django.db import models

from innolab_portal.library.models import Activity
from innolab_portal.people.models import SchoolClass


def new_lesson_id() -> str:
    """A short id for URLs; who may open the lesson is decided by class, not by knowing it."""
    return secrets.token_hex(5)


class Lesson(models.Model):
    """An activity given to a class for a time; nbgrader's assignment of that course."""

    class FeedbackWhen(models.TextChoices):
        """When pupils see points and comments."""

        AT_ONCE = "at_once"
        BY_TEACHER = "by_teacher"

    class State(models.TextChoices):
        """Where a lesson stands at a moment; kept nowhere, since the clock decides it."""

        PLANNED = "planned"
        OPEN = "open"
        CLOSED = "closed"

    id = models.CharField(max_length=10, primary_key=True, default=new_lesson_id, editable=False)
    school_class = models.ForeignKey(SchoolClass, on_delete=models.CASCADE, related_name="lessons")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="lessons")
    assignment = models.SlugField(max_length=80)
    """nbgrader's assignment name, unique in the class: the activity's slug, with `-2` and so on when given again."""
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField(null=True, blank=True)
    """Empty: open until the teacher ends it."""
    feedback_when = models.CharField(max_length=12, choices=FeedbackWhen, default=FeedbackWhen.BY_TEACHER)
    hints_allowed = models.BooleanField(default=True)
    late_allowed = models.BooleanField(default=False)
    """Whether pupils may work on and hand in after the end; such a hand-in is marked late."""
    paused_at = models.DateTimeField(null=True, blank=True)
    """Since when all eyes are on the teacher; empty: pupils work."""
    open_steps = models.PositiveSmallIntegerField(null=True, blank=True)
    """So many steps, from the first, are open to pupils; empty: all."""
    chosen = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="+")
    """The pupils of the class whom it is for; none: the whole class."""
    news = models.PositiveIntegerField(default=0, editable=False)
    """Goes up whenever a pupil's page has something new to hear: whoever keeps the old in memory reads anew."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school_class", "assignment"], name="assignment_once_in_class")]
        ordering = ("-opens_at",)

    def __str__(self) -> str:
        return f"{self.assignment} for {self.school_class_id}"

    def state(self, now: dt.datetime) -> Lesson.State:
        """Where the lesson stands at `now`."""
        if self.closes_at is not None and self.closes_at <= now:
            return self.State.CLOSED
        return self.State.OPEN if self.opens_at <= now else self.State.PLANNED


class Progress(models.Model):
    """Where one pupil is in one lesson."""

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="progress")
    pupil = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="progress")
    current_step = models.CharField(max_length=60, blank=True)
    steps = models.JSONField(default=dict)
    """{step id: {"state": new|trying|done|unjudged, "tries": int, "hints": int, "since": ISO time}}.

    `since` is when the step got its state or the pupil last came to it, by the portal's clock."""
    updated_at = models.DateTimeField()
    """When the pupil's server last told of a step."""
    seen_at = models.DateTimeField(null=True, blank=True)
    """When an open page of the pupil last asked how the lesson stands; written every few seconds."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lesson", "pupil"], name="progress_once")]

    def __str__(self) -> str:
        return f"{self.pupil_id} in {self.lesson_id}"

    @property
    def heard_at(self) -> dt.datetime:
        """When the pupil was last heard of."""
        return max(self.updated_at, self.seen_at or self.updated_at)


class OfPupil(models.Model):
    """What passes between one pupil and the teachers in a lesson."""

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="%(class)ss")
    pupil = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        abstract = True


class Hand(OfPupil):
    """A hand that a pupil has up. It is gone when lowered, by the pupil or by a teacher."""

    step = models.CharField(max_length=60, blank=True)
    raised_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)
    """When a teacher said "seen"; the pupil's page shows it."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lesson", "pupil"], name="one_hand_up")]

    def __str__(self) -> str:
        return f"hand of {self.pupil_id} in {self.lesson_id}"


class Note(OfPupil):
    """A teacher's words to one pupil, shown in the pupil's page until the pupil has read them."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.CharField(max_length=500)
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    """When the pupil pressed the button under it."""

    class Meta:
        ordering = ("sent_at",)

    def __str__(self) -> str:
        return f"note to {self.pupil_id} in {self.lesson_id}"


class Idea(OfPupil):
    """What a pupil thinks of a step, kept with what it was about so that it can become a proposal."""

    class Kind(models.TextChoices):
        """What the idea says."""

        TOO_HARD = "too_hard"
        BETTER_TASK = "better_task"
        OTHER = "other"

    key = models.CharField(max_length=40)
    """The pupil's own number for it: sent twice, it is kept once."""
    module_version = models.ForeignKey("library.ModuleVersion", on_delete=models.PROTECT, related_name="+")
    activity = models.SlugField(max_length=80)
    step = models.CharField(max_length=60, blank=True)
    presentation = models.CharField(max_length=10)
    """How the pupil did the step: text, blocks or picture."""
    kind = models.CharField(max_length=12, choices=Kind)
    words = models.CharField(max_length=1000, blank=True)
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    """When a teacher ticked it off."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pupil", "key"], name="idea_once")]
        ordering = ("-sent_at",)

    def __str__(self) -> str:
        return f"idea of {self.pupil_id} in {self.lesson_id}"


class Look(OfPupil):
    """A teacher's look at a pupil's work: the pupil's server sends it for as long as somebody looks."""

    asked_at = models.DateTimeField()
    """When a teacher's page last asked for it."""
    notebook = models.BinaryField(null=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lesson", "pupil"], name="look_once")]

    def __str__(self) -> str:
        return f"look at {self.pupil_id} in {self.lesson_id}"
