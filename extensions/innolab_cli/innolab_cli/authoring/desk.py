"""What stands in the portal's place while an author previews a module: its activities as lessons, always read anew."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from innolab_modules import LANGUAGES, ActivitySource, Module, ModuleError, load_module, steps_of
from innolab_nbgrader.release import build_zips

from innolab_cli.authoring.words import LANGUAGE, _

API = re.compile(r"/api/lessons/preview-(?P<activity>[a-z0-9-]+)(?P<part>/state|/release|/progress|)")
PAGE = """<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>
<style>body {{ font: 18px/1.5 Arial, sans-serif; margin: 2rem auto; max-width: 46rem; padding: 0 1rem }}</style></head>
<body><main><h1>{title}</h1>{inside}</main></body></html>"""


class Desk:
    """One module's activities, compiled when they are asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.links: dict[str, str] = {}
        """Where each activity opens, by its slug; the page that lists them shows these."""

    def module(self) -> Module:
        """The module as it is on the disk now; raises ModuleError."""
        return load_module(self.folder)

    def release(self, activity: str) -> tuple[Module, ActivitySource, bytes]:
        """An activity as pupils get it; raises KeyError where the module has none of that name."""
        module = self.module()
        source = module.activity(activity)
        return module, source, build_zips(module, source)[0]

    def lesson(self, activity: str) -> dict[str, Any]:
        """The activity in the form of the portal's lessons: a try-out, in no class and always open."""
        module, source, release = self.release(activity)
        return {
            **self.state(),
            "id": f"preview-{activity}",
            "class": {"key": "", "name": ""},
            "assignment": activity,
            "title": source.manifest.title.model_dump(),
            "module": {"slug": module.manifest.id, "version": module.manifest.version},
            "activity": activity,
            "kind": source.manifest.kind.value,
            "time_zone": "Europe/Helsinki",
            "release_sha256": hashlib.sha256(release).hexdigest(),
            "hints_allowed": True,
            "late_allowed": False,
            "feedback_when": "at_once",
            "steps": steps_of(source),
            "own": False,
            "try_out": True,
        }

    def state(self) -> dict[str, Any]:
        """Open, from the day the format was made."""
        now = dt.datetime.now(dt.UTC).isoformat()
        return {"state": "open", "opens_at": "2026-01-01T00:00:00+00:00", "closes_at": None, "now": now, "room": {}}

    def page(self) -> str:
        """The module's activities with their links, or what is wrong with it."""
        try:
            module = self.module()
        except ModuleError as error:
            told = "".join(f"<li><code>{escape(problem.told(LANGUAGE))}</code></li>" for problem in error.problems)
            return PAGE.format(lang=LANGUAGE, title=escape(self.folder.name), inside=f"<ul>{told}</ul>")
        items = "".join(
            f'<li><a href="{escape(self.links[each.slug])}">{escape(getattr(each.manifest.title, LANGUAGE))}</a></li>'
            for each in module.activities
            if each.slug in self.links
        )
        title = escape(getattr(module.manifest.title, LANGUAGE))
        words = escape(_("Load an activity's page again after you have saved a file."))
        return PAGE.format(lang=LANGUAGE, title=title, inside=f"<ol>{items}</ol><p>{words}</p>")


@contextmanager
def desk_at(desk: Desk) -> Iterator[str]:
    """Serve the desk on loopback while this lasts; gives its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer()

        def do_PUT(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self._answer()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is http.server's
            pass

        def _answer(self) -> None:
            language = self.headers.get("Accept-Language", "")[:2]
            try:
                status, kind, body, headers = _found(desk, self.path.partition("?")[0])
            except ModuleError as error:
                told = "\n".join(
                    problem.told(language if language in LANGUAGES else "en") for problem in error.problems
                )
                problem = {"error": {"code": "module_has_problems", "message": told}}
                status, kind, headers = HTTPStatus.UNPROCESSABLE_ENTITY, "application/json", {}
                body = json.dumps(problem).encode()
            self.send_response(status)
            for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


def _found(desk: Desk, path: str) -> tuple[HTTPStatus, str, bytes, dict[str, str]]:
    """Status, media type, content and further headers of what is asked for; raises ModuleError."""
    if path == "/api/me":
        me = {"user": "author", "role": "trainer", "language": "", "classes": []}
        return HTTPStatus.OK, "application/json", json.dumps(me).encode(), {}
    if not (asked := API.fullmatch(path)):
        return HTTPStatus.OK, "text/html; charset=utf-8", desk.page().encode(), {}
    try:
        if asked["part"] == "/release":
            content = desk.release(asked["activity"])[2]
            return HTTPStatus.OK, "application/zip", content, {"ETag": f'"{hashlib.sha256(content).hexdigest()}"'}
        told = desk.state() if asked["part"] else desk.lesson(asked["activity"])
    except KeyError:
        missing = {"error": {"code": "not_found", "message": asked["activity"]}}
        return HTTPStatus.NOT_FOUND, "application/json", json.dumps(missing).encode(), {}
    return HTTPStatus.OK, "application/json", json.dumps(told).encode(), {}
