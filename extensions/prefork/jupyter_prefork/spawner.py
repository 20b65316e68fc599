"""A JupyterHub spawner whose servers are forks of the zygote."""

from __future__ import annotations

import asyncio
import contextlib
import math
import signal
import socket
from pathlib import Path
from typing import Any

from jupyterhub.spawner import Spawner, SpawnException
from jupyterhub.utils import random_port
from traitlets import Any as AnyTrait
from traitlets import Bool, Callable, Float, Integer, Unicode, Union, default

from jupyter_prefork.client import Client, Ended, Request
from jupyter_prefork.errors import PreforkError, UnknownChild, ZygoteAway
from jupyter_prefork.patience import patiently

LOOK_EVERY = 0.02
"""Seconds between two questions to a server that was started and does not take connections yet."""
BACKLOG = 128


class PreforkSpawner(Spawner):  # type: ignore[misc]
    """Starts a person's server by a fork, in the sandbox that the zygote's configuration prescribes.

    What the command line is elsewhere, the entry point is here: `cmd` is not used, `args` are its arguments.
    """

    socket = Unicode(help="The zygote's socket.").tag(config=True)
    entry = Unicode("server", help="The entry point of the zygote's configuration; a pre_spawn_hook may set it.").tag(
        config=True
    )
    home_template = Unicode(
        "/home/{username}", help="The home folder, made when missing. {username} is the hub's name of the person."
    ).tag(config=True)
    runtime_template = Unicode(
        help="A folder for sockets, tokens and the log, outside the home and short: at most 60 characters. With named "
        "servers it needs {servername} too."
    ).tag(config=True)
    uid = Union(
        [Integer(), Callable()],
        default_value=None,
        allow_none=True,
        help="Root only: the uid to run as, or a function of the spawner that gives it.",
    ).tag(config=True)
    hands_on_socket = Bool(
        default_value=False,
        help="Bind the server's port here and hand the socket on, as descriptor 3: no other server can take the port "
        "meanwhile. For entry points that take it, such as jupyter_prefork.singleuser:main.",
    ).tag(config=True)
    term_timeout = Float(5.0, help="Seconds from SIGTERM to SIGKILL.").tag(config=True)
    wait_for_zygote = Float(15.0, help="Seconds to wait for a zygote that is being started again.").tag(config=True)

    start_folder = Unicode(help="Where the server is started; the home when empty.").tag(config=True)

    port: int
    child = Unicode()
    """The zygote's name for the running server."""
    home_dir = Unicode()
    runtime_dir = Unicode()
    watching = AnyTrait(None, allow_none=True)
    """The task that hears of the server's end."""

    @default("home_dir")
    def _default_home_dir(self) -> str:
        return self.of_person(self.home_template)

    @default("runtime_dir")
    def _default_runtime_dir(self) -> str:
        return self.of_person(self.runtime_template)

    def of_person(self, template: str) -> str:
        """A folder of this person's server; raises SpawnException where the name would lead elsewhere."""
        if self.user.name in {".", ".."}:
            raise self.failed(f"{self.user.name} can't be the name of a folder")
        return template.format(username=self.user.name, servername=self.name)

    @property
    def zygote(self) -> Client:
        """Whom to ask."""
        return Client(self.socket)

    def load_state(self, state: dict[str, Any]) -> None:
        """After a hub restart: the server goes by the zygote's name for it, which no other process ever gets."""
        super().load_state(state)
        self.child = state.get("child", "")

    def get_state(self) -> dict[str, Any]:
        """What a restarted hub needs to find the server again."""
        state: dict[str, Any] = super().get_state()
        return {**state, "child": self.child} if self.child else state

    def clear_state(self) -> None:
        """The server is gone."""
        super().clear_state()
        self.child = ""

    def get_env(self) -> dict[str, str]:
        """The server's whole environment: nothing is inherited."""
        own = {
            "HOME": self.home_dir,
            "USER": self.user.name,
            "SHELL": "/bin/bash",
            "JUPYTER_RUNTIME_DIR": self.runtime_dir,
            "PREFORK_SOCKET": self.socket,
        }
        return {**own, **super().get_env()}

    async def start(self) -> tuple[str, int]:
        """Have the server forked; gives its address."""
        address: tuple[str, int] = self.ip or "127.0.0.1", self.port
        handed = [socket.create_server(address, backlog=BACKLOG)] if self.hands_on_socket else []
        try:
            address = handed[0].getsockname() if handed else (address[0], address[1] or random_port())
            self.port = address[1]
            request = Request(
                entry=self.entry,
                argv=self.get_args(),
                environment=self.get_env(),
                folder=self.start_folder or self.home_dir,
                own=[self.home_dir, self.runtime_dir],
                log=str(Path(self.runtime_dir) / "server.log"),
                uid=self.uid(self) if callable(self.uid) else self.uid,
            )
            keep = [one.fileno() for one in handed]
            self.child, _ = await patiently(self.wait_for_zygote, lambda: self.zygote.fork(request, keep))
        except PreforkError as problem:
            raise self.failed(str(problem)) from problem
        finally:
            # With the child's copy the last one goes: who waits for a server that died is told at once.
            for one in handed:
                one.close()
        self.log.info("%s runs as %s", self._log_name, self.child)
        await self.answers(address)
        return address

    async def answers(self, address: tuple[str, int]) -> None:
        """Wait until the server answers; raises SpawnException with its last words when it ends instead."""
        ending = asyncio.ensure_future(self.end_of(self.child))
        try:
            while not ending.done():
                answer = asyncio.ensure_future(self.first_byte(address))
                await asyncio.wait([ending, answer], return_when=asyncio.FIRST_COMPLETED)
                if answer.done() and answer.result():
                    return
                answer.cancel()
                await asyncio.wait([ending], timeout=LOOK_EVERY)
            ended = ending.result()
            self.child = ""
            raise self.failed(f"The server ended with {ended.exit} when it was started.\n{ended.tail}")
        finally:
            ending.cancel()

    async def first_byte(self, address: tuple[str, int]) -> bytes:
        """The first byte of what the server says to a request; nothing when it does not take it."""
        with contextlib.suppress(OSError):
            reader, writer = await asyncio.open_connection(*address)
            try:
                base = self.server.base_url if self.server else "/"
                writer.write(f"GET {base}api HTTP/1.0\r\n\r\n".encode())
                return await reader.read(1)
            finally:
                writer.close()
        return b""

    async def end_of(self, child: str) -> Ended:
        """How a server ended, once it has, however often the zygote is started again meanwhile."""
        try:
            return await patiently(math.inf, lambda: self.zygote.wait(child))
        except UnknownChild:
            return Ended(None, "")

    def failed(self, message: str) -> SpawnException:
        """The error a person sees when the server could not be started."""
        return SpawnException(message, reason="prefork", status_code=500)

    async def poll(self) -> int | None:
        """None while the server runs, else its exit code, 0 where nobody could see it.

        A zygote that is away is no sign of a server's end: it goes on without.
        """
        if not self.child:
            self.clear_state()
            return 0
        try:
            ended = await self.zygote.poll(self.child)
        except ZygoteAway:
            return None
        except UnknownChild:
            ended = Ended(None, "")
        if ended is None:
            return None
        if ended.exit:
            self.log.error("%s ended with %s. Its last lines:\n%s", self._log_name, ended.exit, ended.tail)
        self.clear_state()
        return ended.exit or 0

    async def stop(self, now: bool = False) -> None:  # noqa: FBT001, FBT002  (JupyterHub's signature)
        """End the server: by SIGTERM, and by SIGKILL when that did not do, or at once."""
        for number in [signal.SIGKILL] if now else [signal.SIGTERM, signal.SIGKILL]:
            if await self.poll() is not None:
                return
            with contextlib.suppress(UnknownChild, TimeoutError):
                await patiently(self.wait_for_zygote, lambda: self.zygote.signal(self.child, number))  # noqa: B023
                await asyncio.wait_for(self.end_of(self.child), self.term_timeout)
        if await self.poll() is None:
            self.log.warning("%s did not end: %s", self._log_name, self.child)

    def start_polling(self) -> None:
        """Besides the hub's polling, hear of the server's end at once."""
        self.stop_polling()
        super().start_polling()
        self.watching = asyncio.ensure_future(self.watch(self.child))

    def stop_polling(self) -> None:
        """Stop listening."""
        super().stop_polling()
        # `watch` has this called in its own course, and must not be cancelled then.
        if self.watching and self.watching is not asyncio.current_task():
            self.watching.cancel()
        self.watching = None

    async def watch(self, child: str) -> None:
        """Wait for the server's end and have the hub look."""
        await self.end_of(child)
        await self.poll_and_notify()
