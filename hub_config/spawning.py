"""What a person's server is made of: lean for pupils, full for those who teach and write."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
NOTEBOOKS = HERE.parent / "notebooks"
FULL_SERVER_ROLES = {"role:teacher", "role:trainer", "role:operator"}


def prepare_server(spawner: Any) -> None:
    """JupyterHub's pre_spawn_hook: set the server by the person's role; whoever has none gets a pupil's."""
    roles = {group.name for group in spawner.user.groups} & FULL_SERVER_ROLES
    kind = "full" if roles else "pupil"
    home = Path(spawner.home_dir)
    home.mkdir(parents=True, exist_ok=True)
    spawner.notebook_dir = str(home)
    spawner.cmd = ["jupyterhub-singleuser"]
    # The local profile may be started by root, in a container or on a box of its own.
    spawner.args = ["--allow-root"]
    spawner.default_url = "/lab" if kind == "full" else "/innolab/"
    spawner.environment = {**spawner.environment, **environment_of(kind, home)}


def environment_of(kind: str, home: Path) -> dict[str, str]:
    """Where a server finds its configuration: before anything the person or the machine could set."""
    ours = HERE / "singleuser" / kind
    variables = {
        "JUPYTER_CONFIG_PATH": f"{ours}:{nbgrader_config_folder()}" if kind == "full" else str(ours),
        "JUPYTER_PATH": str(NOTEBOOKS / "share" / "jupyter"),
        "JUPYTER_NO_CONFIG": "",
        "JUPYTERHUB_SINGLEUSER_EXTENSION": "1",
        "MPLCONFIGDIR": str(home / ".cache" / "matplotlib"),
    }
    # A pupil's server reads no configuration from the home, where the pupil's own code can write.
    variables["JUPYTER_CONFIG_DIR"] = str(home / ".jupyter") if kind == "full" else str(ours)
    if kind == "pupil":
        variables["JUPYTERHUB_SINGLEUSER_APP"] = "jupyter_server.serverapp.ServerApp"
    return variables


def nbgrader_config_folder() -> Path:
    """The folder of nbgrader's configuration for InnoLab's exchange."""
    spec = importlib.util.find_spec("innolab_nbgrader")
    if spec is None or spec.origin is None:
        raise RuntimeError("innolab_nbgrader is not installed")
    return Path(spec.origin).parent / "etc"
