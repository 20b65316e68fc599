"""The caller's hold on one fork."""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Iterator, Mapping
from typing import Any

from jupyter_prefork import protocol
from jupyter_prefork.client import Request, understood
from jupyter_prefork.errors import ZygoteAway
from jupyter_prefork.notebook.frames import Channel

ANSWER_SECONDS = 30
"""How long a zygote may take to fork, on a machine with much to do."""
END_SECONDS = 2


class Fork:
    """One forked process and the channel to it."""

    def __init__(self, path: str, tie: socket.socket, name: str, channel: Channel) -> None:
        self.path = path
        self.tie = tie
        self.name = name
        self.channel = channel

    def signal(self, number: int) -> None:
        """Signal it and what it started; raises PreforkError."""
        with connected(self.path) as connection:
            ask(connection, {"op": "signal", "id": self.name, "signal": int(number)})

    def exit(self) -> int | None:
        """How it ended, as subprocess tells it; None when it goes on though it closed the channel."""
        self.tie.settimeout(END_SECONDS)
        with contextlib.suppress(OSError, ValueError):
            message, _ = protocol.receive(self.tie)
            return message.get("exit") if message else None
        return None


@contextlib.contextmanager
def forked(path: str, request: Request, longest: int) -> Iterator[Fork]:
    """A fork that ends with the block. Raises PreforkError."""
    ours, theirs = socket.socketpair()
    private = protocol.private_part(request.argv, request.environment)
    with ours, connected(path) as tie:
        try:
            answer = ask(tie, {**request.message(), "tie": True}, [private, theirs.fileno()])
        finally:
            os.close(private)
            theirs.close()
        yield Fork(path, tie, answer["id"], Channel(ours, longest))


@contextlib.contextmanager
def connected(path: str) -> Iterator[socket.socket]:
    """A connection to the zygote; raises ZygoteAway."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as connection:
        connection.settimeout(ANSWER_SECONDS)
        try:
            connection.connect(path)
        except OSError as problem:
            raise ZygoteAway(f"no zygote answers at {path}: {problem.strerror}") from problem
        yield connection


def ask(connection: socket.socket, message: Mapping[str, Any], descriptors: list[int] | None = None) -> dict[str, Any]:
    """Send one request and wait for its answer; raises PreforkError."""
    try:
        protocol.send(connection, message, descriptors or [])
        answer, given = protocol.receive(connection)
    except OSError as problem:
        raise ZygoteAway(f"the zygote went away: {problem}") from problem
    return understood(answer, given)
