"""How Voilà shows an activity's app: our template, nothing from other hosts."""

from __future__ import annotations

from typing import Any

import voila.server_extension

from hub_config.singleuser.contents import AppFiles


def set_voila(c: Any) -> None:
    """Set Voilà as an extension of a person's server."""
    voila.server_extension.AllowListFileHandler = AppFiles
    c.VoilaConfiguration.template = "innolab"
    c.VoilaConfiguration.show_tracebacks = False
    c.VoilaConfiguration.allow_template_override = "NO"
    c.VoilaConfiguration.allow_theme_override = "NO"
    c.VoilaConfiguration.file_allowlist = [r".*\.(png|jpg|gif|svg|csv)"]
    # Of the lab's extensions an app needs the widgets only; each other one is another script to load.
    c.VoilaConfiguration.extension_allowlist = [
        "@jupyter-widgets/jupyterlab-manager",
        "@voila-dashboards/widgets-manager8",
    ]
    c.VoilaConfiguration.page_config_hook = without_foreign_hosts


def without_foreign_hosts(page_config: dict[str, Any], **_other: Any) -> dict[str, Any]:
    """Voilà's page_config_hook: by default MathJax comes from a delivery network; here, an empty script."""
    return {**page_config, "fullMathjaxUrl": "data:text/javascript,"}
