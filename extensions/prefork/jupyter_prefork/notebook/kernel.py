"""The zygote's entry point for a notebook: an IPython kernel that takes its cells from one socket.

All is ipykernel's own but the transport. The caller sends cells one by one, so a cell can't read those after it.

What a hostile cell can do: it shares this process, so it can write to the socket what it likes, answers to its own
later cells included. The caller checks form, order and amount; it can't tell a well-made lie. What must not be forged
must not be decided by what runs beside the cell.
"""

# mypy: disallow-untyped-calls=False
# (ipykernel types only some of its methods)

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import logging
import os
import signal
import socket
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from ipykernel.iostream import IOPubThread
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from jupyter_client.session import Session
from tornado.ioloop import IOLoop
from traitlets.config import Config

from jupyter_prefork.child import FIRST_KEPT
from jupyter_prefork.notebook.allowance import Allowance
from jupyter_prefork.notebook.frames import HEAD, unpack
from jupyter_prefork.notebook.judging import Judging
from jupyter_prefork.notebook.streams import Outlet, Stream
from jupyter_prefork.warm import INLINE

FOREVER = 1e9
ROOM = 32 * 1024**2


def main() -> None:
    """Run the cells that come on the first descriptor until its other end closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    connection = socket.socket(fileno=FIRST_KEPT)
    # One loop for all cells, as in a kernel: what a cell leaves running goes on in the next one.
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    loop.run_until_complete(serve(connection))


async def serve(connection: socket.socket) -> None:
    """Take what the caller sends, one after the other."""
    outgoing = connection.dup()
    outgoing.settimeout(FOREVER)
    reader, _ = await asyncio.open_connection(sock=connection)
    start = await receive(reader)
    session, thread = open_streams(Outlet(outgoing, Allowance(**start["allowance"])))
    settle(start["files"])
    kernel = make_kernel(session, thread)
    say(kernel, "ready", language_info=kernel.language_info)
    judging: Judging | None = None
    while True:
        try:
            message = await receive(reader)
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        for data in message["comms"]:
            take_comm(kernel, data)
        if message["skip"]:
            kernel.shell.execution_count += 1
        else:
            async with judging.undisturbed() if judging and message["judges"] else contextlib.nullcontext():
                await run_cell(kernel, message)
            judging = judging or Judging(kernel, start["guarded"])


async def receive(reader: asyncio.StreamReader) -> dict[str, Any]:
    """The caller's next message; it is trusted."""
    (length,) = HEAD.unpack(await reader.readexactly(HEAD.size))
    return unpack(await reader.readexactly(length))


def settle(files: dict[str, str]) -> None:
    """Be in a fresh folder with these files, and in another one at home."""
    base = Path(tempfile.mkdtemp(prefix="notebook-"))
    (home := base / "home").mkdir()
    (folder := base / "work").mkdir()
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(base64.b64decode(content))
    os.chdir(folder)
    os.environ["HOME"] = str(home)


def open_streams(outlet: Outlet) -> tuple[Session, Any]:
    """Standard output and errors as ipykernel has them; gives what else sends through its thread."""
    session = Session(key=b"")
    # What a cell forks says nothing in the kernel's name: jupyter_client would warn of it among the cell's outputs.
    os.register_at_fork(after_in_child=lambda: setattr(session, "send", lambda *_, **__: None))
    thread: Any = IOPubThread(outlet, session=session)
    thread.start()
    sys.stdout = Stream(session, thread, "stdout", watchfd="force")
    sys.stderr = Stream(session, thread, "stderr", watchfd="force")
    return session, thread


def make_kernel(session: Session, thread: Any) -> Any:
    """The kernel, set up as ipykernel's application does it."""
    os.environ["MPLBACKEND"] = INLINE
    if "" not in sys.path:
        sys.path.insert(0, "")
    kernel: Any = IPythonKernel.instance(
        log=quiet_log(),
        # History in a file would be written by a thread of its own.
        config=Config({"HistoryManager": {"hist_file": ":memory:"}}),
        session=session,
        iopub_thread=thread,
        iopub_socket=thread.background_socket,
        shell_channel_thread=SimpleNamespace(parent_thread=threading.main_thread()),
        # The namespace of a module of its own, not a bare dict.
        user_ns=None,
    )
    kernel.io_loop = IOLoop.current()
    # Tornado's does not wake the loop when it is called by a signal: a cell that awaits would not be interrupted.
    kernel.io_loop.add_callback = asyncio.get_running_loop().call_soon_threadsafe
    # Where `%matplotlib` and libraries look for the kernel; it is not started.
    IPKernelApp.instance(kernel=kernel)
    shell = kernel.shell
    shell.extension_manager.load_extension("storemagic")
    shell.user_ns_hidden.update(shell.user_ns)
    # `exit` ends a kernel some time after its cell; whether the next cells ran would be chance.
    shell.ask_exit = lambda: None
    return kernel


def quiet_log() -> logging.Logger:
    """The kernel's own log: it would be read as the cell's output."""
    log = logging.getLogger("jupyter_prefork.notebook")
    log.propagate = False
    log.addHandler(logging.NullHandler())
    return log


class Reply:
    """Takes the kernel's reply to a request."""

    content: dict[str, Any] = {"status": "error", "ename": "KeyboardInterrupt"}

    def send_multipart(self, parts: Sequence[bytes], **_: Any) -> None:
        """As a zmq socket."""
        self.content = json.loads(parts[-1])


async def run_cell(kernel: Any, message: dict[str, Any]) -> None:
    """Run one cell and tell its end."""
    content = {"code": message["source"], "store_history": True, "allow_stdin": False, "stop_on_error": False}
    request = kernel.session.msg("execute_request", content, metadata={"cellId": message["cell"]})
    request["header"]["msg_id"] = request["msg_id"] = message["id"]
    kernel.set_parent([], request)
    reply = Reply()
    pid = os.getpid()
    kernel.pre_handler_hook()
    try:
        await kernel.execute_request(reply, [], request)
    except KeyboardInterrupt:
        # It came while IPython was busy with the outputs.
        kernel.shell.showtraceback(exception_only=True)
    finally:
        if os.getpid() != pid:  # forked by the cell: it would take the next cells from us
            os._exit(0)
        kernel.post_handler_hook()
    error = reply.content.get("ename", "")
    full = error == "MemoryError" and not there_is_room()
    say(kernel, "ended", status=reply.content["status"], ename=error, full=full)


def there_is_room() -> bool:
    """Whether the next cells have memory to run in: what filled it may be kept by a name of the notebook."""
    try:
        return bool(bytearray(ROOM))
    except MemoryError:
        return False


def say(kernel: Any, kind: str, **content: Any) -> None:
    """Tell the caller something, after all outputs so far."""
    kernel.session.send(kernel.iopub_socket, kind, content, parent=kernel.get_parent())


def take_comm(kernel: Any, content: dict[str, Any]) -> None:
    """What the caller's side of a widget has to say, as between two cells."""
    message = kernel.session.msg("comm_msg", content)
    message["buffers"] = []
    kernel.set_parent([], message)
    kernel.comm_manager.comm_msg(None, None, message)
