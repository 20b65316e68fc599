"""API routes of the lessons app: what pupils' and teachers' servers ask and tell."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from ninja import Field, Query, Router, Schema, Status

from innolab_portal.body import whole_body
from innolab_portal.lessons import actions, errors, hearing, queries
from innolab_portal.lessons.hearing import ASKER, StateOut
from innolab_portal.lessons.models import Lesson
from innolab_portal.lessons.progress import StepReport, StepState
from innolab_portal.library.errors import ReleaseTooLarge
from innolab_portal.library.files import store
from innolab_portal.library.own import MAX_SIZE
from innolab_portal.people.hub import PortalRequest, allow
from innolab_portal.people.models import Role, User

router = Router()
OF_THE_CLASS = allow(Role.PUPIL, Role.TEACHER)


class ClassOut(Schema):
    """A class as its people know it."""

    key: str
    name: str


class ModuleOut(Schema):
    """The module version the lesson was given from."""

    slug: str
    version: str


class StepOut(Schema):
    """A step of the activity."""

    id: str
    title: dict[str, str]
    max_points: float


class LessonOut(Schema):
    """A lesson as its class may know it."""

    id: str
    school_class: ClassOut = Field(serialization_alias="class")
    assignment: str
    title: dict[str, str]
    module: ModuleOut
    activity: str
    kind: Literal["guided", "app"]
    state: Lesson.State
    opens_at: dt.datetime
    closes_at: dt.datetime | None
    now: dt.datetime
    time_zone: str
    release_sha256: str
    hints_allowed: bool
    late_allowed: bool
    feedback_when: Lesson.FeedbackWhen
    steps: list[StepOut]
    own: bool


class LessonsOut(Schema):
    """The lessons asked for, newest first."""

    lessons: list[LessonOut]


Count = Annotated[int, Field(ge=0, le=100_000)]


class StepIn(Schema):
    """What a pupil's server says of a step. It may send `since`; the portal's own clock decides it."""

    state: StepState
    tries: Count = 0
    hints: Count = 0


class ProgressIn(Schema):
    """Where the pupil is; steps that did not change may be left out."""

    current_step: Annotated[str, Field(max_length=60)] = ""
    steps: Annotated[dict[str, StepIn], Field(max_length=200)] = {}


@router.get("lessons", response=LessonsOut, by_alias=True, auth=OF_THE_CLASS)
def lessons(request: PortalRequest, class_key: Annotated[str | None, Query(alias="class")] = None) -> dict[str, Any]:
    """The lessons of the caller's classes: a pupil's those that have opened, a teacher's all."""
    now = timezone.now()
    return {"lessons": [lesson_out(x, now) for x in queries.lessons_for(request.auth, now, class_key)]}


@router.get("lessons/{lesson_id}", response=LessonOut, by_alias=True, auth=OF_THE_CLASS)
def lesson(request: PortalRequest, lesson_id: str) -> dict[str, Any]:
    """One lesson of the caller's classes."""
    return lesson_out(queries.lesson_for(request.auth, lesson_id), timezone.now())


@router.get("lessons/{lesson_id}/state", response=StateOut, auth=OF_THE_CLASS)
def state(request: PortalRequest, lesson_id: str) -> StateOut:
    """How the lesson stands: what a server asks every few seconds. Answered again from memory (see `memory`)."""
    found = queries.lesson_for(request.auth, lesson_id)
    request.META[ASKER] = request.auth.pk if request.auth.role == Role.PUPIL else None
    return state_for(found, request.auth)


@router.get("lessons/{lesson_id}/release", auth=OF_THE_CLASS)
def release(request: PortalRequest, lesson_id: str) -> HttpResponse:
    """The activity's files for pupils: no solutions, no hidden tests. Pupils get it when the lesson has opened."""
    found = queries.lesson_for(request.auth, lesson_id)
    if request.auth.role == Role.PUPIL and found.state(timezone.now()) == Lesson.State.PLANNED:
        raise errors.LessonNotOpen
    return release_of(request, found)


@router.put("lessons/{lesson_id}/progress", response=StateOut, auth=allow(Role.PUPIL))
def progress(request: PortalRequest, lesson_id: str, told: ProgressIn) -> StateOut:
    """Keep where the pupil is; sent again every few seconds, it also says that the pupil is there."""
    found = queries.lesson_for(request.auth, lesson_id)
    steps: dict[str, StepReport] = {
        key: {"state": step.state, "tries": step.tries, "hints": step.hints} for key, step in told.steps.items()
    }
    actions.report_progress(lesson=found, pupil=request.auth, current_step=told.current_step, steps=steps)
    return state_for(found, request.auth)


@router.put(
    "classes/{class_key}/assignments/{assignment}",
    response={201: LessonOut, 200: LessonOut},
    by_alias=True,
    auth=allow(Role.TEACHER),
)
def release_assignment(
    request: PortalRequest, class_key: str, assignment: str, *, force: bool = False
) -> Status[dict[str, Any]]:
    """Release a teacher's own assignment to a class: a zip of its folder, raw in the body."""
    lesson, new = actions.release_own(
        school_class=queries.class_taught_by(request.auth, class_key),
        assignment=assignment,
        content=whole_body(request, most=MAX_SIZE, too_large=ReleaseTooLarge),
        by=request.auth,
        force=force,
    )
    return Status(201 if new else 200, lesson_out(queries.lesson_for(request.auth, lesson.pk), timezone.now()))


@router.delete("lessons/{lesson_id}", response={204: None}, auth=allow(Role.TEACHER))
def withdraw(request: PortalRequest, lesson_id: str) -> Status[None]:
    """Take back a lesson that has not started, or a teacher's own assignment that nobody has worked on."""
    actions.take_back(lesson=queries.lesson_for(request.auth, lesson_id), by=request.auth)
    return Status(204, None)


def release_of(request: PortalRequest, lesson: Lesson) -> HttpResponse:
    """The zip for pupils, or 304 where the caller has it."""
    etag = f'"{lesson.activity.release_sha256}"'
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return unchanged
    zipped = store().read(lesson.activity.release_sha256)
    return HttpResponse(zipped, content_type="application/zip", headers={"ETag": etag})


def state_for(lesson: Lesson, user: User) -> StateOut:
    """How the lesson stands for this person, read anew."""
    pupil = user.pk if user.role == Role.PUPIL else None
    return hearing.read(lesson, pupil or 0).by(pupil, timezone.now())


def lesson_out(lesson: Lesson, now: dt.datetime) -> dict[str, Any]:
    """The lesson as `LessonOut` tells it."""
    version = lesson.activity.module_version
    return {
        "id": lesson.pk,
        "school_class": {"key": lesson.school_class_id, "name": lesson.school_class.name},
        "assignment": lesson.assignment,
        "title": lesson.activity.manifest["title"],
        "module": {"slug": version.module_id, "version": version.version},
        "activity": lesson.activity.slug,
        "kind": lesson.activity.kind,
        "state": lesson.state(now),
        "opens_at": lesson.opens_at,
        "closes_at": lesson.closes_at,
        "now": now,
        "time_zone": settings.TIME_ZONE,
        "release_sha256": lesson.activity.release_sha256,
        "hints_allowed": lesson.hints_allowed,
        "late_allowed": lesson.late_allowed,
        "feedback_when": lesson.feedback_when,
        "steps": queries.steps_of(lesson.activity),
        "own": lesson.activity.own,
    }
