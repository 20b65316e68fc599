"""A home, a portal over real HTTP, and a jupyter_server with the player between them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

# The fixtures and the way async tests run, for this folder only: as a plugin they would act on every test.
from pytest_jupyter.jupyter_server import *  # noqa: F403
from tornado.httpclient import HTTPClientError

from tests.innolab_player.fake_portal import TOKEN, FakePortal


@pytest.fixture
def portal() -> Iterator[FakePortal]:
    portal = FakePortal().start()
    yield portal
    portal.close()


@pytest.fixture(autouse=True)
def environment(portal: FakePortal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INNOLAB_PORTAL_API", portal.url)
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", TOKEN)
    monkeypatch.setenv("JUPYTERHUB_USER", "p-7k3f9")


@pytest.fixture
def jp_server_config() -> dict[str, Any]:
    sessions = "innolab_player.sessions.OneSessionPerNotebook"
    return {"ServerApp": {"jpserver_extensions": {"innolab_player": True}, "session_manager_class": sessions}}


@pytest.fixture
def home(jp_root_dir: Path) -> Path:
    return jp_root_dir


class Browser:
    """What the page does, without the page."""

    def __init__(self, fetch: Any, device: str = "laptop") -> None:
        self._fetch, self.device, self.base = fetch, device, 0

    async def call(self, method: str, path: str, body: Any = None, language: str = "en", **query: Any) -> Any:
        content = None if body is None else json.dumps(body)
        headers = {"Accept-Language": language}
        params = {name: str(value) for name, value in query.items()}
        answer = await self._fetch("innolab/api", path, method=method, body=content, headers=headers, params=params)
        return json.loads(answer.body)

    async def look(self, base: int) -> Any:
        return await self.call("GET", "lessons/les1/work", base=base, device=self.device)

    async def hear(self, known: str) -> Any:
        return await self.call("GET", "lessons/les1/work", base=self.base, device=self.device, known=known)

    async def refused(
        self, method: str, path: str, body: Any = None, language: str = "en"
    ) -> tuple[int, dict[str, Any]]:
        with pytest.raises(HTTPClientError) as caught:
            await self.call(method, path, body, language)
        return caught.value.code, json.loads(caught.value.response.body)["error"]

    async def open(self) -> Any:
        opened = await self.call("GET", "lessons/les1")
        self.base = opened["work"]["revision"]
        return opened

    async def write(self, cell: str, source: str, at: int, **more: Any) -> Any:
        return await self.save(cells={cell: {"source": source, "at": at, **more}})

    async def save(self, **change: Any) -> Any:
        answer = await self.call("PUT", "lessons/les1/work", {"base": self.base, "device": self.device, **change})
        self.base = answer["revision"]
        return answer

    async def hand_in(self) -> Any:
        return await self.call("POST", "lessons/les1/hand-in", {})


@pytest.fixture
def browser(jp_fetch: Any) -> Browser:
    return Browser(jp_fetch)


@pytest.fixture
def phone(jp_fetch: Any) -> Browser:
    return Browser(jp_fetch, "phone")


def source_of(opened: Any, cell: str) -> str:
    """The text of a cell in an opened lesson."""
    return next(each["source"] for each in opened["cells"] if each["id"] == cell)
