"""Starting the kernel of one grading. Light, so that the kernel wakes up while nbgrader's modules load."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from queue import Empty
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.channels import AsyncZMQSocketChannel
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import run_sync
from traitlets import Type

LOOK_AGAIN_SECONDS = 0.1


class WatchfulChannel(AsyncZMQSocketChannel):
    """A shell channel that looks for replies again and again.

    jupyter_client sends past pyzmq's asyncio socket (`Session.send` on a shadow of it). That takes away the news of
    a reply that came meanwhile, and the reply lies there until the wait for it is over. A cell with widgets, which
    make nbclient send, then took its whole 30 s: one run in eight.
    """

    async def get_msg(  # type: ignore[override]  # the class above is async in a sync one's place too
        self, timeout: float | None = None
    ) -> dict[str, Any]:
        """The next message; Empty if none came in time."""
        end = float("inf") if timeout is None else time.monotonic() + timeout
        while True:
            left = end - time.monotonic()
            try:
                return await super().get_msg(max(0, min(LOOK_AGAIN_SECONDS, left)))
            except Empty:
                if left <= LOOK_AGAIN_SECONDS:
                    raise


class Client(AsyncKernelClient):
    """A client whose replies don't lie unseen."""

    shell_channel_class = Type(WatchfulChannel)


def launch(folder: Path, sockets: Path) -> AsyncKernelManager:
    """Start a Python kernel in a folder. Over sockets of its own: a free port may be taken before it is used."""
    manager = AsyncKernelManager(
        kernel_name="python3",
        transport="ipc",
        connection_file=str(sockets / f"{time.monotonic_ns():x}.json"),
        client_factory=Client,
    )
    if manager.kernel_spec is None:
        raise RuntimeError("there is no Python kernel")
    # The interpreter we run on, not whichever is first on the PATH.
    manager.kernel_spec.argv[0] = sys.executable
    run_sync(manager._async_start_kernel)(cwd=str(folder), extra_arguments=["--HistoryManager.hist_file=:memory:"])
    return manager


def stop(manager: AsyncKernelManager) -> None:
    """Kill the kernel, if it still lives."""
    run_sync(manager._async_shutdown_kernel)(now=True)
