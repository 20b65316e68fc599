"""API routes of hand-ins. All say who may; of others' things the answer is that there is no such thing."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.http import HttpResponse
from django.utils import dateparse
from innolab_exchange import folders
from ninja import Field, Router, Schema, Status

from innolab_portal.body import whole_body
from innolab_portal.handin import actions, errors, queries, receiving
from innolab_portal.handin.models import HandIn
from innolab_portal.handin.pages import own_page
from innolab_portal.lessons.queries import lesson_for, lesson_taught_by
from innolab_portal.library.files import store
from innolab_portal.people.hub import PortalRequest, allow
from innolab_portal.people.models import Role

router = Router()
NOTEBOOK = "application/x-ipynb+json"
ZIP = "application/zip"
NAME = r"^[^/\\\x00-\x1f]{1,100}$"
Points = Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False)]


class Receipt(Schema):
    """Proof that a hand-in is stored."""

    receipt: str
    sha256: str
    handed_in_at: dt.datetime
    received_at: dt.datetime
    late: bool
    size: int


class HandInOut(Receipt):
    """A hand-in and how far its grading is; `pupil` only for a teacher."""

    status: str
    returned: bool
    pupil: str | None = None
    pages: dict[str, str]


class CellOut(Schema):
    """Feedback on one graded cell."""

    grade_id: str
    step: str
    verdict: str
    points: float | None
    max_points: float
    comment: str


class FeedbackOut(Schema):
    """What the teacher returned; nothing but `returned` until then."""

    returned: bool
    receipt: str | None = None
    comment: str = ""
    points: float | None = None
    max_points: float | None = None
    cells: list[CellOut] = []


class OwnCellIn(Schema):
    """What a teacher's own nbgrader says of one graded cell."""

    grade_id: Annotated[str, Field(min_length=1, max_length=80)]
    points: Points
    max_points: Points
    comment: Annotated[str, Field(max_length=10_000)] = ""


class OwnFeedbackIn(Schema):
    """Pages by notebook, and points."""

    pages: Annotated[dict[Annotated[str, Field(pattern=NAME)], str], Field(max_length=50)]
    cells: Annotated[list[OwnCellIn], Field(max_length=500)] = []


class ReturnIn(Schema):
    """Whose work to return; null means everybody's."""

    pupils: Annotated[list[str], Field(max_length=1000)] | None = None


class ReturnedOut(Schema):
    """How many hand-ins were returned."""

    returned: int


@router.post("lessons/{lesson_id}/hand-ins", auth=allow(Role.PUPIL), response={201: Receipt, 200: Receipt})
def hand_in(request: PortalRequest, lesson_id: str) -> Status[HandIn]:
    """Hand in, raw in the body; the same content again gives the same receipt."""
    found, new = actions.receive(
        lesson=lesson_for(request.auth, lesson_id),
        pupil=request.auth,
        body=whole_body(request, most=receiving.MAX_SIZE, too_large=errors.TooLarge),
        sha256=request.headers.get("X-Content-SHA256", ""),
        pressed_at=_moment(request.headers.get("X-Handed-In-At", "")),
    )
    return Status(201 if new else 200, found)


@router.get("lessons/{lesson_id}/hand-ins", auth=allow(Role.PUPIL, Role.TEACHER), response=list[HandInOut])
def hand_ins(request: PortalRequest, lesson_id: str) -> list[dict[str, Any]]:
    """A pupil's own hand-ins, or the whole class's for its teacher; the newest first."""
    lesson = lesson_for(request.auth, lesson_id)
    teacher = request.auth.role == Role.TEACHER
    return [_told(one, teacher=teacher) for one in queries.seen_by(request.auth, lesson)]


@router.get("hand-ins/{receipt}/file", auth=allow(Role.PUPIL, Role.TEACHER))
def file(request: PortalRequest, receipt: str) -> HttpResponse:
    """What was handed in, as it came: the pupil's own, or for a teacher of the class."""
    found = queries.by_receipt(request.auth, receipt)
    content = store().read(found.sha256)
    kind, ending = (ZIP, "zip") if folders.is_zip(content) else (NOTEBOOK, "ipynb")
    response = HttpResponse(content, content_type=kind)
    name = f"{found.lesson.assignment}-{found.pupil.username}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["ETag"] = f'"{found.sha256}"'
    return response


@router.get("lessons/{lesson_id}/feedback", auth=allow(Role.PUPIL), response=FeedbackOut)
def feedback(request: PortalRequest, lesson_id: str) -> dict[str, Any]:
    """What was returned of the pupil's own work last."""
    return _feedback(queries.latest_returned(lesson_for(request.auth, lesson_id), request.auth))


@router.get("hand-ins/{receipt}/feedback", auth=allow(Role.PUPIL, Role.TEACHER), response=FeedbackOut)
def feedback_on(request: PortalRequest, receipt: str) -> dict[str, Any]:
    """What was returned of one hand-in: the pupil's own, or for a teacher of the class."""
    return _feedback(queries.by_receipt(request.auth, receipt))


@router.get("hand-ins/{receipt}/feedback/{notebook}", auth=allow(Role.PUPIL, Role.TEACHER))
def feedback_page(request: PortalRequest, receipt: str, notebook: str) -> HttpResponse:
    """A page of feedback that the teacher's own nbgrader made."""
    return own_page(queries.by_receipt(request.auth, receipt).result.pages, notebook)


@router.put("hand-ins/{receipt}/feedback", auth=allow(Role.TEACHER), response=HandInOut)
def release_feedback(request: PortalRequest, receipt: str, told: OwnFeedbackIn) -> dict[str, Any]:
    """Return a hand-in of a teacher's own assignment."""
    found = queries.by_receipt(request.auth, receipt)
    cells = [actions.OwnPoints(**cell.model_dump()) for cell in told.cells]
    found.result = actions.release_feedback(hand_in=found, pages=told.pages, cells=cells)
    return _told(found, teacher=True)


@router.post("lessons/{lesson_id}/return", auth=allow(Role.TEACHER), response=ReturnedOut)
def return_feedback(request: PortalRequest, lesson_id: str, told: ReturnIn) -> dict[str, int]:
    """Return what is reviewed, as the button on the review page does."""
    lesson = lesson_taught_by(request.auth, lesson_id)
    return {"returned": actions.return_feedback(lesson=lesson, pupils=told.pupils)}


def _feedback(found: HandIn | None) -> dict[str, Any]:
    if found is None or found.result.returned is None:
        return {"returned": False}
    return {"returned": True, "receipt": found.receipt, **found.result.returned}


def _moment(text: str) -> dt.datetime | None:
    """A time with its zone, as the pupil's server says it; anything else counts as not said."""
    try:
        moment = dateparse.parse_datetime(text)
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None


def _told(hand_in: HandIn, *, teacher: bool) -> dict[str, Any]:
    return {
        "receipt": hand_in.receipt,
        "sha256": hand_in.sha256,
        "handed_in_at": hand_in.handed_in_at,
        "received_at": hand_in.received_at,
        "late": hand_in.late,
        "size": hand_in.size,
        "status": hand_in.result.status,
        "returned": hand_in.result.returned_at is not None,
        "pupil": hand_in.pupil.username if teacher else None,
        "pages": hand_in.result.pages,
    }
