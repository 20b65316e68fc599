"""jupyterhub-idle-culler reads this file; the rest stands on its command line."""

from hub_config.culling import IdleTwice

c = get_config()  # type: ignore[name-defined]  # noqa: F821  (traitlets gives it)
c.IdleCuller.cull_arbiter_hook = IdleTwice()
