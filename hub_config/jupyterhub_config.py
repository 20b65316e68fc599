"""JupyterHub reads this file; it only assembles."""

import os
from pathlib import Path

from hub_config.configure import configure
from hub_config.database import tune_sqlite
from hub_config.deployment import HUB_CONFIG_VARIABLE, Deployment

tune_sqlite()
configure(get_config(), Deployment.load(Path(os.environ[HUB_CONFIG_VARIABLE])))  # type: ignore[name-defined]  # noqa: F821  (JupyterHub gives it)
