"""The Python of a notebook: one, however many ask for it at the same moment."""

from __future__ import annotations

import asyncio
from typing import Any

from jupyter_server.services.sessions.sessionmanager import SessionManager


class OneSessionPerNotebook(SessionManager):
    """For `ServerApp.session_manager_class`: who asks while a notebook's kernel starts gets that one.

    Upstream's starts one for each, for two tabs of a page say.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[no-untyped-call]
        self._starting: dict[str, asyncio.Future[dict[str, Any]]] = {}

    async def create_session(self, path: str | None = None, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """The session that is being made for the path, or a new one."""
        key = path or ""
        if key not in self._starting:
            making = asyncio.ensure_future(super().create_session(path, *args, **kwargs))
            self._starting[key] = making
            making.add_done_callback(lambda _: self._starting.pop(key))
        # Who goes away does not take it from the others.
        return await asyncio.shield(self._starting[key])

    async def settled(self) -> None:
        """Wait for the kernels that are on their way: upstream's end of a server stumbles over one, and hangs."""
        await asyncio.gather(*self._starting.values(), return_exceptions=True)
