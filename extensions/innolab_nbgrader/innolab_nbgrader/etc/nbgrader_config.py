"""nbgrader in a single-user server of InnoLab: the hub puts this folder on JUPYTER_CONFIG_PATH."""

from innolab_nbgrader.configuration import set_nbgrader

set_nbgrader(get_config())  # type: ignore[name-defined]  # noqa: F821 - traitlets gives config files this name
