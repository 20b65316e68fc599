"""A portal of ours behind real HTTP, and people who run nbgrader's own command line against it."""

import hashlib
import io
import json
import logging
import os
import re
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from innolab_nbgrader.configuration import CONFIG_FOLDER
from innolab_nbgrader.release import build_release, pack
from jupyter_core.application import NoStart
from nbgrader.apps import NbGraderApp

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
BASE = "/services/portal/api/"


class FakePortal:
    """The contract's routes over one class, one teacher, two pupils; answers only to known tokens."""

    users = {
        "token-aino": {"user": "p-aino", "role": "pupil"},
        "token-eetu": {"user": "p-eetu", "role": "pupil"},
        "token-teacher": {"user": "t-maija", "role": "teacher"},
    }

    def __init__(self, release):
        self.release = release
        self.lessons = [self._lesson("1", "doubling", "open"), self._lesson("2", "doubling-2", "planned")]
        self.hand_ins = []
        self.files = {}
        self.feedback = {"returned": False}
        self.clock = NOON
        self.refusal = None

    def _lesson(self, lesson_id, assignment, state):
        return {
            "id": lesson_id,
            "class": {"key": "7b", "name": "7B"},
            "assignment": assignment,
            "title": {"fi": "Tuplaus", "sv": "Dubbelt", "en": "Doubling"},
            "module": {"slug": "numbers", "version": "1.0.0"},
            "activity": "doubling",
            "kind": "guided",
            "state": state,
            "opens_at": NOON.isoformat(),
            "closes_at": None,
            "now": NOON.isoformat(),
            "release_sha256": hashlib.sha256(self.release).hexdigest(),
            "hints_allowed": True,
            "late_allowed": False,
            "feedback_when": "by_teacher",
            "steps": [{"id": "write", "title": {"fi": "Kirjoita", "en": "Write"}, "max_points": 2}],
        }

    def answer(self, method, path, query, token, body):
        """(status, content type, bytes, headers) for a request."""
        user = self.users.get(token)
        if user is None:
            return self._error(401, "no_token", "Sign in.")
        if self.refusal:
            return self._error(*self.refusal)
        for pattern, verb in self.routes:
            found = re.fullmatch(pattern, f"{method} {path}")
            if found:
                return verb(self, user, query, body, *found.groups())
        return self._error(404, "not_found", "There is no such thing.")

    def _error(self, status, code, message):
        return self._json({"error": {"code": code, "message": message}}, status)

    def _json(self, data, status=200):
        return status, "application/json", json.dumps(data).encode(), {}

    def _me(self, user, query, body):
        return self._json({**user, "language": "fi", "classes": [{"key": "7b", "name": "7B"}]})

    def _seen(self, user):
        return [each for each in self.lessons if user["role"] == "teacher" or each["state"] != "planned"]

    def _lessons(self, user, query, body):
        if query not in ("", "class=7b"):
            return self._error(404, "not_found", "There is no such class.")
        return self._json({"lessons": self._seen(user)})

    def _release(self, user, query, body, lesson_id):
        return 200, "application/zip", self.release, {"ETag": f'"{hashlib.sha256(self.release).hexdigest()}"'}

    def _hand_in(self, user, query, body, lesson_id):
        sha256 = hashlib.sha256(body).hexdigest()
        for known in self.hand_ins:
            if (known["pupil"], known["sha256"]) == (user["user"], sha256):
                return self._json(known)
        self.clock += timedelta(minutes=1)
        made = {
            "receipt": f"R{len(self.hand_ins) + 1}",
            "sha256": sha256,
            "handed_in_at": self.clock.isoformat(),
            "received_at": self.clock.isoformat(),
            "late": False,
            "size": len(body),
            "status": "graded",
            "returned": False,
            "pupil": user["user"],
            "lesson": lesson_id,
        }
        self.hand_ins.insert(0, made)
        self.files[made["receipt"]] = body
        return self._json(made, 201)

    def _hand_ins(self, user, query, body, lesson_id):
        found = [each for each in self.hand_ins if each["lesson"] == lesson_id]
        if user["role"] != "teacher":
            found = [{**each, "pupil": None} for each in found if each["pupil"] == user["user"]]
        return self._json(found)

    def _file(self, user, query, body, receipt):
        return 200, "application/x-ipynb+json", self.files[receipt], {}

    def _feedback(self, user, query, body, receipt):
        return self._json(self.feedback)

    def _return(self, user, query, body, lesson_id):
        pupils = json.loads(body)["pupils"]
        chosen = [each for each in self.hand_ins if each["lesson"] == lesson_id and each["pupil"] in pupils]
        for hand_in in chosen:
            hand_in["returned"] = True
        return self._json({"returned": len(chosen)})

    routes = [
        ("GET me", _me),
        ("GET lessons", _lessons),
        (r"GET lessons/(\w+)/release", _release),
        (r"POST lessons/(\w+)/hand-ins", _hand_in),
        (r"GET lessons/(\w+)/hand-ins", _hand_ins),
        (r"GET hand-ins/(\w+)/file", _file),
        (r"GET hand-ins/(\w+)/feedback", _feedback),
        (r"POST lessons/(\w+)/return", _return),
    ]


class Handler(BaseHTTPRequestHandler):
    """Passes requests to the portal behind the server."""

    def do_GET(self):
        path, _, query = self.path.removeprefix(BASE).partition("?")
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        status, kind, content, headers = self.server.portal.answer(self.command, path, query, token, body)
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(content)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    do_POST = do_PUT = do_GET  # noqa: N815 - http.server's names

    def log_message(self, *args):
        pass


@pytest.fixture
def portal(source):
    """A portal that listens; `portal.url` is its API."""
    source["metadata"]["innolab"]["locale"] = {}
    fake = FakePortal(pack("doubling", build_release(source), {"messages.json": b"{}", "sea.csv": b"year\n"}))
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.portal = fake
    fake.url = f"http://127.0.0.1:{server.server_port}{BASE}"
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield fake
    server.shutdown()
    server.server_close()


class Person:
    """Somebody in their single-user server, with a shell in a test's harness."""

    def __init__(self, folder, token, url, monkeypatch):
        self.home = folder
        self.home.mkdir()
        self.token = token
        self.url = url
        self.monkeypatch = monkeypatch

    def variables(self):
        """What the hub gives their server."""
        return {
            # nbgrader calls `alembic` by its bare name.
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "HOME": str(self.home),
            "JUPYTER_CONFIG_PATH": str(CONFIG_FOLDER),
            "INNOLAB_PORTAL_API": self.url,
            "JUPYTERHUB_API_TOKEN": self.token,
        }

    def types(self, *command):
        """Run nbgrader's command in a process of its own, as from a shell: what it prints to the terminal."""
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", *command],
            cwd=self.home,
            env=self.variables(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-4000:]
        return done.stderr

    def runs(self, *command, expect=0, **variables):
        """The same in this process, since starting nbgrader takes seconds: what it logs."""
        told = io.StringIO()
        with self.monkeypatch.context() as patch:
            patch.chdir(self.home)
            for name, value in {**self.variables(), **variables}.items():
                patch.setenv(name, value)
            app = NbGraderApp.instance()
            code = 0
            try:
                app.initialize(list(command))
                app.init_logging(logging.StreamHandler, [told], color=False, subapps=True)
                app.start()
            except NoStart:
                # How a subcommand that went well ends here.
                pass
            except SystemExit as ended:
                code = ended.code
            finally:
                app.reset()
        assert code == expect, told.getvalue()
        return told.getvalue()

    def fetches(self):
        self.runs("fetch_assignment", "doubling", "--course=7b")
        return self.home / "doubling" / "doubling.ipynb"


@pytest.fixture
def person(tmp_path, portal, monkeypatch):
    return lambda name: Person(tmp_path / name, f"token-{name}", portal.url, monkeypatch)
