"""Hand-ins, results and feedback. The truth of all points; a class's gradebook.db is a projection of it."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.db import models

from innolab_portal.lessons.models import Lesson


class HandIn(models.Model):
    """What a pupil submitted: whole or not at all, the same content once."""

    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="hand_ins")
    pupil = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="hand_ins")
    sha256 = models.CharField(max_length=64)
    """Of the bytes in the content store: a notebook, or of a teacher's own assignment a folder as a zip."""
    size = models.PositiveIntegerField()
    receipt = models.CharField(max_length=12, unique=True)
    """A short code the pupil can read out: `4F7K-9Q2M`."""
    handed_in_at = models.DateTimeField()
    """When the pupil pressed the button, by which the hand-in is late or not (see `receiving`)."""
    received_at = models.DateTimeField()
    sent_at = models.DateTimeField()
    """When these bytes last came in. A pupil who goes back to an earlier version hands that one in again: of a
    pupil's hand-ins the one sent last counts."""
    late = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["lesson", "pupil", "sha256"], name="content_once")]
        ordering = ("-sent_at", "-pk")

    def __str__(self) -> str:
        return self.receipt

    @property
    def was_delayed(self) -> bool:
        """Whether it was under way for so long that a teacher should know both times."""
        return self.received_at - self.handed_in_at > dt.timedelta(minutes=1)


class Result(models.Model):
    """What grading made of a hand-in."""

    class Status(models.TextChoices):
        """Where grading stands. `failed` is a fault of ours: it never costs points, a person must look."""

        QUEUED = "queued"
        RUNNING = "running"
        GRADED = "graded"
        FAILED = "failed"

    hand_in = models.OneToOneField(HandIn, on_delete=models.CASCADE, related_name="result")
    status = models.CharField(max_length=10, choices=Status, default=Status.QUEUED)
    graded_at = models.DateTimeField(null=True, blank=True)
    notebook_sha256 = models.CharField(max_length=64, blank=True)
    """The graded notebook in the content store, hidden tests cut: what the teacher sees rendered."""
    detail = models.TextField(blank=True)
    """For operators, when grading failed."""
    repaired = models.JSONField(default=list)
    """What grading had to mend in the pupil's notebook, in codes; shown to the teacher."""
    revision = models.PositiveIntegerField(default=0)
    """Grows each time a person saves points or words, so that two teachers never overwrite one another unseen."""
    comment = models.TextField(blank=True)
    """The teacher's words on the whole."""
    returned_at = models.DateTimeField(null=True, blank=True)
    """When the teacher returned it (or grading did, where the lesson gives feedback at once)."""
    returned = models.JSONField(null=True, blank=True)
    """What the pupil was given, as `GET lessons/{id}/feedback` tells it. Later changes reach the pupil when they are
    returned again, never half-way through a review."""
    pages = models.JSONField(default=dict)
    """Pages of feedback the teacher's own nbgrader made, {notebook: SHA-256}; HTML in the store that nobody cleaned."""
    read_at = models.DateTimeField(null=True, blank=True)
    """When the pupil first opened the feedback last returned."""

    def __str__(self) -> str:
        return f"{self.hand_in_id}: {self.status}"


class EarlierFeedback(models.Model):
    """What a pupil was given before something newer was returned: nobody's words disappear."""

    result = models.ForeignKey(Result, on_delete=models.CASCADE, related_name="earlier")
    returned_at = models.DateTimeField()
    returned = models.JSONField()
    pages = models.JSONField(default=dict)

    class Meta:
        ordering = ("-returned_at", "-pk")

    def __str__(self) -> str:
        return f"{self.result_id}, returned {self.returned_at:%Y-%m-%d %H:%M}"


class CellResult(models.Model):
    """Points of one graded cell of a hand-in."""

    class Verdict(models.TextChoices):
        """Three values: a fault of ours is `unjudged`, never `not_passed`."""

        PASSED = "passed"
        NOT_PASSED = "not_passed"
        UNJUDGED = "unjudged"

    result = models.ForeignKey(Result, on_delete=models.CASCADE, related_name="cells")
    grade_id = models.CharField(max_length=80)
    step = models.CharField(max_length=60)
    verdict = models.CharField(max_length=12, choices=Verdict)
    max_points = models.FloatField()
    auto_points = models.FloatField(null=True, blank=True)
    """Empty where only a person can give points."""
    manual_points = models.FloatField(null=True, blank=True)
    """The teacher's word, which stands above the automatic points."""
    comment = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["result", "grade_id"], name="cell_once")]
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.grade_id}: {self.verdict}"

    @property
    def points(self) -> float | None:
        """The points that count, or None while a person has yet to look."""
        return self.auto_points if self.manual_points is None else self.manual_points


class ReviewHabits(models.Model):
    """How a teacher likes to review, remembered from one sign-in to the next."""

    teacher = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="review_habits")
    names = models.BooleanField(default=False)
    """Names are shown; else each pupil is an animal."""
    keys = models.BooleanField(default=True)
    """Single letters work as keys where nobody types (WCAG 2.1.4 asks that they can be switched off)."""

    def __str__(self) -> str:
        return f"{self.teacher_id}: names {self.names}, keys {self.keys}"


class KeptComment(models.Model):
    """A comment that a teacher keeps to use again."""

    MAX_LENGTH: ClassVar[int] = 500
    """Longer words are for one pupil alone; and PostgreSQL's index of a row ends at 2,700 bytes."""

    teacher = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="kept_comments")
    activity = models.CharField(max_length=170)
    """`<module>/<activity>`: the comment outlives a module's version."""
    step = models.CharField(max_length=60)
    text = models.CharField(max_length=MAX_LENGTH)
    used_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["teacher", "activity", "step", "text"], name="kept_once")]
        ordering = ("-used_at", "-pk")

    def __str__(self) -> str:
        return self.text
