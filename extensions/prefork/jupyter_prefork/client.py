"""Asking the zygote: for a spawner and a kernel provisioner (asyncio)."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jupyter_prefork import protocol
from jupyter_prefork.errors import ZygoteAway, from_answer

TAIL = 2000
"""Bytes of a log that are read when its process has ended."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """What to fork; see `protocol`."""

    entry: str
    argv: Sequence[str] = ()
    environment: Mapping[str, str]
    folder: str = ""
    own: Sequence[str] = ()
    log: str = ""
    uid: int | None = None

    def message(self) -> dict[str, Any]:
        """The part the zygote reads."""
        public = {"entry": self.entry, "folder": self.folder, "own": list(self.own), "log": self.log, "uid": self.uid}
        return {"op": "fork", **public}


@dataclass(frozen=True)
class Ended:
    """How a child ended."""

    exit: int | None
    """As subprocess tells it; None when nobody could see."""
    tail: str
    """The last lines of its log."""


class Client:
    """A zygote by its socket. Each call is a connection of its own, so a zygote started again is simply met again.

    Every call raises ZygoteAway, or what the zygote answered: Refused, UnknownChild, PreforkError.
    """

    def __init__(self, path: str) -> None:
        self.path = path

    async def fork(self, request: Request, keep: Sequence[int] = ()) -> tuple[str, int]:
        """The new child's id, and its pid as the zygote sees it; the child keeps these descriptors, as 3, 4, ..."""
        private = protocol.private_part(request.argv, request.environment)
        try:
            answer = await self.ask(request.message(), [private, *keep])
        finally:
            os.close(private)
        return answer["id"], answer["pid"]

    async def poll(self, child: str) -> Ended | None:
        """None while the child runs."""
        answer = await self.ask({"op": "poll", "id": child})
        return None if answer.get("running") else Ended(answer["exit"], answer["tail"])

    async def wait(self, child: str) -> Ended:
        """How the child ended, once it has."""
        answer = await self.ask({"op": "wait", "id": child})
        return Ended(answer["exit"], answer["tail"])

    async def signal(self, child: str, number: int) -> None:
        """Signal the child and what it started."""
        await self.ask({"op": "signal", "id": child, "signal": int(number)})

    async def status(self) -> dict[str, Any]:
        """What runs, and what is not isolated; for callers."""
        return await self.ask({"op": "status"})

    async def stop_all(self) -> None:
        """Kill every child; for callers."""
        await self.ask({"op": "stop_all"})

    async def ask(self, message: Mapping[str, Any], descriptors: Sequence[int] = ()) -> dict[str, Any]:
        """Send one request and wait for its answer."""
        async with self.connected() as connection:
            try:
                protocol.send(connection, message, descriptors)
                await readable(connection)
                answer, given = protocol.receive(connection)
            except OSError as problem:
                raise ZygoteAway(f"the zygote went away: {problem}") from problem
        return understood(answer, given)

    @contextlib.asynccontextmanager
    async def connected(self) -> AsyncIterator[socket.socket]:
        """A connection to the zygote."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as connection:
            connection.settimeout(0)
            try:
                await asyncio.get_running_loop().sock_connect(connection, self.path)
            except OSError as problem:
                raise ZygoteAway(f"no zygote answers at {self.path}: {problem.strerror}") from problem
            yield connection


async def readable(connection: socket.socket) -> None:
    """Wait until there is something to receive."""
    loop = asyncio.get_running_loop()
    here = asyncio.Event()
    loop.add_reader(connection, here.set)
    try:
        await here.wait()
    finally:
        loop.remove_reader(connection)


def understood(answer: dict[str, Any] | None, descriptors: Sequence[int]) -> dict[str, Any]:
    """The zygote's answer, with the end of the log it gave; raises the error it tells of, or ZygoteAway."""
    tails = [read_tail(handle) for handle in descriptors]
    if answer is None:
        raise ZygoteAway("the zygote went away")
    if "error" in answer:
        raise from_answer(answer)
    return {**answer, "tail": "".join(tails)}


def read_tail(handle: int) -> str:
    """The last lines of a log; closes the descriptor."""
    with os.fdopen(handle, "rb") as file:
        file.seek(max(0, os.fstat(handle).st_size - TAIL))
        return file.read(TAIL).decode(errors="replace")
