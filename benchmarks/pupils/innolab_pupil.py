"""A pupil at InnoLab: codes, today's page, the activity, as the portal's and the player's own scripts ask."""

from __future__ import annotations

import asyncio
import json
import re
import time
import uuid
from typing import Any

from benchmarks.pupils.browser import Browser, Kernel, Page, PupilFailed

PORTAL = "/services/portal/"
LOOK_EVERY_S = 0.5
"""As opening.js looks."""
STATE_URL = re.compile(r'data-state-url="([^"]+)"')
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
GREETING = """import builtins as _b, innolab_check as _c
_b._innolab_process = getattr(_b, "_innolab_process", {mark})
_c.start(language="fi", messages="messages.json")
del _b, _c"""
"""As kernel/start.ts greets Python."""


class InnolabPupil:
    """One pupil; `account` holds user, codes and lesson."""

    def __init__(self, browser: Browser, account: dict[str, str]) -> None:
        self.browser, self.account = browser, account
        self.base = f"/user/{account['user']}/"
        self.notes: list[str] = []
        self.kernel_at: float | None = None
        self._lesson_api = f"{self.base}innolab/api/lessons/{account['lesson']}"
        self._cells: list[dict[str, Any]] = []
        self._revision = 0

    @property
    def _xsrf(self) -> dict[str, str]:
        return {"X-XSRFToken": self.browser.cookie("_xsrf", self.base), "Cache-Control": "no-store"}

    async def sign_in(self) -> None:
        """From the front door to today's page, with the files of both."""
        page = await self.browser.get("/", navigate=True)
        token = TOKEN.search(page.text)
        if token is None:
            raise PupilFailed(f"the front door leads to {page.url.path}")
        await self.browser.files_of(page)
        codes = {"class_code": self.account["class_code"], "code": self.account["code"]}
        page = await self.browser.post(
            str(page.url), data={**codes, "csrfmiddlewaretoken": token[1]}, headers={"Referer": str(page.url)}
        )
        if page.url.path != f"{PORTAL}today/":
            raise PupilFailed(f"signing in leads to {page.url.path}")
        await self.browser.files_of(page)

    async def open(self) -> Kernel:
        """From the click to the kernel that answers."""
        page = await self.browser.get(f"{PORTAL}lessons/{self.account['lesson']}/open/", navigate=True)
        state_url = STATE_URL.search(page.text)
        if state_url:
            page = await self._wait_at(page, state_url[1])
        await self.browser.files_of(page)
        opened = (await self.browser.get(self._lesson_api, headers=self._xsrf)).json()
        self._cells, self._revision = opened["cells"], opened["work"]["revision"]
        options = {
            "path": opened["path"],
            "name": opened["path"],
            "type": "notebook",
            "kernel": {"name": opened["kernel"]},
        }
        session = (await self.browser.post(f"{self.base}api/sessions", json=options, headers=self._xsrf)).json()
        kernel = await self.browser.kernel(self.base, session["kernel"]["id"])
        await kernel.info()
        return kernel

    async def _wait_at(self, page: Page, state_url: str) -> Page:
        await self.browser.files_of(page)
        while True:
            try:
                answer = (await self.browser.get(state_url)).json()
            except PupilFailed as error:
                # As opening.js does: the page asks again.
                self.notes.append(f"the waiting page was answered with an error and asked again: {str(error)[:120]}")
                answer = {"state": "starting"}
            if answer["state"] == "ready":
                return await self.browser.get(answer["url"], navigate=True)
            if answer["state"] == "unknown_person":
                raise PupilFailed("the hub does not know the pupil")
            await asyncio.sleep(LOOK_EVERY_S)

    async def save(self, answers: dict[str, str]) -> None:
        """Write the answers, by the cells' names, as the page saves them."""
        at = int(time.time() * 1000)
        change = {
            "base": self._revision,
            "device": "bench",
            "cells": {name: {"source": source, "at": at} for name, source in answers.items()},
        }
        saved = (await self.browser.post(f"{self._lesson_api}/work", json=change, headers=self._xsrf)).json()
        self._revision = saved["revision"]

    async def hand_in(self) -> None:
        """Press the button; back when the receipt is there."""
        state = (await self.browser.post(f"{self._lesson_api}/hand-in", json={}, headers=self._xsrf)).json()
        while state["state"] == "pending":
            await asyncio.sleep(LOOK_EVERY_S)
            state = (await self.browser.get(f"{self._lesson_api}/hand-in", headers=self._xsrf)).json()
        if state["state"] != "received":
            raise PupilFailed(f"the hand-in was {state['state']}: {state['message']}")

    async def cells(self) -> list[dict[str, Any]]:
        """The activity's cells with their roles."""
        return self._cells

    async def prepare(self, kernel: Kernel, *, setup: bool) -> None:
        """The page greets Python, then runs the activity's setup."""
        await kernel.run(GREETING.format(mark=json.dumps(str(uuid.uuid4()))), silent=True)
        if setup:
            for cell in self._cells:
                if cell["role"] == "setup":
                    await kernel.run(cell["source"], silent=True)
