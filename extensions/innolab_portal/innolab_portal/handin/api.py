"""API routes of hand-ins. All say who may; of others' things the answer is that there is no such thing."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import dateparse
from ninja import Router, Schema, Status

from innolab_portal.handin import actions, errors, queries, receiving
from innolab_portal.handin.models import HandIn
from innolab_portal.lessons.queries import lesson_for
from innolab_portal.library.files import store
from innolab_portal.people.hub import PortalRequest, allow
from innolab_portal.people.models import Role

router = Router()
NOTEBOOK = "application/x-ipynb+json"


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


@router.post("lessons/{lesson_id}/hand-ins", auth=allow(Role.PUPIL), response={201: Receipt, 200: Receipt})
def hand_in(request: PortalRequest, lesson_id: str) -> Status[HandIn]:
    """Hand a notebook in, raw in the body; the same content again gives the same receipt."""
    found, new = actions.receive(
        lesson=lesson_for(request.auth, lesson_id),
        pupil=request.auth,
        body=_body(request),
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
    """The notebook as it was handed in: the pupil's own, or for a teacher of the class."""
    found = queries.by_receipt(request.auth, receipt)
    response = HttpResponse(store().read(found.sha256), content_type=NOTEBOOK)
    response["Content-Disposition"] = f'attachment; filename="{found.lesson.assignment}-{found.pupil.username}.ipynb"'
    response["ETag"] = f'"{found.sha256}"'
    return response


@router.get("lessons/{lesson_id}/feedback", auth=allow(Role.PUPIL), response=FeedbackOut)
def feedback(request: PortalRequest, lesson_id: str) -> dict[str, Any]:
    """What was returned of the pupil's own work last."""
    found = queries.latest_returned(lesson_for(request.auth, lesson_id), request.auth)
    if found is None or found.result.returned is None:
        return {"returned": False}
    return {"returned": True, "receipt": found.receipt, **found.result.returned}


def _body(request: HttpRequest) -> bytes:
    """At most one byte more than may be: what is larger is refused without being read to its end."""
    length = request.headers.get("Content-Length", "")
    if length.isdigit() and int(length) > receiving.MAX_SIZE:
        raise errors.TooLarge
    return request.read(receiving.MAX_SIZE + 1)


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
    }
