"""A pupil's server and a portal to play with: `python -m tests.innolab_player.serve HOME`."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

from tests.innolab_player.fake_portal import TOKEN, FakePortal

SERVER_TOKEN = "pupils-own"


class PupilServer:
    """A lean jupyter_server with the player in a process of its own."""

    def __init__(self, home: Path, portal: FakePortal) -> None:
        self.home, self.portal = home, portal
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.base = "/user/p-7k3f9/"
        self.url = f"http://127.0.0.1:{self.port}{self.base}"

    def __enter__(self) -> PupilServer:
        self.log = (self.home.parent / f"{self.home.name}.log").open("ab")
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "jupyter_server",
                "--no-browser",
                "--ip=127.0.0.1",
                f"--port={self.port}",
                f"--ServerApp.base_url={self.base}",
                f"--ServerApp.root_dir={self.home}",
                f"--IdentityProvider.token={SERVER_TOKEN}",
                "--ServerApp.jpserver_extensions={'innolab_player': True}",
                "--ServerApp.terminals_enabled=False",
                "--ServerApp.session_manager_class=innolab_player.sessions.OneSessionPerNotebook",
                "--ServerApp.allow_root=True",
            ],
            env={
                **os.environ,
                "INNOLAB_PORTAL_API": self.portal.url,
                "JUPYTERHUB_API_TOKEN": TOKEN,
                "JUPYTERHUB_USER": "p-7k3f9",
                # No extension but ours: what the environment enables for teachers stays out.
                "JUPYTER_NO_CONFIG": "1",
            },
            stdout=self.log,
            stderr=self.log,
            stdin=subprocess.DEVNULL,
            cwd=self.home,
        )
        self._wait()
        return self

    def _wait(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            assert self.process.poll() is None, "the server ended"
            try:
                httpx.get(self.url + "api", timeout=1)
                return
            except httpx.TransportError:
                time.sleep(0.2)
        raise TimeoutError

    def __exit__(self, *failure: object) -> None:
        self.process.terminate()
        self.process.wait(15)
        self.log.close()

    def page(self, lesson: str = "les1") -> str:
        return f"{self.url}innolab/lesson/{lesson}?token={SERVER_TOKEN}"


if __name__ == "__main__":
    home = Path(sys.argv[1])
    home.mkdir(parents=True, exist_ok=True)
    with PupilServer(home, FakePortal().start()) as server:
        print(server.page(), flush=True)
        server.process.wait()
