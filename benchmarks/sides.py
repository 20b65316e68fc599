"""The two sides of a bench, each started fresh in a folder of its own and ended by process id."""

from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import httpx
from innolab_cli.folder import ROOT, DataFolder, free_ports
from innolab_cli.processes import PORTAL_CONFIG_VARIABLE, node_program, path_with_node
from innolab_cli.supervisor import marked_pids
from innolab_modules import load_module
from innolab_nbgrader.release import build_zips
from innolab_portal.people.servers import HubServers, ServerState

from benchmarks import processes
from benchmarks.seeding import MODULE

READY_WITHIN_S = 180
STOCK_EXTENSIONS = {"jupyterlab", "jupyter_lsp", "jupyter_server_terminals", "notebook", "notebook_shim"}
OTHER_LAB_EXTENSIONS = ("@jupyter/nbgrader", "@voila-dashboards/jupyterlab-preview", "jupyterlab-jupytext")


class BenchError(Exception):
    """A side could not be started; the text says why."""


@dataclass(frozen=True)
class Side:
    """One running hub with its pupils."""

    name: str
    url: str
    pupils: list[dict[str, str]]
    hub_api: str
    hub_token: str
    servers: Callable[[], set[int]]
    """The processes that exist for pupils: servers, kernels, what they are forked from."""
    shared: Callable[[], dict[str, int]]
    """Hub, proxy and the like, by name."""
    start_ahead: Callable[[], float] | None = None
    """Has all pupils' servers started before they sign in; the seconds until all ran. None: they sign in first."""
    data: DataFolder | None = None
    """InnoLab's data folder."""


@dataclass(frozen=True)
class RunningHouse:
    """InnoLab as `innolab run` starts it."""

    data: DataFolder
    url: str
    supervisor: int


@contextmanager
def running_house(folder: Path) -> Iterator[RunningHouse]:
    """A house with its default settings, its data in `folder`."""
    data = DataFolder(folder / "var")
    port = free_ports(1)[0]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("INNOLAB_")}
    environment["INNOLAB_SETTINGS"] = str(folder / "innolab.toml")
    command = [sys.executable, "-m", "innolab_cli", "run", "--port", str(port), "--data", str(data.path)]
    with running(command, environment, folder) as house:
        wait_until(lambda: "InnoLab is ready at" in log_of(folder), house, folder)
        yield RunningHouse(data, f"http://127.0.0.1:{port}", house.pid)


@contextmanager
def innolab(pupils: int, folder: Path) -> Iterator[Side]:
    """A house with a class of pupils."""
    with running_house(folder) as house:
        data = house.data
        portal = json.loads(data.portal_config.read_text())
        people = seeded(data, pupils)
        yield Side(
            name="innolab",
            url=house.url,
            pupils=people,
            hub_api=portal["hub_api_url"],
            hub_token=portal["hub_api_token"],
            servers=lambda: innolab_servers(data, house.supervisor),
            shared=lambda: named_processes(data),
            start_ahead=lambda: start_lessons(data, people),
            data=data,
        )


def seeded(data: DataFolder, pupils: int) -> list[dict[str, str]]:
    """Make the pupils beside the running portal."""
    people: list[dict[str, str]] = json.loads(at_portal(data, "make", str(pupils)))["pupils"]
    return people


def start_lessons(data: DataFolder, people: list[dict[str, str]]) -> float:
    """Start the lessons, and wait until the portal has had everybody's server started; the seconds that took."""
    at_portal(data, "start", *{pupil["lesson"] for pupil in people})
    began = time.monotonic()
    portal = json.loads(data.portal_config.read_text())
    servers = HubServers(portal["hub_api_url"], portal["hub_api_token"])
    for pupil in people:
        while servers.state(pupil["user"]) != ServerState.READY:
            if time.monotonic() - began > READY_WITHIN_S:
                raise BenchError("the servers were not started ahead")
            time.sleep(0.1)
    return time.monotonic() - began


def at_portal(data: DataFolder, *arguments: str, module: str = "benchmarks.seeding", told: str = "") -> str:
    """Have the seeding (or another module, told something) do its work beside the running portal; what it printed."""
    made = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        input=told,
        # The environment of what runs beside the portal.
        env={**os.environ, PORTAL_CONFIG_VARIABLE: str(data.portal_config)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        raise BenchError(f"{' '.join([module, *arguments])} did not get on:\n{made.stderr[-4000:]}")
    return made.stdout


def graders_of(data: DataFolder) -> int:
    """How many graders the house runs."""
    return sum(name.startswith("grader") for name in named_processes(data))


def named_processes(data: DataFolder) -> dict[str, int]:
    """The processes InnoLab's supervisor keeps running."""
    state: dict[str, dict[str, int]] = json.loads(data.state.read_text())
    return state["processes"]


def innolab_servers(data: DataFolder, supervisor: int) -> set[int]:
    """What runs for pupils, whoever started it: all of InnoLab but the shared processes and what is theirs."""
    named = named_processes(data)
    shared = {pid for name, pid in named.items() if not name.startswith("zygote")}
    workers = processes.below(pid for name, pid in named.items() if not name.startswith(("hub", "zygote")))
    return (processes.below({supervisor}) | set(marked_pids(data.path))) - shared - workers - {supervisor}


@contextmanager
def stock(pupils: int, folder: Path) -> Iterator[Side]:
    """JupyterHub, JupyterLab and Notebook as their documentation installs them."""
    port, hub_port, proxy_api_port = free_ports(3)
    url, password, token = f"http://127.0.0.1:{port}", secrets.token_urlsafe(), secrets.token_hex(32)
    names = [f"pupil-{number:03}" for number in range(1, pupils + 1)]
    given = {
        "url": url,
        "hub_port": hub_port,
        "proxy_api_port": proxy_api_port,
        "proxy_command": node_program("configurable-http-proxy"),
        "password": password,
        "token": token,
        "homes": str(make_homes(folder / "homes", names)),
        "jupyter_config": str(only_stock_extensions(folder / "jupyter")),
    }
    kept = {name: os.environ[name] for name in ("LANG", "LC_ALL", "TZ", "HOME") if name in os.environ}
    path = f"{Path(sys.executable).parent}{os.pathsep}{path_with_node()}"
    environment = {**kept, "PATH": path, "BENCH_STOCK": json.dumps(given)}
    command = [sys.executable, "-m", "jupyterhub", "-f", str(Path(__file__).with_name("stock_hub_config.py"))]
    with running(command, environment, folder) as hub:
        wait_until(lambda: is_open(url), hub, folder)
        proxy = processes.below({hub.pid})
        yield Side(
            name="stock",
            url=url,
            pupils=[{"user": name, "password": password} for name in names],
            hub_api=f"http://127.0.0.1:{hub_port}/hub/api",
            hub_token=token,
            servers=lambda: processes.below({hub.pid}) - proxy,
            shared=lambda: {"hub": hub.pid, **{f"proxy-{pid}": pid for pid in proxy}},
        )


def is_open(url: str) -> bool:
    """Whether the hub answers through its proxy, whose route to it comes last."""
    try:
        return httpx.get(f"{url}/hub/health", timeout=2, trust_env=False).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False


def make_homes(homes: Path, names: Sequence[str]) -> Path:
    """A home for each, with the activity's release in it."""
    module = load_module(ROOT / "courses" / MODULE)
    activity = next(each for each in module.activities if each.slug == MODULE)
    release, _source = build_zips(module, activity)
    for name in names:
        (homes / name).mkdir(parents=True)
        with zipfile.ZipFile(BytesIO(release)) as archive:
            archive.extractall(homes / name)
    return homes


def only_stock_extensions(folder: Path) -> Path:
    """A configuration that switches off what this environment holds beside JupyterLab and Notebook."""
    enabled = Path(sys.prefix) / "etc" / "jupyter" / "jupyter_server_config.d"
    found: dict[str, bool] = {}
    for file in enabled.glob("*.json"):
        found |= json.loads(file.read_text()).get("ServerApp", {}).get("jpserver_extensions", {})
    others = {name: False for name in found if name not in STOCK_EXTENSIONS}
    (folder / "labconfig").mkdir(parents=True)
    config = {"ServerApp": {"jpserver_extensions": others}}
    (folder / "jupyter_server_config.json").write_text(json.dumps(config))
    page = {"disabledExtensions": dict.fromkeys(OTHER_LAB_EXTENSIONS, True)}
    (folder / "labconfig" / "page_config.json").write_text(json.dumps(page))
    return folder


@contextmanager
def running(command: list[str], environment: dict[str, str], folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process that writes to `folder`/out.log; afterwards it and everything below it is ended."""
    with (folder / "out.log").open("wb") as log:
        process = subprocess.Popen(
            command,
            env=environment,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        started = processes.below({process.pid})
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=90)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        processes.end(started & set(processes.parents()))


def wait_until(ready: Callable[[], bool], process: subprocess.Popen[bytes], folder: Path) -> None:
    """Wait for a side; raises BenchError with the end of its log when it does not come."""
    deadline = time.monotonic() + READY_WITHIN_S
    while not ready():
        if process.poll() is not None or time.monotonic() > deadline:
            tail = "\n".join(log_of(folder).splitlines()[-20:])
            raise BenchError(f"it did not start. The end of its log:\n{tail}")
        time.sleep(0.1)


def log_of(folder: Path) -> str:
    """What a side has said so far."""
    return (folder / "out.log").read_text(errors="replace")
