"""A JupyterHub whose servers and kernels are forks of the zygote of zygote.toml, beside this file."""

import tomllib
from pathlib import Path

from traitlets.config import get_config

zygote = tomllib.loads((Path(__file__).parent / "zygote.toml").read_text())
first, last = zygote["uids"]


def uid_of(spawner) -> int:
    """Each person's own uid."""
    uid = first + spawner.user.id
    if uid > last:
        raise ValueError("the zygote's range of uids is used up")
    return uid


c = get_config()
c.JupyterHub.spawner_class = "prefork"
c.PreforkSpawner.socket = zygote["socket"]
c.PreforkSpawner.home_template = "/srv/homes/{username}"
c.PreforkSpawner.runtime_template = "/run/prefork/p/{username}"
c.PreforkSpawner.uid = uid_of
c.PreforkSpawner.hands_on_socket = True
c.PreforkSpawner.environment = {
    # Servers start their kernels by the zygote too.
    "JUPYTER_DEFAULT_PROVISIONER_NAME": "prefork-provisioner",
    # Else Jupyter asks a dozen times for the name of the owner of its folder, which takes long in a sandbox.
    "JUPYTER_PREFER_ENV_PATH": "0",
}
c.PreforkSpawner.default_url = "/lab"
# Lessons go on while the hub is started again.
c.JupyterHub.cleanup_servers = False

# For trying out only: anybody gets in who knows this password.
c.JupyterHub.authenticator_class = "dummy"
c.DummyAuthenticator.password = "change-me"  # noqa: S105
c.Authenticator.allow_all = True
