"""The client against a portal made of a dict of routes: every verb, every way to fail, sync and async alike."""

import asyncio
import hashlib
import json
from datetime import UTC, datetime

import httpx
import innolab_exchange
import pytest
from innolab_exchange import (
    AsyncExchangeClient,
    CellFeedback,
    ClassRef,
    ExchangeClient,
    ExchangeError,
    Feedback,
    HandIn,
    Lesson,
    LessonState,
    Me,
    Receipt,
    Refused,
    Release,
    Step,
    Unreachable,
)

BASE = "http://portal.test/services/portal/api/"
ZIP = b"PK release"
SHA = hashlib.sha256(ZIP).hexdigest()
NOON = "2026-11-24T12:00:00+00:00"
NOON_UTC = datetime(2026, 11, 24, 12, tzinfo=UTC)
LESSON = {
    "id": 7,
    "class": {"key": "7b", "name": "7B"},
    "assignment": "sea-7",
    "title": {"fi": "Meri", "sv": "Havet", "en": "The sea"},
    "module": {"slug": "sea", "version": "1.0.0"},
    "activity": "warming",
    "kind": "guided",
    "state": "open",
    "opens_at": NOON,
    "closes_at": None,
    "now": NOON,
    "release_sha256": SHA,
    "hints_allowed": True,
    "late_allowed": False,
    "feedback_when": "returned",
    "steps": [{"id": "s1", "title": {"fi": "Lue"}, "max_points": 2}],
    "added_later": 1,
}
RECEIPT = {"receipt": "R1", "sha256": SHA, "handed_in_at": NOON, "received_at": NOON, "late": False, "size": 10}
STATE = {"state": "open", "opens_at": NOON, "closes_at": None, "now": NOON}


ROOM = {"hand": {"step": "s1", "raised_at": NOON, "seen_at": None}, "notes": []}


class Portal:
    """Answers from a dict of routes and remembers what was asked."""

    def __init__(self, answer=None):
        self.asked = []
        self.answer = answer

    def __call__(self, request):
        self.asked.append(request)
        if self.answer is not None:
            return self.answer(request)
        key = f"{request.method} {request.url.path.removeprefix('/services/portal/api/')}"
        return ROUTES[key](request)


def release_route(request):
    if request.headers.get("If-None-Match") == f'"{SHA}"':
        return httpx.Response(304)
    return httpx.Response(200, content=ZIP, headers={"ETag": f'"{SHA}"'})


ROUTES = {
    "GET me": lambda request: httpx.Response(
        200, json={"user": "p-1", "role": "pupil", "language": "fi", "classes": [{"key": "7b", "name": "7B"}]}
    ),
    "GET lessons": lambda request: httpx.Response(200, json={"lessons": [LESSON]}),
    "GET lessons/7": lambda request: httpx.Response(200, json=LESSON),
    "GET lessons/7/release": release_route,
    "GET lessons/7/state": lambda request: httpx.Response(200, json=STATE),
    "PUT lessons/7/progress": lambda request: httpx.Response(200, json=STATE),
    "PUT lessons/7/hand": lambda request: httpx.Response(200, json={**STATE, "room": ROOM}),
    "DELETE lessons/7/hand": lambda request: httpx.Response(200, json={**STATE, "room": ROOM}),
    "PUT lessons/7/notes/3/read": lambda request: httpx.Response(200, json={**STATE, "room": ROOM}),
    "PUT lessons/7/ideas/k/1": lambda request: httpx.Response(204),
    "PUT lessons/7/work": lambda request: httpx.Response(204),
    "POST lessons/7/hand-ins": lambda request: httpx.Response(201, json=RECEIPT),
    "GET lessons/7/hand-ins": lambda request: httpx.Response(
        200, json=[{**RECEIPT, "status": "graded", "returned": True, "pupil": "p-1"}]
    ),
    "GET hand-ins/R1/file": lambda request: httpx.Response(200, content=b"{}"),
    "GET lessons/7/feedback": lambda request: httpx.Response(
        200,
        json={
            "returned": True,
            "receipt": "R1",
            "comment": "Hyvä!",
            "points": 2,
            "max_points": 3,
            "cells": [
                {
                    "grade_id": "c1",
                    "step": "s1",
                    "verdict": "passed",
                    "points": None,
                    "max_points": 2,
                    "comment": None,
                }
            ],
        },
    ),
}


def says(status, **content):
    """An answer made anew for each request."""
    return lambda request: httpx.Response(status, **content)


class AsyncAsSync:
    """Runs each verb of the async client to its end, so that one set of tests covers both."""

    def __init__(self, portal, language):
        self.portal, self.language = portal, language

    def __getattr__(self, verb):
        async def run(*args, **kwargs):
            transport = httpx.MockTransport(self.portal)
            async with AsyncExchangeClient(BASE, "secret", self.language, transport=transport) as client:
                return await getattr(client, verb)(*args, **kwargs)

        return lambda *args, **kwargs: asyncio.run(run(*args, **kwargs))


@pytest.fixture(params=["sync", "async"])
def connect(request):
    def connect(portal, language="fi"):
        if request.param == "async":
            return AsyncAsSync(portal, language)
        return ExchangeClient(BASE, "secret", language, transport=httpx.MockTransport(portal))

    return connect


def test_me_is_the_one_whose_token_it_is(connect):
    portal = Portal()
    assert connect(portal).me() == Me(user="p-1", role="pupil", language="fi", classes=(ClassRef("7b", "7B"),))
    (request,) = portal.asked
    assert request.headers["Authorization"] == "Bearer secret"
    assert request.headers["Accept-Language"] == "fi"


A_LESSON = Lesson(
    id="7",
    school_class=ClassRef("7b", "7B"),
    assignment="sea-7",
    title=LESSON["title"],
    module_slug="sea",
    module_version="1.0.0",
    activity="warming",
    kind="guided",
    state="open",
    opens_at=NOON_UTC,
    closes_at=None,
    now=NOON_UTC,
    release_sha256=SHA,
    hints_allowed=True,
    late_allowed=False,
    feedback_when="returned",
    steps=(Step("s1", {"fi": "Lue"}, 2.0),),
)


def test_lessons_of_a_class(connect):
    portal = Portal()
    assert connect(portal).lessons("7b") == [A_LESSON]
    assert portal.asked[0].url.query == b"class=7b"


def test_lessons_of_all_classes(connect):
    portal = Portal()
    assert connect(portal).lessons() == [A_LESSON]
    assert portal.asked[0].url.query == b""


def test_a_lesson_keeps_what_the_portal_added_later(connect):
    lesson = connect(Portal()).lesson(7)
    assert lesson == A_LESSON
    assert lesson.json == LESSON


def test_release_comes_once(connect):
    client = connect(Portal())
    first = client.release(7)
    assert first == Release(etag=SHA, content=ZIP)
    assert client.release(7, first.etag) == Release(etag=SHA, content=None)


def test_progress(connect):
    portal = Portal()
    steps = {"s1": {"state": "trying", "tries": 2, "hints": 0, "since": NOON}}
    state = connect(portal).put_progress(7, current_step="s1", steps=steps)
    assert state == LessonState(state="open", opens_at=NOON_UTC, closes_at=None, now=NOON_UTC)
    assert connect(portal).lesson_state(7) == state
    assert json.loads(portal.asked[0].content) == {"current_step": "s1", "steps": steps}


def test_what_is_said_in_the_lesson_room(connect):
    portal = Portal()
    client = connect(portal)
    assert client.raise_hand(7, step="s1").room == ROOM
    assert client.lower_hand(7).room == ROOM
    assert client.read_note(7, 3).room == ROOM
    client.send_idea(7, key="k/1", kind="too_hard", words="", step="s1")
    client.show_work(7, b"{}")
    told = [json.loads(request.content or b"null") for request in portal.asked]
    assert told == [{"step": "s1"}, None, None, {"kind": "too_hard", "words": "", "step": "s1"}, {}]


def test_hand_in_sends_the_bytes_with_their_checksum(connect):
    portal = Portal()
    receipt = connect(portal).hand_in(7, ZIP)
    assert receipt == Receipt("R1", SHA, NOON_UTC, NOON_UTC, late=False, size=10, created=True)
    (request,) = portal.asked
    assert request.content == ZIP
    assert request.headers["Content-Type"] == "application/x-ipynb+json"
    assert request.headers["X-Content-SHA256"] == SHA
    assert request.extensions["timeout"] == {"connect": 2, "read": 60, "write": 60, "pool": 60}


def test_a_hand_in_sent_later_says_when_it_was_handed_in(connect):
    portal = Portal()
    connect(portal).hand_in(7, ZIP, pressed_at=NOON_UTC)
    assert portal.asked[0].headers["X-Handed-In-At"] == NOON


def test_the_same_hand_in_again_is_not_a_new_one(connect):
    receipt = connect(Portal(says(200, json=RECEIPT))).hand_in(7, ZIP)
    assert receipt == Receipt("R1", SHA, NOON_UTC, NOON_UTC, late=False, size=10, created=False)


def test_hand_ins_of_the_class(connect):
    (hand_in,) = connect(Portal()).hand_ins(7)
    assert hand_in == HandIn(
        "R1", SHA, NOON_UTC, NOON_UTC, late=False, size=10, status="graded", returned=True, pupil="p-1"
    )


def test_file_of_a_hand_in(connect):
    assert connect(Portal()).hand_in_file("R1") == b"{}"


def test_feedback(connect):
    assert connect(Portal()).feedback(7) == Feedback(
        returned=True,
        receipt="R1",
        comment="Hyvä!",
        points=2.0,
        max_points=3.0,
        cells=(CellFeedback("c1", "s1", "passed", None, 2.0, ""),),
    )


def test_feedback_that_is_not_returned_yet(connect):
    portal = Portal(says(200, json={"returned": False}))
    assert connect(portal).feedback(7) == Feedback(
        returned=False, receipt=None, comment="", points=None, max_points=None, cells=()
    )


def test_ids_cannot_leave_their_place_in_the_path(connect):
    portal = Portal(says(200, content=b""))
    connect(portal).hand_in_file("../me?x=1")
    assert portal.asked[0].url.raw_path == b"/services/portal/api/hand-ins/..%2Fme%3Fx%3D1/file"


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("lesson_not_open", 409),
        ("lesson_closed", 409),
        ("too_large", 413),
        ("not_a_notebook", 422),
        ("checksum_differs", 422),
        ("no_space", 507),
        ("try_again", 503),
    ],
)
def test_the_portal_refuses_with_a_reason(connect, code, status):
    answer = says(status, json={"error": {"code": code, "message": "Tunti on suljettu."}})
    with pytest.raises(Refused) as refused:
        connect(Portal(answer)).hand_in(7, b"{}")
    assert (refused.value.code, refused.value.message, refused.value.status) == (code, "Tunti on suljettu.", status)
    assert str(refused.value) == "Tunti on suljettu."


def test_a_refusal_without_the_portals_form_still_has_words(connect):
    with pytest.raises(Refused) as refused:
        connect(Portal(says(404, text="<h1>404</h1>")), "sv-FI").me()
    assert (refused.value.code, refused.value.status) == ("http_404", 404)
    assert refused.value.message == "InnoLab godkände inte begäran."


def cut(request):
    raise httpx.RemoteProtocolError("peer closed connection")


def nobody(request):
    raise httpx.ConnectError("connection refused")


def slow(request):
    raise httpx.ReadTimeout("too slow")


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(cut, id="connection cut"),
        pytest.param(nobody, id="nobody there"),
        pytest.param(slow, id="too slow"),
        pytest.param(says(502, text="<h1>Bad gateway</h1>"), id="a proxy's error page"),
        pytest.param(says(500, json={"detail": "?"}), id="an error of another form"),
        pytest.param(says(302, headers={"Location": "/hub/login"}), id="sent to sign in"),
        pytest.param(says(200, text="<h1>Hello</h1>"), id="not JSON"),
        pytest.param(says(200, json=["p-1"]), id="JSON of another shape"),
        pytest.param(says(200, json={"user": "p-1"}), id="a key missing"),
        pytest.param(says(200, json={"user": "p", "role": "r", "language": "fi", "classes": [1]}), id="odd"),
    ],
)
def test_an_answer_that_is_not_the_portals_means_try_again(connect, answer):
    with pytest.raises(Unreachable) as unreachable:
        connect(Portal(answer)).me()
    assert str(unreachable.value).startswith("InnoLabiin ei saada nyt yhteyttä.")
    assert unreachable.value.reason


def test_a_release_cut_on_the_way_is_not_taken(connect):
    answer = says(200, content=ZIP[:3], headers={"ETag": f'"{SHA}"'})
    with pytest.raises(Unreachable):
        connect(Portal(answer)).release(7)


def test_the_token_is_in_no_message(connect):
    with pytest.raises(Unreachable) as unreachable:
        connect(Portal(nobody)).me()
    assert "secret" not in f"{unreachable.value} {unreachable.value.reason}"


def test_a_client_from_what_the_hub_sets():
    client = ExchangeClient.from_environment({"INNOLAB_PORTAL_API": BASE, "JUPYTERHUB_API_TOKEN": "t"}, "sv")
    assert (client.base_url, client.language) == (BASE, "sv")


def test_a_missing_variable_is_named():
    with pytest.raises(ExchangeError, match="JUPYTERHUB_API_TOKEN is not set"):
        ExchangeClient.from_environment({"INNOLAB_PORTAL_API": BASE})


def test_both_clients_have_the_same_verbs():
    def verbs(kind):
        return {name for name in vars(kind) if not name.startswith("_")} - {"close", "aclose"}

    assert verbs(ExchangeClient) == verbs(AsyncExchangeClient)


def test_all_that_is_promised_is_there():
    assert sorted(innolab_exchange.__all__) == innolab_exchange.__all__
    assert all(hasattr(innolab_exchange, name) for name in innolab_exchange.__all__)
