"""JSON messages on a stream socket: four bytes of length, then the message."""

from __future__ import annotations

import json
import socket
import struct
import time
from typing import Any

HEAD = struct.Struct("!I")


class ClosedError(Exception):
    """The other end is gone."""


class NotUnderstoodError(Exception):
    """What came is no message of ours."""


def pack(message: dict[str, Any]) -> bytes:
    """A message as it travels."""
    return frame(json.dumps(message).encode())


def frame(data: bytes) -> bytes:
    """Serialised JSON as it travels."""
    return HEAD.pack(len(data)) + data


def unpack(data: bytes) -> dict[str, Any]:
    """The message of a frame; raises NotUnderstoodError."""
    try:
        message = json.loads(data.decode(errors="replace"))
    except (ValueError, RecursionError) as problem:
        raise NotUnderstoodError(f"no JSON: {problem}") from None
    if not isinstance(message, dict):
        raise NotUnderstoodError("no object")
    return message


class Channel:
    """The trusting end's view of the other, which may say anything, or nothing, at any speed."""

    def __init__(self, connection: socket.socket, longest: int) -> None:
        self.connection = connection
        self.longest = longest
        self.begun = bytearray()

    def send(self, message: dict[str, Any], until: float) -> None:
        """Send one message; raises TimeoutError or ClosedError."""
        self.connection.settimeout(max(0.001, until - time.monotonic()))
        try:
            self.connection.sendall(pack(message))
        except ConnectionError:
            raise ClosedError from None

    def receive(self, until: float) -> dict[str, Any]:
        """The next message.

        Raises:
            TimeoutError: it is not here by `until` (of `time.monotonic`), though more may have come than can be read.
            ClosedError: none will come.
            NotUnderstoodError: it is too long, or no JSON object.
        """
        (length,) = HEAD.unpack(self.first(HEAD.size, until))
        if length > self.longest:
            raise NotUnderstoodError(f"a message of {length} bytes")
        data = self.first(HEAD.size + length, until)
        del self.begun[: len(data)]
        return unpack(data[HEAD.size :])

    def first(self, size: int, until: float) -> bytes:
        """The first bytes of what has come; they stay."""
        while len(self.begun) < size or time.monotonic() > until:
            left = until - time.monotonic()
            if left <= 0:
                raise TimeoutError
            self.connection.settimeout(left)
            try:
                part = self.connection.recv(1 << 20)
            except ConnectionError:
                part = b""
            if not part:
                raise ClosedError
            self.begun += part
        return bytes(self.begun[:size])
