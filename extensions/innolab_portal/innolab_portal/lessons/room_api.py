"""API routes of the lesson room: what pupils' servers say in it."""

from __future__ import annotations

from typing import Annotated, Literal

from ninja import Field, Router, Schema, Status

from innolab_portal.body import whole_body
from innolab_portal.lessons import queries, talking
from innolab_portal.lessons.api import state_for
from innolab_portal.lessons.errors import WorkTooLarge
from innolab_portal.lessons.hearing import StateOut
from innolab_portal.lessons.models import Idea
from innolab_portal.people.hub import PortalRequest, allow
from innolab_portal.people.models import Role

router = Router(auth=allow(Role.PUPIL))
LARGEST_WORK = 5_000_000
"""Bytes of a notebook that is looked at."""

StepId = Annotated[str, Field(max_length=60)]


class HandIn(Schema):
    """From which step the hand goes up."""

    step: StepId = ""


class IdeaIn(Schema):
    """An idea about a step."""

    kind: Idea.Kind
    words: Annotated[str, Field(max_length=talking.LONGEST_IDEA)] = ""
    step: StepId = ""
    presentation: Literal["", "text", "blocks", "picture"] = ""


@router.put("lessons/{lesson_id}/hand", response=StateOut)
def raise_hand(request: PortalRequest, lesson_id: str, told: HandIn) -> StateOut:
    """Put the hand up; it may be up already."""
    lesson = queries.lesson_for(request.auth, lesson_id)
    talking.raise_hand(lesson=lesson, pupil=request.auth, step=told.step)
    return state_for(lesson, request.auth)


@router.delete("lessons/{lesson_id}/hand", response=StateOut)
def lower_hand(request: PortalRequest, lesson_id: str) -> StateOut:
    """Take the hand down; it may be down already."""
    lesson = queries.lesson_for(request.auth, lesson_id)
    talking.lower_hand(lesson=lesson, pupil=request.auth)
    return state_for(lesson, request.auth)


@router.put("lessons/{lesson_id}/notes/{note_id}/read", response=StateOut)
def read_note(request: PortalRequest, lesson_id: str, note_id: int) -> StateOut:
    """The pupil has read a note."""
    lesson = queries.lesson_for(request.auth, lesson_id)
    talking.read_note(lesson=lesson, pupil=request.auth, note_id=note_id)
    return state_for(lesson, request.auth)


@router.put("lessons/{lesson_id}/ideas/{key}", response={204: None})
def send_idea(
    request: PortalRequest, lesson_id: str, key: Annotated[str, Field(max_length=40)], told: IdeaIn
) -> Status[None]:
    """Keep an idea under the pupil's own key, once however often it is sent."""
    lesson = queries.lesson_for(request.auth, lesson_id)
    talking.send_idea(lesson=lesson, pupil=request.auth, key=key, **told.dict())
    return Status(204, None)


@router.put("lessons/{lesson_id}/work", response={204: None})
def show_work(request: PortalRequest, lesson_id: str) -> Status[None]:
    """Take the pupil's saved notebook, raw in the body, while a teacher looks at it."""
    lesson = queries.lesson_for(request.auth, lesson_id)
    notebook = whole_body(request, most=LARGEST_WORK, too_large=WorkTooLarge)
    talking.show_work(lesson=lesson, pupil=request.auth, notebook=notebook)
    return Status(204, None)
