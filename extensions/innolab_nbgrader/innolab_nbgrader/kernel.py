"""Starting the kernel of one grading. Light, so that the kernel wakes up while nbgrader's modules load."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import run_sync


def launch(folder: Path, sockets: Path) -> AsyncKernelManager:
    """Start a Python kernel in a folder. Over sockets of its own: a free port may be taken before it is used."""
    manager = AsyncKernelManager(
        kernel_name="python3", transport="ipc", connection_file=str(sockets / f"{time.monotonic_ns():x}.json")
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
