"""Lessons and what pupils do in them, step by step."""

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
    """When the pupil's server last sent anything."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lesson", "pupil"], name="progress_once")]

    def __str__(self) -> str:
        return f"{self.pupil_id} in {self.lesson_id}"
