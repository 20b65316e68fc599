"""`./innolab module preview`: a module in the player, as its pupils will see it, while its author writes."""

from __future__ import annotations

import argparse
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from innolab_modules import ActivitySource, Kind, ModuleError

from hub_config.spawning import environment_of
from innolab_cli.authoring.desk import Desk, desk_at
from innolab_cli.authoring.words import LANGUAGE, _
from innolab_cli.folder import StartError, free_ports

STARTS_WITHIN_S = 60


def preview(options: argparse.Namespace) -> int:
    """Serve the module until Ctrl-C, and say where."""
    if not (options.folder / "module.toml").is_file():
        raise StartError(_("{folder} is not a module: it has no module.toml.", folder=options.folder))
    desk = Desk(options.folder)
    try:
        activities = desk.module().activities
    except ModuleError as error:
        for problem in error.problems:
            print(problem.told(LANGUAGE))
        return 1
    with (
        tempfile.TemporaryDirectory(prefix="innolab-preview-") as home,
        desk_at(desk) as address,
        server_at(Path(home), address, options.port) as (server, base, token),
    ):
        desk.links = {each.slug: link(base, each, token) for each in activities}
        print(_("All activities: {address}", address=address))
        for slug, where in desk.links.items():
            print(f"{slug}: {where}")
        print(_("Files are read anew each time a page is loaded. Ctrl-C ends the preview."), flush=True)
        server.wait()
    return 0


def link(base: str, activity: ActivitySource, token: str) -> str:
    """Where an activity opens."""
    way = "app" if activity.manifest.kind is Kind.APP else "lesson"
    return f"{base}innolab/{way}/preview-{activity.slug}?token={token}"


@contextmanager
def server_at(home: Path, desk: str, port: int | None) -> Iterator[tuple[subprocess.Popen[bytes], str, str]]:
    """A pupil's server with kernels of its own, without hub and sandbox: an author runs what an author wrote."""
    port, token = port or free_ports(1)[0], secrets.token_hex(16)
    base = f"http://127.0.0.1:{port}/"
    arguments = [
        "--no-browser",
        "--ip=127.0.0.1",
        f"--port={port}",
        "--ServerApp.port_retries=0",
        f"--ServerApp.root_dir={home}",
        "--ServerApp.allow_root=True",
        "--KernelProvisionerFactory.default_provisioner_name=local-provisioner",
        f"--Player.portal_page={desk}",
    ]
    environment = {
        **os.environ,
        **environment_of("pupil", home),
        "JUPYTER_DATA_DIR": str(home / ".jupyter"),
        "JUPYTER_TOKEN": token,
        "JUPYTERHUB_USER": "author",
        "JUPYTERHUB_API_TOKEN": token,
        "INNOLAB_PORTAL_API": f"{desk}api/",
    }
    with (home / ".server.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyter_server", *arguments],
            env=environment,
            cwd=home,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
        try:
            _wait(server, base, home / ".server.log")
            yield server, base, token
        finally:
            server.terminate()
            server.wait(30)


def _wait(server: subprocess.Popen[bytes], base: str, log: Path) -> None:
    """Until it answers; raises StartError with what it said where it ends instead."""
    deadline = time.monotonic() + STARTS_WITHIN_S
    while server.poll() is None and time.monotonic() < deadline:
        try:
            httpx.get(f"{base}api", timeout=2, trust_env=False)
            return
        except httpx.TransportError:
            time.sleep(0.2)
    raise StartError(_("The preview did not start. {why}", why=log.read_text()[-1000:]))
