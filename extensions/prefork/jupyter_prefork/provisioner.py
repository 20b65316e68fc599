"""Kernels forked from the zygote, for every front end that starts kernels through jupyter_client.

A kernel has a folder of its own in the runtime folder, with its connection file and sockets, and sees nothing else of
it: that is where other kernels' keys and the server's token lie. It talks over zmq's ipc transport, since it has no
network.
"""

from __future__ import annotations

import contextlib
import math
import os
import shutil
import signal
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.provisioner_base import KernelProvisionerBase
from jupyter_core.paths import jupyter_runtime_dir
from traitlets import Float, List, Unicode, default

from jupyter_prefork.client import Client, Ended, Request
from jupyter_prefork.errors import UnknownChild, ZygoteAway
from jupyter_prefork.patience import patiently

LONGEST_FOLDER = 90
"""Bytes of a kernel's folder: a socket's path must fit into 108."""
LONG_ENOUGH = 8
"""Characters of a kernel's id in its folder's name."""
NEVER_GIVEN = ("JUPYTERHUB_", "JPY_API_TOKEN", "JPY_PARENT_PID", "PREFORK_SOCKET")
"""How names of variables begin that no kernel gets: tokens, and a pid that is another's in its namespace."""


class PreforkProvisioner(KernelProvisionerBase):
    """A kernel that is a fork of the zygote, in its sandbox."""

    socket = Unicode(help="The zygote's socket; by default $PREFORK_SOCKET.").tag(config=True)
    entry = Unicode("kernel", help="The entry point of the zygote's configuration.").tag(config=True)
    arguments = List(Unicode(), help="Arguments of each kernel, after its connection file.").tag(config=True)
    folders = List(Unicode(), help="What a kernel may write in, besides its own /tmp; by default the home folder.").tag(
        config=True
    )
    environment_keep = List(
        Unicode(),
        default_value=["PATH", "HOME", "USER", "LANG", "LC_ALL", "LANGUAGE", "TZ", "MPLCONFIGDIR", "MPLBACKEND"],
        help="Variables of the server that its kernels get; all else of its environment stays with it.",
    ).tag(config=True)
    wait_for_zygote = Float(15.0, help="Seconds to wait for a zygote that is being started again.").tag(config=True)

    @default("socket")
    def _default_socket(self) -> str:
        # Read late: in a server that was forked itself, this module was imported before the environment was there.
        return os.environ.get("PREFORK_SOCKET", "")

    child = ""
    """The zygote's name for the kernel's process; empty when there is none."""
    folder: Path | None = None
    inherited: Mapping[str, str] = {}
    """The server's environment at the first start, of which a front end that adds a variable hands on the whole."""
    cwd: str = ""

    @property
    def has_process(self) -> bool:
        """Whether a kernel has been started and not yet seen to end."""
        return bool(self.child)

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Give the kernel its folder and write the connection file there."""
        manager: Any = self.parent
        if not self.kernel_spec.language.lower().startswith("python"):
            raise RuntimeError(f"only Python kernels are forked; {self.kernel_spec.display_name} needs a provisioner")
        if self.folder is None:
            self.folder = kernel_folder(self.kernel_id)
            self.inherited = dict(os.environ)
            manager.transport = "ipc"
            manager.ip = str(self.folder / "s")
            manager.connection_file = str(self.folder / "kernel.json")
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        given = kwargs.pop("env", os.environ)
        manager.write_connection_file(jupyter_session=given.get("JPY_SESSION_NAME", ""))
        self.connection_info = manager.get_connection_info()
        extra = kwargs.pop("extra_arguments", [])
        # What ipykernel sets at its start, too late for a matplotlib that was imported in the zygote.
        environment = {"MPLBACKEND": "module://matplotlib_inline.backend_inline", **self.environment_of(given)}
        command = ["-f", manager.connection_file, *self.arguments, *extra]
        return await super().pre_launch(cmd=command, env=environment, **kwargs)

    def environment_of(self, given: Mapping[str, str]) -> dict[str, str]:
        """What a kernel gets of an environment: what a front end put in, and of the server's what is named."""
        return {
            name: value
            for name, value in given.items()
            if name in self.environment_keep or (self.inherited.get(name) != value and not name.startswith(NEVER_GIVEN))
        }

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Have the zygote fork the kernel; raises PreforkError."""
        own = list(self.folders) or [str(Path.home())]
        self.cwd = str(kwargs.get("cwd") or own[0])
        request = Request(
            entry=self.entry,
            argv=cmd,
            environment=kwargs["env"],
            folder=self.cwd,
            own=[*own, str(self.folder)],
            log=str(self.folder / "kernel.log") if self.folder else "",
        )
        self.child, _ = await patiently(self.wait_for_zygote, lambda: self.zygote.fork(request))
        return self.connection_info

    @property
    def zygote(self) -> Client:
        """Whom to ask."""
        return Client(self.socket)

    async def poll(self) -> int | None:
        """None while the kernel runs, else its exit code. A zygote that is away is no sign of a kernel's end."""
        if not self.child:
            return 0
        try:
            ended = await self.zygote.poll(self.child)
        except ZygoteAway:
            return None
        except UnknownChild:
            return 1
        return None if ended is None else exit_code(ended.exit)

    async def wait(self) -> int | None:
        """The kernel's exit code, once it has ended."""
        if not self.child:
            return 0
        try:
            ended = await patiently(math.inf, lambda: self.zygote.wait(self.child))
        except UnknownChild:
            ended = Ended(None, "")
        self.child = ""
        return exit_code(ended.exit)

    async def send_signal(self, signum: int) -> None:
        """Signal the kernel and what it started."""
        if self.child:
            with contextlib.suppress(UnknownChild):
                await patiently(self.wait_for_zygote, lambda: self.zygote.signal(self.child, signum))

    async def kill(self, restart: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002  (jupyter_client's signature)
        """End the kernel at once."""
        await self.send_signal(signal.SIGKILL)

    async def terminate(self, restart: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002
        """Ask the kernel to end."""
        await self.send_signal(signal.SIGTERM)

    async def cleanup(self, restart: bool = False) -> None:  # noqa: FBT001, FBT002
        """Remove the kernel's folder, unless it is about to be started again."""
        if self.folder and not restart:
            shutil.rmtree(self.folder, ignore_errors=True)

    def resolve_path(self, path_str: str) -> str | None:
        """A path as the kernel means it: it sees its own folders at the same place as the server."""
        path = Path(self.cwd, Path(path_str).expanduser())
        return path.as_posix() if path.is_absolute() and path.exists() else None

    async def get_provisioner_info(self) -> dict[str, Any]:
        """What another process needs to look after this kernel."""
        return {**await super().get_provisioner_info(), "child": self.child, "folder": str(self.folder or "")}

    async def load_provisioner_info(self, provisioner_info: dict[str, Any]) -> None:
        """Look after a kernel that another process started."""
        await super().load_provisioner_info(provisioner_info)
        self.child = provisioner_info["child"]
        self.folder = Path(provisioner_info["folder"]) if provisioner_info["folder"] else None


def kernel_folder(kernel_id: str) -> Path:
    """The folder of a kernel; raises RuntimeError where a socket in it would have too long a path."""
    folder = Path(jupyter_runtime_dir()) / f"k-{kernel_id.replace('-', '')[:LONG_ENOUGH]}"
    if len(os.fsencode(folder)) > LONGEST_FOLDER:
        raise RuntimeError(f"the runtime folder's path is too long for sockets: set JUPYTER_RUNTIME_DIR ({folder})")
    return folder


def exit_code(code: int | None) -> int:
    """An exit code for jupyter_client, where nobody could see it 1: the kernel did end."""
    return 1 if code is None else code
