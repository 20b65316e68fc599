"""The settings a command goes by."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from hub_config.settings import Settings, load_settings
from innolab_cli.folder import ROOT


def read_settings(options: argparse.Namespace) -> Settings:
    """innolab.toml, the environment and the command line, in one."""
    file = Path(os.environ.get("INNOLAB_SETTINGS", ROOT / "innolab.toml"))
    given = getattr(options, "data", None)
    data = given.resolve() if given else None
    return load_settings(file, os.environ, port=getattr(options, "port", None), data=data)
