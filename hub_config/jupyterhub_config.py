"""JupyterHub reads this file; it only assembles."""

import os
from pathlib import Path

from hub_config.configure import configure
from hub_config.database import tune_sqlite
from hub_config.deployment import HUB_CONFIG_VARIABLE, Deployment
from hub_config.spawning import wait_for_zygote

deployment = Deployment.load(Path(os.environ[HUB_CONFIG_VARIABLE]))
tune_sqlite()
wait_for_zygote(deployment.zygote_socket)
configure(get_config(), deployment)  # type: ignore[name-defined]  # noqa: F821  (JupyterHub gives it)
