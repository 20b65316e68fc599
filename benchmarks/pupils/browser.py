"""What a pupil's browser does on the wire: cookies, redirects, six connections, files of a page, a kernel's line."""

from __future__ import annotations

import asyncio
import json
import re
import time
import uuid
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from urllib.parse import urljoin

import aiohttp
from jupyter_server.services.kernels.connection import base as wire
from yarl import URL

CONNECTIONS = 6
"""What browsers open to one host over HTTP/1.1."""
PROTOCOL = "v1.kernel.websocket.jupyter.org"
FILES = re.compile(r"""<(?:link|script|img)\b[^>]*?(?:href|src)="([^"]+)\"""")
IMPORTS = re.compile(rb"""(?:from|import)\s*"(\./[\w.-]+\.js)\"""")
OUTPUTS = {"stream", "execute_result", "display_data"}


class PupilFailed(Exception):  # noqa: N818
    """The pupil did not get on; the text says where."""


@dataclass(frozen=True)
class Page:
    """What came back in the end, after redirects."""

    url: URL
    status: int
    text: str

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.text)


class Browser:
    """One pupil's browser."""

    imports: dict[str, list[str]] = {}
    """Which modules a script imports, read once for all pupils: reading is the browser's work, not the wire's."""

    def __init__(self, origin: str) -> None:
        self.origin = origin

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit_per_host=CONNECTIONS, limit=0),
            cookie_jar=aiohttp.CookieJar(unsafe=True),
            timeout=aiohttp.ClientTimeout(total=None),
            headers={"Accept-Language": "fi", "Accept-Encoding": "gzip, deflate"},
        )
        # A kernel's line and the hub's news of a start are apart from the six.
        self._lines = aiohttp.ClientSession(
            cookie_jar=self._session.cookie_jar, timeout=aiohttp.ClientTimeout(total=None)
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()
        await self._lines.close()

    async def get(self, path: str, *, navigate: bool = False, headers: dict[str, str] | None = None) -> Page:
        """Ask, and follow redirects; `navigate` marks it as a page the pupil goes to, as browsers do."""
        marks = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document", "Accept": "text/html"} if navigate else {}
        return await self._page("GET", path, headers={**marks, **(headers or {})})

    async def post(
        self, path: str, *, json: Any = None, data: Any = None, headers: dict[str, str] | None = None
    ) -> Page:
        """Send, and follow redirects."""
        return await self._page("POST", path, json=json, data=data, headers=headers)

    async def _page(self, method: str, path: str, **given: Any) -> Page:
        try:
            async with self._session.request(method, urljoin(self.origin, path), **given) as answer:
                page = Page(answer.url, answer.status, await answer.text())
        except aiohttp.ClientError as error:
            raise PupilFailed(f"{method} {path}: {error!r}") from error
        if page.status >= 400:
            words = re.sub(r"<style.*?</style>|<[^>]*>|\s+", " ", page.text, flags=re.DOTALL).split()
            raise PupilFailed(f"{method} {path} brought {page.url.path}: {page.status} {' '.join(words)[:200]}")
        return page

    async def post_form(self, page: Page, path: str, fields: dict[str, str]) -> None:
        """Send a form without following where it leads."""
        async with self._session.post(urljoin(str(page.url), path), data=fields, allow_redirects=False) as answer:
            if answer.status != 302:
                raise PupilFailed(f"POST {path}: {answer.status}")

    def cookie(self, name: str, path: str) -> str:
        """A cookie as the page at a path sees it."""
        found = self._session.cookie_jar.filter_cookies(URL(urljoin(self.origin, path))).get(name)
        return found.value if found else ""

    async def files_of(self, page: Page) -> None:
        """Fetch the files a page names, and the modules its scripts import, each once; without a script it is dead."""
        named = [urljoin(str(page.url), path) for path in FILES.findall(page.text) if not path.startswith("data:")]
        missing = [url for url in await self.fetch(dict.fromkeys(named)) if url.partition("?")[0].endswith(".js")]
        if missing:
            raise PupilFailed(f"a script of {page.url.path} did not come: {missing[0]}")

    async def fetch(self, urls: Iterable[str]) -> list[str]:
        """Fetch files in order, over as many connections as a browser has; returns those that are not there."""
        waiting = list(urls)
        waiting.reverse()
        known, missing = set(waiting), []

        async def one_after_another() -> None:
            while waiting:
                url = waiting.pop()
                async with self._session.get(urljoin(self.origin, url)) as answer:
                    body = await answer.read()
                    if answer.status >= 400:
                        missing.append(url)
                for found in self._imports(url, body):
                    if found not in known:
                        known.add(found)
                        waiting.append(found)

        await asyncio.gather(*(one_after_another() for _ in range(CONNECTIONS)))
        return missing

    def _imports(self, url: str, body: bytes) -> list[str]:
        name = url.partition("?")[0]
        if "/innolab" not in name or not name.endswith(".js"):
            return []
        key = name.rsplit("/", 1)[1]
        if key not in self.imports:
            self.imports[key] = [path.decode() for path in IMPORTS.findall(body)]
        return [urljoin(url, path) for path in self.imports[key]]

    async def events(self, path: str) -> AsyncIterator[Any]:
        """A stream of server-sent events."""
        async with self._lines.get(urljoin(self.origin, path)) as answer:
            if answer.status >= 400:
                raise PupilFailed(f"GET {path}: {answer.status}")
            async for line in answer.content:
                if line.startswith(b"data:"):
                    yield json.loads(line[5:])

    async def kernel(self, base: str, kernel_id: str) -> Kernel:
        """Open the line to a kernel."""
        session = uuid.uuid4().hex
        url = urljoin(self.origin, f"{base}api/kernels/{kernel_id}/channels?session_id={session}")
        try:
            line = await self._lines.ws_connect(url, protocols=[PROTOCOL], origin=self.origin, max_msg_size=0)
        except aiohttp.ClientError as error:
            raise PupilFailed(f"the kernel's line: {error!r}") from error
        return Kernel(line, session)


class Kernel:
    """A kernel at the end of a websocket."""

    def __init__(self, line: aiohttp.ClientWebSocketResponse, session: str) -> None:
        self._line, self._session = line, session

    async def info(self) -> None:
        """Wait until the kernel answers, as a page does before it sends code."""
        await self._ask("kernel_info_request", {})

    async def run(self, code: str, *, silent: bool = False, wanted: frozenset[str] = frozenset()) -> float:
        """Run code; returns when (time.monotonic) its first wanted output came. With none wanted: when it had run."""
        content = {
            "code": code,
            "silent": silent,
            "store_history": not silent,
            "user_expressions": {},
            "allow_stdin": False,
            "stop_on_error": True,
        }
        return await self._ask("execute_request", content, wanted)

    async def _ask(self, kind: str, content: dict[str, Any], wanted: frozenset[str] = frozenset()) -> float:
        asked = uuid.uuid4().hex
        header = {
            "msg_id": asked,
            "msg_type": kind,
            "username": "",
            "session": self._session,
            "version": "5.4",
            "date": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        }
        message = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "buffers": []}
        await self._line.send_bytes(wire.serialize_msg_to_ws_v1(message, "shell", pack=_pack))
        first: float | None = None
        replied = idle = False
        async for told, said in self._answers(asked):
            if told in OUTPUTS and first is None and wanted & kinds(said):
                first = time.monotonic()
            if told.endswith("_reply"):
                if said["status"] != "ok":
                    raise PupilFailed(f"the code ended with {said.get('ename')}: {said.get('evalue')}")
                replied = True
            idle = idle or (told == "status" and said["execution_state"] == "idle")
            if replied and (first or not wanted):
                return first or time.monotonic()
            if replied and idle:
                raise PupilFailed("the code ran and brought no output")
        raise PupilFailed("the kernel's line was cut")

    async def _answers(self, asked: str) -> AsyncIterator[tuple[str, dict[str, Any]]]:
        """What the kernel says to what was asked: kind and content."""
        async for received in self._line:
            if received.type == aiohttp.WSMsgType.BINARY:
                _channel, (head, parent, _about, content, *_buffers) = wire.deserialize_msg_from_ws_v1(received.data)
                kind, said = json.loads(head)["msg_type"], json.loads(content)
                if kind == "status" and said["execution_state"] == "dead":
                    raise PupilFailed("the kernel died")
                if json.loads(parent).get("msg_id") == asked:
                    yield kind, said


def kinds(content: dict[str, Any]) -> set[str]:
    """What an output is: text of a stream, or the forms of its data."""
    return set(content["data"]) if "data" in content else {"text/plain"}


def _pack(value: Any) -> bytes:
    return json.dumps(value).encode()
