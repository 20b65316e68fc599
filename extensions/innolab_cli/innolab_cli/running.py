"""`./innolab run`, `status` and `stop`."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress

import httpx
from jupyter_prefork.children import end_left
from jupyter_prefork.client import Client
from jupyter_prefork.errors import PreforkError

from hub_config.deployment import Deployment
from hub_config.settings import Settings
from innolab_cli.folder import DataFolder, StartError, new_deployment, refuse_taken_port, runtime_folder, save_configs
from innolab_cli.processes import PORTAL_CONFIG_VARIABLE, base_environment, plan_processes
from innolab_cli.stopping import StopSignal
from innolab_cli.supervisor import Supervisor, answers, end_marked
from innolab_cli.words import _

LOOK_EVERY_S = 0.5
STOP_PATIENCE_S = 30


def run(settings: Settings) -> int:
    """Start everything, keep it running, end it all on SIGINT, SIGTERM or SIGHUP."""
    stop = StopSignal()
    stop.listen()
    folder = DataFolder(settings.data)
    folder.make()
    with folder.hold():
        try:
            refuse_taken_port(settings)
            note_state(settings, folder, {})
            end_marked(folder.path)
            deployment = new_deployment(settings)
            with runtime_folder(deployment):
                end_left(deployment.zygote_state)
                save_configs(folder, deployment)
                supervise(deployment, folder, stop)
        finally:
            folder.state.unlink(missing_ok=True)
    say(_("Stopped. Everything is kept in {folder}", folder=folder.path))
    return 0


def supervise(deployment: Deployment, folder: DataFolder, stop: StopSignal) -> None:
    """Run the processes until a signal comes."""
    supervisor = Supervisor(data=folder.path, logs=folder.logs, say=say, stop=stop)
    try:
        plans = plan_processes(deployment, folder)
        # The others start while the portal's data is made ready.
        supervisor.launch([plan for plan in plans if PORTAL_CONFIG_VARIABLE not in plan.environment])
        prepare_portal(folder, demo=deployment.settings.demo_school, stop=stop)
        if not stop.came:
            say(_("Starting proxy, portal, grader and hub ..."))
            supervisor.start(plans)
        if not stop.came:
            wait_for_front_door(deployment, stop)
        if not stop.came:
            announce(deployment, folder, supervisor)
        while not stop.came:
            for name in supervisor.watch():
                note_state(deployment.settings, folder, supervisor.pids())
                if name == "proxy":
                    supervisor.wait_ready(name)
                    ask_hub(deployment, "POST", "proxy")
            time.sleep(LOOK_EVERY_S)
    finally:
        say(_("Stopping ..."))
        # Before the forks in which they run notebooks: a cell that is killed would count as the pupil's.
        supervisor.end("grader")
        stop_servers(deployment, supervisor)
        stop_forked(deployment)
        supervisor.stop()


def announce(deployment: Deployment, folder: DataFolder, supervisor: Supervisor) -> None:
    """Tell the operator, and other commands, that it runs."""
    note_state(deployment.settings, folder, supervisor.pids())
    # Not translated: scripts wait for these words.
    say(f"InnoLab is ready at {deployment.settings.public_url}")
    if folder.demo_accounts.exists():
        say(_("Sign-ins of the demo school: ./innolab demo accounts"))
    else:
        say(_("An operator's way in: ./innolab operator invite --email ... --name ..."))
    if missing := not_isolated(deployment):
        say(_("Warning: pupils' code is not fully isolated from this machine. What is missing:"))
        for sentence in missing:
            say(f"  {sentence}")


def not_isolated(deployment: Deployment) -> list[str]:
    """What this machine does not allow, in sentences; empty when kernels are as confined as they should be."""
    with suppress(PreforkError):
        status = asyncio.run(Client(str(deployment.zygote_socket)).status())
        return [str(sentence) for sentence in status["not_isolated"]["kernel"]]
    return []


def note_state(settings: Settings, folder: DataFolder, processes: dict[str, int]) -> None:
    """Write the state for `status` and `stop`, without processes until it is ready; a reader sees it whole."""
    state = {"pid": os.getpid(), "url": settings.public_url, "processes": processes}
    fresh = folder.state.with_suffix(".new")
    fresh.write_text(json.dumps(state))
    fresh.replace(folder.state)


def wait_for_front_door(deployment: Deployment, stop: StopSignal) -> None:
    """Wait until the portal answers through the proxy: the hub makes that route some moments after its start."""
    deadline = time.monotonic() + STOP_PATIENCE_S
    address = f"{deployment.settings.public_url}/services/portal/sign-in/"
    while not stop.came and time.monotonic() < deadline:
        with suppress(httpx.HTTPError):
            if httpx.get(address, timeout=2, trust_env=False).status_code == httpx.codes.OK:
                return
        time.sleep(0.1)
    if not stop.came:
        raise StartError(
            _("The portal does not answer at {url}. Logs: {logs}", url=address, logs=deployment.data / "logs")
        )


def stop_servers(deployment: Deployment, supervisor: Supervisor) -> None:
    """Have the hub end people's servers, saving as they go, and itself: it stops answering long before it is done."""
    if answers(f"{deployment.hub_api_url}/"):
        ask_hub(deployment, "POST", "shutdown", {"servers": True, "proxy": False})
        supervisor.wait_ended("hub", within_s=STOP_PATIENCE_S)


def stop_forked(deployment: Deployment) -> None:
    """Have the zygote end what the hub did not: it alone may, where these are not our uid's."""
    with suppress(PreforkError):
        asyncio.run(Client(str(deployment.zygote_socket)).stop_all())


def ask_hub(deployment: Deployment, method: str, path: str, body: dict[str, bool] | None = None) -> None:
    """Call the hub's API as the supervisor; a hub that is away is no reason to fail."""
    headers = {"Authorization": f"token {deployment.secrets.supervisor_hub_token}"}
    with suppress(httpx.HTTPError):
        httpx.request(
            method, f"{deployment.hub_api_url}/{path}", headers=headers, json=body, timeout=10, trust_env=False
        )


def prepare_portal(folder: DataFolder, *, demo: bool, stop: StopSignal) -> None:
    """Bring the database up to date; make the demo school on the first start. Told to stop, it breaks off."""
    # The last thing `setup` makes; the database may stand elsewhere.
    first = not (folder.run / "static").exists()
    if first:
        say(_("First start: making database and secrets in {folder}", folder=folder.path))
    manage(folder, "setup", stop=stop)
    if demo and not folder.demo_accounts.exists() and not stop.came:
        say(_("Making the demo school ..."))
        manage(folder, "seed_demo", "--accounts", str(folder.demo_accounts), stop=stop)


def manage(folder: DataFolder, *arguments: str, show: bool = False, stop: StopSignal | None = None) -> str:
    """Run a management command of the portal and return what it printed, unless shown. `stop` ends it half-way.

    Raises StartError with what it told of a failure.
    """
    output = None if show else subprocess.PIPE
    command = subprocess.Popen(
        [sys.executable, "-m", "innolab_portal", *arguments],
        env={**base_environment(folder.path), PORTAL_CONFIG_VARIABLE: str(folder.portal_config)},
        stdout=output,
        stderr=output,
        text=True,
        # Where we end it ourselves, Ctrl-C must not reach it first.
        start_new_session=stop is not None,
    )
    with command:
        while True:
            try:
                printed, problems = command.communicate(timeout=LOOK_EVERY_S)
                break
            except subprocess.TimeoutExpired:
                if stop and stop.came:
                    command.terminate()
    if command.returncode and not (stop and stop.came):
        raise StartError(_("{command} failed.", command=arguments[0]) + "\n" + (problems or ""))
    return printed or ""


def status(settings: Settings) -> int:
    """Tell whether InnoLab runs with this data folder; exit code 1 when not."""
    state = DataFolder(settings.data).read_state()
    if state is None:
        say(_("InnoLab does not run with the data folder {folder}", folder=settings.data))
        return 1
    processes = state["processes"]
    if not isinstance(processes, dict) or not processes:
        say(_("InnoLab is starting at {url} (process {pid})", url=state["url"], pid=state["pid"]))
        return 0
    say(_("InnoLab runs at {url} (process {pid})", url=state["url"], pid=state["pid"]))
    for name, pid in processes.items():
        say(f"  {name:<10} {pid}")
    return 0


def stop(settings: Settings) -> int:
    """End the InnoLab that runs with this data folder, and wait until it has ended."""
    folder = DataFolder(settings.data)
    state = folder.read_state()
    if state is None:
        return status(settings)
    os.kill(int(str(state["pid"])), signal.SIGTERM)
    deadline = time.monotonic() + STOP_PATIENCE_S + STOP_PATIENCE_S
    while folder.in_use() and time.monotonic() < deadline:
        time.sleep(0.1)
    if folder.in_use():
        raise StartError(_("InnoLab did not stop. Logs: {logs}", logs=folder.logs))
    say(_("Stopped. Everything is kept in {folder}", folder=folder.path))
    return 0


def say(text: str) -> None:
    """One line to the operator, at once. Where nobody reads any more, all goes on, and ends as it should."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
