"""A portal of one lesson over real HTTP. Tests set what it says and read what it got."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import json
import socket
import threading
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.netutil import bind_sockets
from tornado.web import Application, HTTPError, RequestHandler

from tests.innolab_player import sample

TOKEN = "the-pupils-server-token"


class FakePortal:
    """Runs in a thread of its own, so that servers in other processes can call it too."""

    def __init__(self) -> None:
        self.release = sample.release()
        self.kind = "guided"
        self.language = "fi"
        self.state = "open"
        self.late_allowed = False
        self.time_zone = "Europe/Helsinki"
        self.opens_at = "2026-11-24T07:00:00+00:00"
        self.refusals: dict[str, tuple[int, str, str]] = {}
        """{"hand-ins" | "lesson" | "release" | "progress": (status, code, message)}."""
        self.progress: list[dict[str, Any]] = []
        self.handed_in: list[bytes] = []
        self.pressed_at: list[dt.datetime] = []
        self.room: dict[str, Any] = {
            "paused_at": None, "open_steps": None, "hand": None, "notes": [], "watched": False,
        }  # fmt: skip
        self.ideas: dict[str, dict[str, Any]] = {}
        self.shown: list[bytes] = []
        self.asked: list[str] = []
        self.token = TOKEN
        # Bound without listening for as long as we live: while the portal is away nobody else gets its port.
        self.held = socket.socket()
        self.held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.held.bind(("127.0.0.1", 0))
        self.port: int = self.held.getsockname()[1]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/services/portal/api/"

    def lesson(self) -> dict[str, Any]:
        return {
            "id": "les1",
            "class": {"key": "7b", "name": "7B"},
            "assignment": "warming",
            "title": {"fi": "Lämmennyt Helsinki?", "sv": "Har Helsingfors blivit varmare?", "en": "A warmer Helsinki?"},
            "module": {"slug": "warming", "version": "1.0.0"},
            "activity": "warming",
            "kind": self.kind,
            "state": self.state,
            "opens_at": self.opens_at,
            "closes_at": None,
            "now": dt.datetime.now(dt.UTC).isoformat(),
            "time_zone": self.time_zone,
            "release_sha256": sample.sha256(self.release),
            "hints_allowed": True,
            "late_allowed": self.late_allowed,
            "feedback_when": "at_once",
            "steps": sample.STEPS,
        }

    def lesson_state(self) -> dict[str, Any]:
        return {**{key: self.lesson()[key] for key in ("state", "opens_at", "closes_at", "now")}, "room": self.room}

    def start(self) -> FakePortal:
        sockets = bind_sockets(self.port, "127.0.0.1")
        ready = threading.Event()

        def serve() -> None:
            self.loop = asyncio.new_event_loop()
            asyncio.set_event_loop(self.loop)
            self.server = HTTPServer(Application(ROUTES, portal=self))
            self.server.add_sockets(sockets)
            self.loop.call_soon(ready.set)
            self.loop.run_forever()
            self.loop.close()

        self.thread = threading.Thread(target=serve, daemon=True)
        self.thread.start()
        assert ready.wait(60), "the portal did not start"
        return self

    def stop(self) -> None:
        """Go away, as in a restart: `start()` comes back with what was known."""

        async def close() -> None:
            self.server.stop()
            await self.server.close_all_connections()
            self.loop.stop()

        asyncio.run_coroutine_threadsafe(close(), self.loop)
        self.thread.join(60)
        assert not self.thread.is_alive(), "the portal did not stop"

    def close(self) -> None:
        """Go away for good."""
        self.stop()
        self.held.close()


class _Route(RequestHandler):
    name = ""

    @property
    def portal(self) -> FakePortal:
        return self.settings["portal"]

    def prepare(self) -> None:
        self.portal.asked.append(f"{self.request.method} {self.request.path}")
        if self.request.headers.get("Authorization") != f"Bearer {self.portal.token}":
            raise HTTPError(401)
        if self.name in self.portal.refusals:
            status, code, message = self.portal.refusals[self.name]
            self.set_status(status)
            self.finish({"error": {"code": code, "message": message}})


class _Me(_Route):
    name = "me"

    def get(self) -> None:
        user = {"user": "p-7k3f9", "role": "pupil", "language": self.portal.language, "classes": []}
        self.finish(user)


class _Lesson(_Route):
    name = "lesson"

    def get(self, _id: str) -> None:
        self.finish(self.portal.lesson())


class _Release(_Route):
    name = "release"

    def get(self, _id: str) -> None:
        self.set_header("ETag", f'"{sample.sha256(self.portal.release)}"')
        self.set_header("Content-Type", "application/zip")
        self.finish(self.portal.release)

    def compute_etag(self) -> None:
        return None


class _Progress(_Route):
    name = "progress"

    def put(self, _id: str) -> None:
        self.portal.progress.append(json.loads(self.request.body))
        self.finish(self.portal.lesson_state())


class _State(_Route):
    name = "state"

    def get(self, _id: str) -> None:
        self.finish(self.portal.lesson_state())


class _Hand(_Route):
    name = "hand"

    def put(self, _id: str) -> None:
        hand = {"step": json.loads(self.request.body)["step"], "raised_at": "2026-11-24T08:00:00Z", "seen_at": None}
        self.portal.room = {**self.portal.room, "hand": self.portal.room["hand"] or hand}
        self.finish(self.portal.lesson_state())

    def delete(self, _id: str) -> None:
        self.portal.room = {**self.portal.room, "hand": None}
        self.finish(self.portal.lesson_state())


class _ReadNote(_Route):
    name = "notes"

    def put(self, _id: str, note: str) -> None:
        left = [each for each in self.portal.room["notes"] if each["id"] != int(note)]
        self.portal.room = {**self.portal.room, "notes": left}
        self.finish(self.portal.lesson_state())


class _Idea(_Route):
    name = "ideas"

    def put(self, _id: str, key: str) -> None:
        self.portal.ideas[key] = json.loads(self.request.body)
        self.set_status(204)


class _Work(_Route):
    name = "work"

    def put(self, _id: str) -> None:
        self.portal.shown.append(self.request.body)
        self.set_status(204)


class _HandIns(_Route):
    name = "hand-ins"

    def post(self, _id: str) -> None:
        body = self.request.body
        sha256 = hashlib.sha256(body).hexdigest()
        assert self.request.headers["X-Content-SHA256"] == sha256
        assert self.request.headers["Content-Type"] == "application/x-ipynb+json"
        new = body not in self.portal.handed_in
        if new:
            self.portal.handed_in.append(body)
        self.portal.pressed_at.append(pressed_at := dt.datetime.fromisoformat(self.request.headers["X-Handed-In-At"]))
        self.set_status(201 if new else 200)
        self.finish(
            {
                "receipt": f"4F7K{self.portal.handed_in.index(body) + 1}",
                "sha256": sha256,
                "handed_in_at": pressed_at.isoformat(),
                "received_at": dt.datetime.now(dt.UTC).isoformat(),
                "late": self.portal.state == "closed",
                "size": len(body),
            }
        )


API = "/services/portal/api"
ROUTES = [
    (rf"{API}/me", _Me),
    (rf"{API}/lessons/(\w+)", _Lesson),
    (rf"{API}/lessons/(\w+)/state", _State),
    (rf"{API}/lessons/(\w+)/release", _Release),
    (rf"{API}/lessons/(\w+)/progress", _Progress),
    (rf"{API}/lessons/(\w+)/hand-ins", _HandIns),
    (rf"{API}/lessons/(\w+)/hand", _Hand),
    (rf"{API}/lessons/(\w+)/notes/(\d+)/read", _ReadNote),
    (rf"{API}/lessons/(\w+)/ideas/([\w-]+)", _Idea),
    (rf"{API}/lessons/(\w+)/work", _Work),
]
