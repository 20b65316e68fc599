"""What a person's server is made of: lean for pupils, full for those who teach and write."""

from __future__ import annotations

import importlib.util
import time
from pathlib import Path
from typing import Any

from jupyter_prefork.protocol import is_listening

HERE = Path(__file__).resolve().parent
NOTEBOOKS = HERE.parent / "notebooks"
FULL_SERVER_ROLES = {"role:teacher", "role:trainer", "role:operator"}


def prepare_server(spawner: Any) -> None:
    """JupyterHub's pre_spawn_hook: set the server by the person's role; whoever has none gets a pupil's."""
    roles = {group.name for group in spawner.user.groups} & FULL_SERVER_ROLES
    kind = "full" if roles else "pupil"
    home = Path(spawner.home_dir)
    spawner.entry = kind
    spawner.notebook_dir = str(home)
    spawner.default_url = "/lab" if kind == "full" else "/innolab/"
    spawner.environment = {**spawner.environment, **environment_of(kind, home)}
    if kind == "pupil":
        # A pupil's server runs nothing from the home, where the pupil's own code can write: no kernel's command line
        # and no template of Jupyter's data folder, no voila.py, which Voilà loads from the folder it is started in.
        spawner.start_folder = spawner.runtime_dir
        spawner.environment["JUPYTER_DATA_DIR"] = spawner.runtime_dir


def wait_for_zygote(path: Path, *, within_s: float = 20) -> None:
    """Wait until the zygote listens, or for a while.

    A hub that starts asks whether the servers it remembers still run. While the zygote can't say it takes them for
    running, and nobody can start theirs until two minutes later.
    """
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline and not is_listening(path):
        time.sleep(0.05)


def uid_of(uids: tuple[int, int], spawner: Any) -> int:
    """The uid of a person's server: the hub's number of the person, counted from the first of the range.

    Raises:
        ValueError: the range has no more.
    """
    first, last = uids
    uid = first + int(spawner.user.id)
    # The last is the grader's.
    if uid >= last:
        raise ValueError(f"no uid is left for {spawner.user.name}: the setting `uids` ends at {last}")
    return uid


def environment_of(kind: str, home: Path) -> dict[str, str]:
    """Where a server finds its configuration: before anything the person or the machine could set."""
    ours = HERE / "singleuser" / kind
    variables = {
        "JUPYTER_CONFIG_PATH": f"{ours}:{nbgrader_config_folder()}" if kind == "full" else str(ours),
        "JUPYTER_PATH": str(NOTEBOOKS / "share" / "jupyter"),
        "JUPYTER_NO_CONFIG": "",
        # As Jupyter would find out in a dozen places: by the name of the owner of its folder, 2 ms each in a sandbox.
        "JUPYTER_PREFER_ENV_PATH": "0",
        "MPLCONFIGDIR": str(home / ".cache" / "matplotlib"),
    }
    # A pupil's server reads no configuration from the home either.
    variables["JUPYTER_CONFIG_DIR"] = str(home / ".jupyter") if kind == "full" else str(ours)
    return variables


def nbgrader_config_folder() -> Path:
    """The folder of nbgrader's configuration for InnoLab's exchange."""
    spec = importlib.util.find_spec("innolab_nbgrader")
    if spec is None or spec.origin is None:
        raise RuntimeError("innolab_nbgrader is not installed")
    return Path(spec.origin).parent / "etc"
