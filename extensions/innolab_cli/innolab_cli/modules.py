"""`./innolab module publish`: put a module folder into the library."""

from __future__ import annotations

from pathlib import Path

from hub_config.settings import Settings
from innolab_cli.folder import DataFolder, StartError, new_deployment, save_configs
from innolab_cli.running import manage
from innolab_cli.words import LANGUAGE, _


def publish(settings: Settings, module: Path) -> int:
    """Publish a module, whether or not InnoLab runs now."""
    if not (module / "module.toml").is_file():
        raise StartError(_("{folder} is not a module: it has no module.toml.", folder=module))
    folder = DataFolder(settings.data)
    if not folder.portal_config.exists():
        folder.make()
        save_configs(folder, new_deployment(settings))
        manage(folder, "setup")
    manage(folder, "publish", str(module.resolve()), "--language", LANGUAGE, show=True)
    return 0
