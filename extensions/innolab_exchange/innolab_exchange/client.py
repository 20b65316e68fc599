"""The two transports. All that is particular to a verb stands in `calls`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import TracebackType
from typing import Self, TypeVar

import httpx

from innolab_exchange import calls
from innolab_exchange.calls import Call
from innolab_exchange.errors import REFUSED, UNREACHABLE, ExchangeError, Refused, Unreachable, in_language
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


class _Client:
    """What both clients share: the request to make, and the reading of its answer."""

    def __init__(self, base_url: str, token: str, language: str) -> None:
        self.base_url = base_url.rstrip("/") + "/"
        self.language = language
        self._token = token
        # The machine's certificates, which httpx would read for either, cost each server 10 MB.
        self._encrypted = base_url.startswith("https:")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str], language: str = "en") -> Self:
        """A client from what the hub gives each single-user server."""
        for name in ("INNOLAB_PORTAL_API", "JUPYTERHUB_API_TOKEN"):
            if not environment.get(name):
                raise ExchangeError(f"The environment variable {name} is not set.")
        return cls(environment["INNOLAB_PORTAL_API"], environment["JUPYTERHUB_API_TOKEN"], language)

    def _request(self, call: Call[T]) -> httpx.Request:
        headers = {"Authorization": f"Bearer {self._token}", "Accept-Language": self.language, **call.headers}
        return httpx.Request(
            call.method,
            self.base_url + call.path,
            params=call.params,
            headers=headers,
            json=call.json,
            content=call.content,
            extensions={"timeout": httpx.Timeout(call.seconds, connect=calls.CONNECT_SECONDS).as_dict()},
        )

    def _result(self, call: Call[T], answer: httpx.Response) -> T:
        if not (answer.is_success or answer.status_code == httpx.codes.NOT_MODIFIED):
            raise self._refusal(answer)
        try:
            return call.read(answer)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise self._unreachable(f"{call.method} {call.path}: not the portal's answer: {error!r}") from error

    def _refusal(self, answer: httpx.Response) -> ExchangeError:
        try:
            error = answer.json()["error"]
            return Refused(error["code"], error["message"], answer.status_code)
        except (ValueError, KeyError, TypeError):
            # Not our form: a proxy's page, or a portal that fell over.
            if answer.status_code < httpx.codes.INTERNAL_SERVER_ERROR and answer.is_client_error:
                return Refused(f"http_{answer.status_code}", in_language(REFUSED, self.language), answer.status_code)
            return self._unreachable(f"HTTP {answer.status_code} without the portal's error form")

    def _unreachable(self, reason: str) -> Unreachable:
        return Unreachable(in_language(UNREACHABLE, self.language), reason)


class ExchangeClient(_Client):
    """The portal's lesson and hand-in API, one call at a time."""

    def __init__(
        self, base_url: str, token: str, language: str = "en", *, transport: httpx.BaseTransport | None = None
    ) -> None:
        super().__init__(base_url, token, language)
        self._http = httpx.Client(transport=transport, trust_env=False, verify=self._encrypted)

    def _send(self, call: Call[T]) -> T:
        try:
            answer = self._http.send(self._request(call))
        except httpx.HTTPError as error:
            raise self._unreachable(f"{call.method} {call.path}: {error!r}") from error
        return self._result(call, answer)

    def me(self) -> Me:
        """Who am I?"""
        return self._send(calls.me())

    def lessons(self, class_key: str | None = None) -> list[Lesson]:
        """The lessons of one class, or of all my classes."""
        return self._send(calls.lessons(class_key))

    def lesson(self, lesson_id: str | int) -> Lesson:
        """One lesson."""
        return self._send(calls.lesson(lesson_id))

    def lesson_state(self, lesson_id: str | int) -> LessonState:
        """How one lesson stands; cheap enough to be asked every few seconds."""
        return self._send(calls.lesson_state(lesson_id))

    def release(self, lesson_id: str | int, etag: str | None = None) -> Release:
        """The lesson's release; its content is None when the copy with this etag is still right."""
        return self._send(calls.release(lesson_id, etag))

    def put_progress(
        self, lesson_id: str | int, *, current_step: str, steps: Mapping[str, StepProgress]
    ) -> LessonState:
        """Tell the portal where the pupil is now."""
        return self._send(calls.put_progress(lesson_id, current_step, steps))

    def raise_hand(self, lesson_id: str | int, *, step: str) -> LessonState:
        """Put my hand up; it may be up already."""
        return self._send(calls.raise_hand(lesson_id, step))

    def lower_hand(self, lesson_id: str | int) -> LessonState:
        """Take my hand down; it may be down already."""
        return self._send(calls.lower_hand(lesson_id))

    def read_note(self, lesson_id: str | int, note: int) -> LessonState:
        """I have read a teacher's note."""
        return self._send(calls.read_note(lesson_id, note))

    def send_idea(self, lesson_id: str | int, *, key: str, kind: str, words: str, step: str) -> None:
        """Send an idea about a step; the same key twice is one idea."""
        self._send(calls.send_idea(lesson_id, key, kind, words, step))

    def show_work(self, lesson_id: str | int, notebook: bytes) -> None:
        """Send my saved notebook to the teacher who looks at it."""
        self._send(calls.show_work(lesson_id, notebook))

    def hand_in(self, lesson_id: str | int, content: bytes, *, pressed_at: datetime | None = None) -> Receipt:
        """Hand in a notebook or a zip of a folder; the same content twice gives the same receipt.

        `pressed_at`, with its zone, is when the pupil pressed the button: what was pressed before the lesson's end is
        in time although it arrives later (docs/reference/api.md has the limits).
        """
        return self._send(calls.hand_in(lesson_id, content, pressed_at))

    def hand_ins(self, lesson_id: str | int) -> list[HandIn]:
        """A pupil's own hand-ins, or the whole class's for its teacher."""
        return self._send(calls.hand_ins(lesson_id))

    def hand_in_file(self, receipt: str) -> bytes:
        """What was handed in: a notebook, or a folder as a zip."""
        return self._send(calls.hand_in_file(receipt))

    def feedback(self, lesson_id: str | int) -> Feedback:
        """What the teacher has returned of my latest hand-in."""
        return self._send(calls.feedback(lesson_id))

    def feedback_on(self, receipt: str) -> Feedback:
        """What the teacher has returned of one hand-in."""
        return self._send(calls.feedback_on(receipt))

    def feedback_page(self, receipt: str, notebook: str) -> bytes:
        """A page of feedback that the teacher's nbgrader made, as HTML nobody has cleaned."""
        return self._send(calls.feedback_page(receipt, notebook))

    def release_assignment(self, class_key: str, assignment: str, content: bytes, *, force: bool = False) -> Lesson:
        """Release a teacher's own assignment to a class, as a zip of its folder; `force` takes an older one's place."""
        return self._send(calls.release_assignment(class_key, assignment, content, force=force))

    def withdraw(self, lesson_id: str | int) -> None:
        """Take back a lesson that has not started, or an own assignment that nobody has worked on."""
        self._send(calls.withdraw(lesson_id))

    def release_feedback(self, receipt: str, *, pages: Mapping[str, str], points: Sequence[Points]) -> HandIn:
        """Return a hand-in of a teacher's own assignment: a page for each notebook, and points."""
        return self._send(calls.release_feedback(receipt, pages, points))

    def return_feedback(self, lesson_id: str | int, pupils: Sequence[str] | None = None) -> int:
        """Return what is reviewed in InnoLab, of the pupils named or of all; how many were returned."""
        return self._send(calls.return_feedback(lesson_id, pupils))

    def close(self) -> None:
        """Give the connections back."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class AsyncExchangeClient(_Client):
    """The same verbs for an event loop."""

    def __init__(
        self, base_url: str, token: str, language: str = "en", *, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        super().__init__(base_url, token, language)
        self._http = httpx.AsyncClient(transport=transport, trust_env=False, verify=self._encrypted)

    async def _send(self, call: Call[T]) -> T:
        try:
            answer = await self._http.send(self._request(call))
        except httpx.HTTPError as error:
            raise self._unreachable(f"{call.method} {call.path}: {error!r}") from error
        return self._result(call, answer)

    async def me(self) -> Me:
        """Who am I?"""
        return await self._send(calls.me())

    async def lessons(self, class_key: str | None = None) -> list[Lesson]:
        """The lessons of one class, or of all my classes."""
        return await self._send(calls.lessons(class_key))

    async def lesson(self, lesson_id: str | int) -> Lesson:
        """One lesson."""
        return await self._send(calls.lesson(lesson_id))

    async def lesson_state(self, lesson_id: str | int) -> LessonState:
        """How one lesson stands; cheap enough to be asked every few seconds."""
        return await self._send(calls.lesson_state(lesson_id))

    async def release(self, lesson_id: str | int, etag: str | None = None) -> Release:
        """The lesson's release; its content is None when the copy with this etag is still right."""
        return await self._send(calls.release(lesson_id, etag))

    async def put_progress(
        self, lesson_id: str | int, *, current_step: str, steps: Mapping[str, StepProgress]
    ) -> LessonState:
        """Tell the portal where the pupil is now."""
        return await self._send(calls.put_progress(lesson_id, current_step, steps))

    async def raise_hand(self, lesson_id: str | int, *, step: str) -> LessonState:
        """Put my hand up; it may be up already."""
        return await self._send(calls.raise_hand(lesson_id, step))

    async def lower_hand(self, lesson_id: str | int) -> LessonState:
        """Take my hand down; it may be down already."""
        return await self._send(calls.lower_hand(lesson_id))

    async def read_note(self, lesson_id: str | int, note: int) -> LessonState:
        """I have read a teacher's note."""
        return await self._send(calls.read_note(lesson_id, note))

    async def send_idea(self, lesson_id: str | int, *, key: str, kind: str, words: str, step: str) -> None:
        """Send an idea about a step; the same key twice is one idea."""
        await self._send(calls.send_idea(lesson_id, key, kind, words, step))

    async def show_work(self, lesson_id: str | int, notebook: bytes) -> None:
        """Send my saved notebook to the teacher who looks at it."""
        await self._send(calls.show_work(lesson_id, notebook))

    async def hand_in(self, lesson_id: str | int, content: bytes, *, pressed_at: datetime | None = None) -> Receipt:
        """Hand in a notebook or a zip of a folder; the same content twice gives the same receipt.

        `pressed_at`, with its zone, is when the pupil pressed the button: what was pressed before the lesson's end is
        in time although it arrives later (docs/reference/api.md has the limits).
        """
        return await self._send(calls.hand_in(lesson_id, content, pressed_at))

    async def hand_ins(self, lesson_id: str | int) -> list[HandIn]:
        """A pupil's own hand-ins, or the whole class's for its teacher."""
        return await self._send(calls.hand_ins(lesson_id))

    async def hand_in_file(self, receipt: str) -> bytes:
        """What was handed in: a notebook, or a folder as a zip."""
        return await self._send(calls.hand_in_file(receipt))

    async def feedback(self, lesson_id: str | int) -> Feedback:
        """What the teacher has returned of my latest hand-in."""
        return await self._send(calls.feedback(lesson_id))

    async def feedback_on(self, receipt: str) -> Feedback:
        """What the teacher has returned of one hand-in."""
        return await self._send(calls.feedback_on(receipt))

    async def feedback_page(self, receipt: str, notebook: str) -> bytes:
        """A page of feedback that the teacher's nbgrader made, as HTML nobody has cleaned."""
        return await self._send(calls.feedback_page(receipt, notebook))

    async def release_assignment(
        self, class_key: str, assignment: str, content: bytes, *, force: bool = False
    ) -> Lesson:
        """Release a teacher's own assignment to a class, as a zip of its folder; `force` takes an older one's place."""
        return await self._send(calls.release_assignment(class_key, assignment, content, force=force))

    async def withdraw(self, lesson_id: str | int) -> None:
        """Take back a lesson that has not started, or an own assignment that nobody has worked on."""
        await self._send(calls.withdraw(lesson_id))

    async def release_feedback(self, receipt: str, *, pages: Mapping[str, str], points: Sequence[Points]) -> HandIn:
        """Return a hand-in of a teacher's own assignment: a page for each notebook, and points."""
        return await self._send(calls.release_feedback(receipt, pages, points))

    async def return_feedback(self, lesson_id: str | int, pupils: Sequence[str] | None = None) -> int:
        """Return what is reviewed in InnoLab, of the pupils named or of all; how many were returned."""
        return await self._send(calls.return_feedback(lesson_id, pupils))

    async def aclose(self) -> None:
        """Give the connections back."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()
