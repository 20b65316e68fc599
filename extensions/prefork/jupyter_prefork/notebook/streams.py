"""Where a cell's outputs go in the fork: ipykernel's own streams and output thread, with our socket under them."""

# mypy: disallow-untyped-calls=False
# (ipykernel types only some of its methods)

from __future__ import annotations

import base64
import codecs
import contextlib
import json
import os
import select
import socket
from collections.abc import Sequence
from typing import Any

import zmq
from ipykernel.iostream import OutStream

from jupyter_prefork.notebook.allowance import DATA, LEFT_OUT, TEXT, Allowance, Meter
from jupyter_prefork.notebook.frames import frame

LINE = 500
HOW_IT_ENDED = {"error", "execute_result"}
LAST = 3
"""Such outputs a cell may have, if they are short, after it has said too much: how it ended must not be lost."""
DELIMITER = b"<IDS|MSG>"


class Outlet:
    """Stands where ipykernel's output thread has its zmq socket, and sends each message on as a frame."""

    def __init__(self, connection: socket.socket, allowance: Allowance) -> None:
        self.context = zmq.Context()
        """For the thread's own signals."""
        self.connection = connection
        self.meter = Meter(allowance)
        self.told = False
        self.last = 0
        self.pid = os.getpid()

    def send_multipart(self, parts: Sequence[Any], **_: Any) -> None:
        """A message of the kernel, as `jupyter_client.session` serialises it."""
        if os.getpid() != self.pid:  # forked by the cell: it would write into the midst of our frames
            return
        start = list(parts).index(DELIMITER) + 2
        header, parent, _metadata, content, *buffers = parts[start:]
        kind = json.loads(header)["msg_type"]
        if kind in {"execute_input", "clear_output"}:
            self.told = False
            self.last = 0
            self.meter.restart()
        name = json.loads(content.decode(errors="replace"))["name"] if kind == "stream" else ""
        size = len(content) + sum(memoryview(part).nbytes for part in buffers)
        if kind not in TEXT | DATA or (not self.told and self.meter.admits(kind, size, name)):
            self.put(kind, parent, content, buffers)
        elif not self.told or kind in HOW_IT_ENDED:
            self.leave_out(kind, parent, content, name)

    def leave_out(self, kind: str, parent: bytes, content: bytes, name: str) -> None:
        """Say once that there is more; of a text send what has room, of an error its end, a short result."""
        said = json.loads(content.decode(errors="replace"))
        if kind == "stream":
            room = max(0, self.meter.allowance.text_bytes - self.meter.text)
            text = said["text"].encode(errors="replace")[:room].decode(errors="ignore")
            self.put(kind, parent, json.dumps({"name": name, "text": text}).encode(), [])
        if not self.told:
            self.put("stream", parent, json.dumps({"name": "stdout", "text": LEFT_OUT}).encode(), [])
        self.told = True
        if kind not in HOW_IT_ENDED or self.last == LAST:
            return
        self.last += 1
        if kind == "error":
            short = {"ename": said["ename"][:LINE], "evalue": said["evalue"][:LINE]}
            last = [part[-LINE:] for part in said["traceback"][-1:]]
            self.put(kind, parent, json.dumps(short | {"traceback": last}).encode(), [])
        elif len(content) <= LINE:
            self.put(kind, parent, content, [])

    def put(self, kind: str, parent: bytes, content: bytes, buffers: Sequence[Any]) -> None:
        """Send one frame; what is said to a caller that has gone is lost."""
        encoded = json.dumps([base64.b64encode(part).decode() for part in buffers]).encode()
        fields = {b"kind": json.dumps(kind).encode(), b"parent": parent, b"content": content, b"buffers": encoded}
        with contextlib.suppress(OSError):
            self.connection.sendall(frame(b"{" + b", ".join(b'"%b": %b' % field for field in fields.items()) + b"}"))


class Stream(OutStream):
    """ipykernel's stream, which also takes what others write to the descriptor: C code and processes a cell starts.

    There, it may come too late for its cell. Here what has been written is read before anything that follows it.
    """

    _fid: int

    def _setup_stream_redirects(self, name: str) -> None:
        self.decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        super()._setup_stream_redirects(name)

    def _watch_pipe_fd(self) -> None:
        os.set_blocking(self._fid, False)
        poll = select.poll()
        poll.register(self._fid, select.POLLIN)
        while self._should_watch:
            for _, event in poll.poll():
                if not event & select.POLLIN:
                    return
                self.drain()

    def drain(self) -> None:
        """Take over what has been written to the descriptor."""
        with self._buffer_lock, contextlib.suppress(BlockingIOError):
            while data := os.read(self._fid, 1 << 16):
                super().write(self.decoder.decode(data))

    def write(self, string: str) -> int:
        """Write text."""
        if self._is_master_process():
            self.drain()
            super().write(string)
        else:
            # A process that a cell forked: its text comes to the cell as any other process's.
            os.write(self._original_stdstream_fd, string.encode(errors="replace"))
        return len(string)

    def flush(self) -> None:
        """See to it that all so far is sent before what follows."""
        if self._is_master_process():
            self.drain()
            super().flush()
