"""The data folder of one InnoLab: what stands where, and that only one run uses it."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import socket
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hub_config.deployment import PORTAL_PREFIX, Deployment, Ports, keep_secrets, write_private
from hub_config.prefork import to_toml, zygote_config
from hub_config.settings import Settings
from innolab_cli.words import _

ROOT = Path(__file__).resolve().parents[3]
FIRST_PORT_FOR_ALL, LAST_PORT = 1024, 65535


class StartError(Exception):
    """Something that stops a command; its text tells the operator what to do."""


@dataclass(frozen=True)
class DataFolder:
    """Paths below the data folder."""

    path: Path

    @property
    def logs(self) -> Path:
        """Where each process writes its log."""
        return self.path / "logs"

    @property
    def run(self) -> Path:
        """What belongs to a running InnoLab."""
        return self.path / "run"

    @property
    def hub_config(self) -> Path:
        """What the hub's process reads."""
        return self.run / "hub.json"

    @property
    def portal_config(self) -> Path:
        """What the portal's processes read."""
        return self.run / "portal.json"

    @property
    def zygote_config(self) -> Path:
        """What the zygote reads."""
        return self.run / "zygote.toml"

    @property
    def state(self) -> Path:
        """Who runs here now: {"pid", "url", "processes"}."""
        return self.run / "innolab.json"

    @property
    def demo_accounts(self) -> Path:
        """The demo school's sign-ins."""
        return self.path / "demo-accounts.json"

    def make(self) -> None:
        """Make the folders that processes write to, closed to other users of the machine."""
        self.path.mkdir(parents=True, exist_ok=True)
        self.path.chmod(0o700)
        for name in ("logs", "run", "hub", "homes", "store", "gradebooks"):
            (self.path / name).mkdir(exist_ok=True)

    def read_state(self) -> dict[str, object] | None:
        """The state of the run that holds this folder now, or None."""
        if not self.in_use():
            return None
        try:
            state: dict[str, object] = json.loads(self.state.read_text())
        except (FileNotFoundError, json.JSONDecodeError):
            return None
        return state

    def in_use(self) -> bool:
        """Whether a run holds the folder."""
        try:
            with self.hold():
                return False
        except StartError:
            return True
        except FileNotFoundError:
            return False

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Hold the folder for one run; raises StartError when another has it."""
        handle = os.open(self.run / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise StartError(
                    _(
                        "InnoLab already runs with the data folder {folder}. Stop it first: ./innolab stop",
                        folder=self.path,
                    )
                ) from error
            yield
        finally:
            os.close(handle)


def new_deployment(settings: Settings) -> Deployment:
    """Settings with free ports and the folder's secrets, made when there are none."""
    folder = DataFolder(settings.data)
    folder.make()
    hub, portal, proxy_api = free_ports(3)
    return Deployment(
        settings=settings,
        ports=Ports(hub=hub, portal=portal, proxy_api=proxy_api),
        secrets=keep_secrets(folder.path / "secrets.json"),
    )


def free_ports(count: int) -> list[int]:
    """Ports free on loopback now; all are held until all are found, so that they differ."""
    sockets = [socket.socket() for _number in range(count)]
    try:
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
    finally:
        for one in sockets:
            one.close()


def refuse_taken_port(settings: Settings) -> None:
    """Raise StartError when we can't listen on the public port; it names one on which we can."""
    why = why_not_listen(settings.host, settings.port)
    if why is None:
        return
    after = range(max(settings.port + 1, FIRST_PORT_FOR_ALL), LAST_PORT + 1)
    other = next((port for port in after if why_not_listen(settings.host, port) is None), None) or free_ports(1)[0]
    if isinstance(why, PermissionError):
        told = _("Port {port} is kept for the machine's administrator. Choose another: ./innolab run --port {other}",
                 port=settings.port, other=other)  # fmt: skip
    else:
        told = _("Port {port} is in use by another program. Choose another: ./innolab run --port {other}",
                 port=settings.port, other=other)  # fmt: skip
    raise StartError(told) from why


def why_not_listen(host: str, port: int) -> OSError | None:
    """What keeps us from listening there; None when we can."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error
    return None


def save_configs(folder: DataFolder, deployment: Deployment) -> None:
    """Write what the hub and the portal read at their start."""
    deployment.save(folder.hub_config)
    write_private(folder.portal_config, json.dumps(portal_config(deployment)))
    write_private(folder.zygote_config, to_toml(zygote_config(deployment)))


@contextmanager
def runtime_folder(deployment: Deployment) -> Iterator[None]:
    """The folder of sockets, tokens and logs of servers, outside the data folder: made, and removed at the end.

    Raises:
        StartError: another user has one of that name.
    """
    folder = deployment.runtime
    folder.mkdir(mode=0o711, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise StartError(
            _("{folder} belongs to another user. Remove it, or choose another with TMPDIR.", folder=folder)
        )
    # Servers of other uids pass through on the way to what is their own.
    for path in (folder, folder / "p", folder / "ask"):
        path.mkdir(mode=0o711, exist_ok=True)
        path.chmod(0o711)
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def database_address(settings: Settings) -> str:
    """The portal's database, as the portal takes it."""
    return f"sqlite:///{settings.data / 'portal.sqlite3'}" if settings.database == "sqlite" else settings.database


def portal_config(deployment: Deployment) -> dict[str, object]:
    """The portal's configuration: only what it needs to know."""
    data, secrets = deployment.data, deployment.secrets
    return {
        "data_dir": str(data),
        "public_url": deployment.settings.public_url,
        "prefix": PORTAL_PREFIX,
        "database": database_address(deployment.settings),
        "secret_key": secrets.portal_secret_key,
        "name_key": secrets.name_key,
        "code_key": secrets.code_key,
        "oidc_private_key": secrets.oidc_private_key,
        "hub_client_secret": secrets.hub_client_secret,
        "hub_api_url": deployment.hub_api_url,
        "hub_api_token": secrets.portal_hub_token,
        "start_ahead_minutes": deployment.settings.start_ahead_minutes,
        "store_dir": str(data / "store"),
        "gradebook_dir": str(data / "gradebooks"),
        "zygote_socket": str(deployment.zygote_socket),
        "courses_dir": str(ROOT / "courses"),
    }
