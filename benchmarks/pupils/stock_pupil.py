"""A pupil at stock JupyterHub: a link to a notebook in JupyterLab, as Chromium was recorded to open it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

from benchmarks.pupils.browser import Browser, Kernel, Page, PupilFailed

NOTEBOOK = "lammennyt-helsinki.ipynb"
RECORDED = json.loads((Path(__file__).parent.parent / "recorded" / "stock_lab.json").read_text())
PROGRESS = re.compile(r'new EventSource\("([^"]+)"\)')


class StockPupil:
    """One pupil; `account` holds user and password."""

    def __init__(self, browser: Browser, account: dict[str, str]) -> None:
        self.browser, self.account = browser, account
        self.base = f"/user/{account['user']}/"
        self.notes: list[str] = []
        self.kernel_at: float | None = None

    async def sign_in(self) -> None:
        """Name and the password of all; where the hub then leads is not followed, since that starts a server."""
        page = await self.browser.get("/hub/login", navigate=True)
        fields = {"username": self.account["user"], "password": self.account["password"]}
        await self.browser.post_form(
            page, "/hub/login?next=/hub/home", {**fields, "_xsrf": self.browser.cookie("_xsrf", "/hub/")}
        )

    async def open(self) -> Kernel:
        """From the click to the kernel that answers."""
        page = await self.browser.get(f"/hub/user-redirect/lab/tree/{NOTEBOOK}", navigate=True)
        while "/hub/" in page.url.path:
            page = await self._wait_at(page)
        gets = [path.replace("{user}", quote(self.account["user"])) for path in RECORDED["gets"]]
        missing = await self.browser.fetch(gets)
        if missing:
            self.notes.append(f"{len(missing)} of {len(gets)} recorded requests failed, the first: {missing[0]}")
        options = {"path": NOTEBOOK, "name": NOTEBOOK, "type": "notebook", "kernel": {"name": "python3"}}
        xsrf = {"X-XSRFToken": self.browser.cookie("_xsrf", self.base)}
        session = (await self.browser.post(f"{self.base}api/sessions", json=options, headers=xsrf)).json()
        kernel = await self.browser.kernel(self.base, session["kernel"]["id"])
        await kernel.info()
        return kernel

    async def _wait_at(self, page: Page) -> Page:
        """The hub's waiting page: listen to how the start goes, then load it again."""
        found = PROGRESS.search(page.text)
        if found is None:
            raise PupilFailed(f"the hub shows {page.url.path} and starts nothing")
        await self.browser.files_of(page)
        async for event in self.browser.events(found[1].replace("&amp;", "&").replace("\\u0026", "&")):
            if event.get("failed"):
                raise PupilFailed(f"the server did not start: {event.get('message')}")
            if event.get("ready"):
                break
        return await self.browser.get(str(page.url), navigate=True)

    async def cells(self) -> list[dict[str, Any]]:
        """The notebook's cells with their roles."""
        notebook = (await self.browser.get(f"{self.base}api/contents/{NOTEBOOK}?content=1")).json()["content"]
        return [
            {"role": cell["metadata"].get("innolab", {}).get("role"), "source": cell["source"]}
            for cell in notebook["cells"]
        ]

    async def prepare(self, kernel: Kernel, *, setup: bool) -> None:
        """What the pupil runs before the first task: the setup cell, where the task needs it."""
        if setup:
            for cell in await self.cells():
                if cell["role"] == "setup":
                    await kernel.run(cell["source"])
