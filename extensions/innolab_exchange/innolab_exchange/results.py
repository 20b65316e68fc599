"""What the portal answers, as frozen values. Keys the portal adds later are ignored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypedDict

Json = Mapping[str, Any]


class StepProgress(TypedDict):
    """How far a pupil is with one step, as it is sent."""

    state: str
    tries: int
    hints: int
    since: str | None


def _time(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)


@dataclass(frozen=True)
class ClassRef:
    """A class by its key and name."""

    key: str
    name: str

    @classmethod
    def parse(cls, data: Json) -> ClassRef:
        """Read the portal's JSON."""
        return cls(key=data["key"], name=data["name"])


@dataclass(frozen=True)
class Me:
    """Who the token speaks for."""

    user: str
    role: str
    language: str
    classes: tuple[ClassRef, ...]

    @classmethod
    def parse(cls, data: Json) -> Me:
        """Read the portal's JSON."""
        classes = tuple(ClassRef.parse(each) for each in data["classes"])
        return cls(user=data["user"], role=data["role"], language=data["language"], classes=classes)


@dataclass(frozen=True)
class Step:
    """One step of an activity as the lesson lists it."""

    id: str
    title: Mapping[str, str]
    max_points: float

    @classmethod
    def parse(cls, data: Json) -> Step:
        """Read the portal's JSON."""
        return cls(id=data["id"], title=dict(data["title"]), max_points=float(data["max_points"]))


@dataclass(frozen=True)
class Lesson:
    """An activity given to a class for a time."""

    id: str
    school_class: ClassRef
    assignment: str
    title: Mapping[str, str]
    module_slug: str
    module_version: str
    activity: str
    kind: str
    state: str
    opens_at: datetime | None
    closes_at: datetime | None
    now: datetime | None
    release_sha256: str
    hints_allowed: bool
    late_allowed: bool
    feedback_when: str
    steps: tuple[Step, ...]
    own: bool = False
    """A teacher's own assignment: it may have many notebooks, and the teacher's nbgrader grades it."""
    # The portal's own words, to hand on to a browser without losing what was added since.
    json: Json = field(repr=False, compare=False, default_factory=dict)

    @classmethod
    def parse(cls, data: Json) -> Lesson:
        """Read the portal's JSON."""
        return cls(
            id=str(data["id"]),
            school_class=ClassRef.parse(data["class"]),
            assignment=data["assignment"],
            title=dict(data["title"]),
            module_slug=data["module"]["slug"],
            module_version=data["module"]["version"],
            activity=data["activity"],
            kind=data["kind"],
            state=data["state"],
            opens_at=_time(data["opens_at"]),
            closes_at=_time(data["closes_at"]),
            now=_time(data["now"]),
            release_sha256=data["release_sha256"],
            hints_allowed=bool(data["hints_allowed"]),
            late_allowed=bool(data["late_allowed"]),
            feedback_when=data["feedback_when"],
            steps=tuple(Step.parse(each) for each in data["steps"]),
            own=bool(data.get("own", False)),
            json=data,
        )


@dataclass(frozen=True)
class Release:
    """An activity's files for pupils; `content` is None when the copy with that etag is still right."""

    etag: str
    content: bytes | None = field(repr=False)


@dataclass(frozen=True)
class LessonState:
    """How a lesson stands: is it open, and until when."""

    state: str
    opens_at: datetime | None
    closes_at: datetime | None
    now: datetime | None
    room: Json = field(default_factory=dict)
    """What is said in the lesson room, as docs/reference/api.md has it."""

    @classmethod
    def parse(cls, data: Json) -> LessonState:
        """Read the portal's JSON."""
        return cls(
            state=data["state"],
            opens_at=_time(data["opens_at"]),
            closes_at=_time(data["closes_at"]),
            now=_time(data["now"]),
            room=data.get("room", {}),
        )


@dataclass(frozen=True)
class Receipt:
    """Proof that a hand-in is stored; `created` is False when the same content was there already."""

    receipt: str
    sha256: str
    handed_in_at: datetime
    received_at: datetime
    late: bool
    size: int
    created: bool = True

    @classmethod
    def parse(cls, data: Json, *, created: bool = True) -> Receipt:
        """Read the portal's JSON."""
        return cls(
            receipt=str(data["receipt"]),
            sha256=data["sha256"],
            handed_in_at=datetime.fromisoformat(data["handed_in_at"]),
            received_at=datetime.fromisoformat(data["received_at"]),
            late=bool(data["late"]),
            size=int(data["size"]),
            created=created,
        )


@dataclass(frozen=True)
class HandIn:
    """A stored hand-in and how far its grading is; `pupil` is set for a teacher."""

    receipt: str
    sha256: str
    handed_in_at: datetime
    received_at: datetime
    late: bool
    size: int
    status: str
    returned: bool
    pupil: str | None
    pages: Mapping[str, str] = field(default_factory=dict)
    """Pages of feedback that the teacher's nbgrader made: notebook to SHA-256."""

    @classmethod
    def parse(cls, data: Json) -> HandIn:
        """Read the portal's JSON."""
        stored = Receipt.parse(data)
        return cls(
            receipt=stored.receipt,
            sha256=stored.sha256,
            handed_in_at=stored.handed_in_at,
            received_at=stored.received_at,
            late=stored.late,
            size=stored.size,
            status=data["status"],
            returned=bool(data["returned"]),
            pupil=data.get("pupil"),
            pages=dict(data.get("pages") or {}),
        )


@dataclass(frozen=True)
class Points:
    """What a teacher's nbgrader says of one graded cell."""

    grade_id: str
    points: float
    max_points: float
    comment: str = ""


@dataclass(frozen=True)
class CellFeedback:
    """The result of one graded cell."""

    grade_id: str
    step: str
    verdict: str
    points: float | None
    max_points: float
    comment: str

    @classmethod
    def parse(cls, data: Json) -> CellFeedback:
        """Read the portal's JSON."""
        return cls(
            grade_id=data["grade_id"],
            step=data["step"],
            verdict=data["verdict"],
            points=_number(data["points"]),
            max_points=float(data["max_points"]),
            comment=data["comment"] or "",
        )


@dataclass(frozen=True)
class Feedback:
    """What the teacher has returned; all but `returned` is empty until then."""

    returned: bool
    receipt: str | None
    comment: str
    points: float | None
    max_points: float | None
    cells: tuple[CellFeedback, ...]

    @classmethod
    def parse(cls, data: Json) -> Feedback:
        """Read the portal's JSON."""
        receipt = data.get("receipt")
        return cls(
            returned=bool(data["returned"]),
            receipt=None if receipt is None else str(receipt),
            comment=data.get("comment") or "",
            points=_number(data.get("points")),
            max_points=_number(data.get("max_points")),
            cells=tuple(CellFeedback.parse(each) for each in data.get("cells") or ()),
        )


def _number(value: float | None) -> float | None:
    return None if value is None else float(value)
