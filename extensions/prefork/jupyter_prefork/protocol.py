"""How clients and the zygote talk: one JSON message a packet over a Unix SOCK_SEQPACKET socket, with file descriptors.

- `fork` with entry, uid, folder, own, log, tie: `{"id", "pid"}`, once the child runs its entry point. Descriptors: the
  private part, then what the child keeps. With `tie`, the child is killed when the connection closes, and its end
  is told on it.
- `wait` with id: `{"exit"}` when it has ended, with a descriptor of its log.
- `poll` with id: `{"running": true}`, or as `wait`.
- `signal` with id and signal: `{}`.
- `status`: what is running, and what is not isolated.
- `stop_all`: `{}`, once every child has been killed.

A refusal or failure is `{"error": sentence, "kind": "refused" | "failed" | "unknown"}`.

The private part of a fork (argv and environment, hence tokens) is a file that the child alone reads: what the zygote
never holds, no later child can find in its memory. For the same reason it gives a log away to be read, and reads none.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

LARGEST_PACKET = 64 * 1024
MOST_DESCRIPTORS = 8


def is_listening(path: Path) -> bool:
    """Whether a zygote takes connections at this socket."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            return False
    return True


def send(connection: socket.socket, message: Mapping[str, Any], descriptors: Sequence[int] = ()) -> None:
    """Send one message; raises OSError as sockets do."""
    socket.send_fds(connection, [json.dumps(message).encode()], list(descriptors), socket.MSG_NOSIGNAL)


def receive(connection: socket.socket) -> tuple[dict[str, Any] | None, list[int]]:
    """One message and its descriptors, which are the caller's to close; None at the end of the connection.

    Raises:
        ValueError: the packet is no JSON object.
    """
    data, descriptors, flags, _ = socket.recv_fds(connection, LARGEST_PACKET, MOST_DESCRIPTORS)
    if not data:
        return None, descriptors
    try:
        if flags & (socket.MSG_TRUNC | socket.MSG_CTRUNC):
            raise ValueError("the message is too long")
        return parse(data), descriptors
    except ValueError:
        close_all(descriptors)
        raise


def parse(data: bytes) -> dict[str, Any]:
    """The JSON object of a packet; raises ValueError."""
    message = json.loads(data)
    if not isinstance(message, dict):
        raise ValueError("the message is not an object")
    return message


def private_part(argv: Sequence[str], environment: Mapping[str, str]) -> int:
    """A descriptor of an anonymous file with what only the child may read; the caller closes it."""
    handle = os.memfd_create("prefork-private")
    with os.fdopen(os.dup(handle), "wb") as file:
        file.write(json.dumps({"argv": list(argv), "environment": dict(environment)}).encode())
    os.lseek(handle, 0, os.SEEK_SET)
    return handle


def read_private_part(handle: int) -> tuple[list[str], dict[str, str]]:
    """What `private_part` wrote; closes the descriptor."""
    with os.fdopen(handle, "rb") as file:
        content = json.loads(file.read())
    return content["argv"], content["environment"]


def close_all(descriptors: Sequence[int]) -> None:
    """Close each."""
    for descriptor in descriptors:
        os.close(descriptor)
