"""Each verb of the portal's API described once: what to send, and how to read the answer."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar
from urllib.parse import quote

import httpx

from innolab_exchange.folders import is_zip
from innolab_exchange.results import (
    Feedback,
    HandIn,
    Lesson,
    LessonState,
    Me,
    Points,
    Receipt,
    Release,
    StepProgress,
)

T = TypeVar("T")

# Short, because nbgrader's Assignment List calls us on the server's only thread.
CONNECT_SECONDS = 2.0
ANSWER_SECONDS = 10.0
FILE_SECONDS = 60.0

NOTEBOOK = "application/x-ipynb+json"
ZIP = "application/zip"


@dataclass(frozen=True)
class Call(Generic[T]):
    """One request, and the function that makes a result of its successful answer."""

    method: str
    path: str
    read: Callable[[httpx.Response], T]
    params: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    json: Any = None
    content: bytes | None = None
    seconds: float = ANSWER_SECONDS


def _part(value: str | int) -> str:
    return quote(str(value), safe="")


def me() -> Call[Me]:
    """Who am I?"""
    return Call("GET", "me", lambda answer: Me.parse(answer.json()))


def lessons(class_key: str | None) -> Call[list[Lesson]]:
    """The lessons of one class, or of all my classes."""
    params = {} if class_key is None else {"class": class_key}
    return Call(
        "GET", "lessons", lambda answer: [Lesson.parse(each) for each in answer.json()["lessons"]], params=params
    )


def lesson(lesson_id: str | int) -> Call[Lesson]:
    """One lesson."""
    return Call("GET", f"lessons/{_part(lesson_id)}", lambda answer: Lesson.parse(answer.json()))


def lesson_state(lesson_id: str | int) -> Call[LessonState]:
    """How one lesson stands."""
    return _state("GET", f"lessons/{_part(lesson_id)}/state")


def release(lesson_id: str | int, etag: str | None) -> Call[Release]:
    """The lesson's release, unless the copy with this etag is still right."""
    headers = {} if etag is None else {"If-None-Match": f'"{etag}"'}
    return Call("GET", f"lessons/{_part(lesson_id)}/release", lambda answer: _release(answer, etag), headers=headers)


def _release(answer: httpx.Response, known: str | None) -> Release:
    if answer.status_code == httpx.codes.NOT_MODIFIED and known is not None:
        return Release(etag=known, content=None)
    sha256 = hashlib.sha256(answer.content).hexdigest()
    if answer.headers["ETag"].strip('"') != sha256:
        raise ValueError("the release is not what its ETag says")
    return Release(etag=sha256, content=answer.content)


def put_progress(lesson_id: str | int, current_step: str, steps: Mapping[str, StepProgress]) -> Call[LessonState]:
    """Where the pupil is now, step by step."""
    body = {"current_step": current_step, "steps": dict(steps)}
    return _state("PUT", f"lessons/{_part(lesson_id)}/progress", json=body)


def raise_hand(lesson_id: str | int, step: str) -> Call[LessonState]:
    """Put the hand up, from a step."""
    return _state("PUT", f"lessons/{_part(lesson_id)}/hand", json={"step": step})


def lower_hand(lesson_id: str | int) -> Call[LessonState]:
    """Take the hand down."""
    return _state("DELETE", f"lessons/{_part(lesson_id)}/hand")


def read_note(lesson_id: str | int, note: int) -> Call[LessonState]:
    """A note has been read."""
    return _state("PUT", f"lessons/{_part(lesson_id)}/notes/{note}/read")


def _state(method: str, path: str, json: Any = None) -> Call[LessonState]:
    return Call(method, path, lambda answer: LessonState.parse(answer.json()), json=json)


def send_idea(lesson_id: str | int, key: str, kind: str, words: str, step: str) -> Call[None]:
    """An idea about a step, kept once under its key."""
    told = {"kind": kind, "words": words, "step": step}
    return Call("PUT", f"lessons/{_part(lesson_id)}/ideas/{_part(key)}", lambda _answer: None, json=told)


def show_work(lesson_id: str | int, notebook: bytes) -> Call[None]:
    """The saved notebook, for the teacher who looks at it."""
    return Call(
        "PUT",
        f"lessons/{_part(lesson_id)}/work",
        lambda _answer: None,
        headers={"Content-Type": NOTEBOOK},
        content=notebook,
        seconds=FILE_SECONDS,
    )


def release_assignment(class_key: str, assignment: str, content: bytes, *, force: bool) -> Call[Lesson]:
    """Release a teacher's own assignment, a zip of its folder, to a class."""
    return Call(
        "PUT",
        f"classes/{_part(class_key)}/assignments/{_part(assignment)}",
        lambda answer: Lesson.parse(answer.json()),
        params={"force": "true"} if force else {},
        headers={"Content-Type": ZIP},
        content=content,
        seconds=FILE_SECONDS,
    )


def withdraw(lesson_id: str | int) -> Call[None]:
    """Take back a lesson that has not started, or an own assignment that nobody has worked on."""
    return Call("DELETE", f"lessons/{_part(lesson_id)}", lambda _answer: None)


def hand_in(lesson_id: str | int, content: bytes, pressed_at: datetime | None) -> Call[Receipt]:
    """Hand a notebook in, or a folder as a zip. By the checksum the portal refuses a body that was cut on the way."""
    headers = {
        "Content-Type": ZIP if is_zip(content) else NOTEBOOK,
        "X-Content-SHA256": hashlib.sha256(content).hexdigest(),
    }
    if pressed_at is not None:
        headers["X-Handed-In-At"] = pressed_at.isoformat()
    return Call(
        "POST",
        f"lessons/{_part(lesson_id)}/hand-ins",
        lambda answer: Receipt.parse(answer.json(), created=answer.status_code == httpx.codes.CREATED),
        headers=headers,
        content=content,
        seconds=FILE_SECONDS,
    )


def hand_ins(lesson_id: str | int) -> Call[list[HandIn]]:
    """A pupil's own hand-ins, or the whole class's for its teacher."""
    return Call("GET", f"lessons/{_part(lesson_id)}/hand-ins", lambda answer: _hand_ins(answer.json()))


def _hand_ins(data: Any) -> list[HandIn]:
    return [HandIn.parse(each) for each in data]


def hand_in_file(receipt: str) -> Call[bytes]:
    """What was handed in: a notebook, or a folder as a zip."""
    return Call("GET", f"hand-ins/{_part(receipt)}/file", lambda answer: answer.content, seconds=FILE_SECONDS)


def feedback(lesson_id: str | int) -> Call[Feedback]:
    """What the teacher has returned of my latest hand-in."""
    return Call("GET", f"lessons/{_part(lesson_id)}/feedback", lambda answer: Feedback.parse(answer.json()))


def feedback_on(receipt: str) -> Call[Feedback]:
    """What the teacher has returned of one hand-in."""
    return Call("GET", f"hand-ins/{_part(receipt)}/feedback", lambda answer: Feedback.parse(answer.json()))


def feedback_page(receipt: str, notebook: str) -> Call[bytes]:
    """A page of feedback that the teacher's nbgrader made."""
    return Call(
        "GET",
        f"hand-ins/{_part(receipt)}/feedback/{_part(notebook)}",
        lambda answer: answer.content,
        seconds=FILE_SECONDS,
    )


def release_feedback(receipt: str, pages: Mapping[str, str], points: Sequence[Points]) -> Call[HandIn]:
    """Return a hand-in of a teacher's own assignment: a page for each notebook, and points."""
    return Call(
        "PUT",
        f"hand-ins/{_part(receipt)}/feedback",
        lambda answer: HandIn.parse(answer.json()),
        json={"pages": dict(pages), "cells": [dataclasses.asdict(each) for each in points]},
        seconds=FILE_SECONDS,
    )


def return_feedback(lesson_id: str | int, pupils: Sequence[str] | None) -> Call[int]:
    """Return what is reviewed in InnoLab; how many hand-ins were returned."""
    return Call(
        "POST",
        f"lessons/{_part(lesson_id)}/return",
        lambda answer: int(answer.json()["returned"]),
        json={"pupils": None if pupils is None else list(pupils)},
    )
