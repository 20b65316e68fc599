"""What the zygote of this deployment forks: people's servers, their kernels, and notebooks to be graded."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from hub_config.deployment import Deployment
from hub_config.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
EXTENSIONS = ROOT / "extensions"

NOTEBOOK_CPU_S = 600
"""Processor time of one process of a notebook's run; its own time limits are far below."""
SERVER_MODULES = [
    # Not jupyterhub.singleuser.app: it patches jupyter_server's handlers for good, and every page would fail.
    "jupyter_prefork.singleuser",
    "httpcore",
    "hub_config.singleuser.kernels",
    "hub_config.singleuser.voila_apps",
    "innolab_exchange",
    "innolab_player.extension",
    "voila.server_extension",
]


def zygote_config(deployment: Deployment) -> dict[str, Any]:
    """The zygote's configuration: keys and tables as jupyter_prefork.config explains them."""
    settings = deployment.settings
    python = [sys.prefix, sys.base_prefix]
    ask = str(deployment.zygote_socket.parent)
    server = {
        "call": "jupyter_prefork.singleuser:main",
        "asked_by": ["hub"],
        "network": True,
        "limits": {"memory_mb": 2048, "open_files": 4096, "file_mb": settings.kernel_file_mb},
    }
    pupil_rooms = room_paths("innolab_check", "innolab_exchange", "innolab_player", "innolab_stage", "prefork")
    full_rooms = [*pupil_rooms, *room_paths("innolab_modules", "innolab_nbgrader")]
    ours = [str(ROOT / "hub_config"), str(ROOT / "notebooks")]
    return {
        **uids(settings),
        "socket": str(deployment.zygote_socket),
        "state": str(deployment.zygote_state),
        "modules": [*SERVER_MODULES, "innolab_check", "innolab_stage"],
        # Imports what kernels need as well.
        "warm": ["jupyter_prefork.warm:server", "jupyter_prefork.warm:notebook"],
        "entries": {
            "pupil": {**server, "read_only": [*python, *pupil_rooms, *ours, ask]},
            "full": {**server, "read_only": [*python, *full_rooms, *ours, ask]},
            "kernel": {
                "call": "jupyter_prefork.kernel:main",
                "asked_by": ["pupil", "full"],
                "read_only": kernel_sees(),
                "limits": kernel_limits(settings),
            },
            "notebook": notebook_entry(settings),
        },
    }


def notebook_zygote_config(settings: Settings, folder: Path) -> dict[str, Any]:
    """A zygote's configuration that runs notebooks as the deployment's does, and nothing else; it lives in a folder."""
    return {
        **uids(settings),
        "socket": str(folder / "ask" / "socket"),
        "state": str(folder / "state"),
        "modules": ["innolab_check", "innolab_stage"],
        "warm": ["jupyter_prefork.warm:notebook"],
        "entries": {"notebook": notebook_entry(settings)},
    }


def notebook_entry(settings: Settings) -> dict[str, Any]:
    """Runs of whole notebooks, hand-ins above all, in a kernel's sandbox."""
    return {
        "call": "jupyter_prefork.notebook.kernel:main",
        # The graders: of the same user as the hub in this profile.
        "asked_by": ["hub"],
        "read_only": kernel_sees(),
        # Should a zygote end, nobody is left to stop a loop that it forked.
        "limits": {**kernel_limits(settings), "cpu_seconds": NOTEBOOK_CPU_S},
        **({"uid": settings.uids[1]} if os.geteuid() == 0 else {}),
    }


def kernel_sees() -> list[str]:
    """What code of pupils can read of this machine besides the system's own."""
    return [sys.prefix, sys.base_prefix, *room_paths("innolab_check", "innolab_stage", "prefork")]


def kernel_limits(settings: Settings) -> dict[str, int]:
    """What one kernel may use."""
    return {
        "memory_mb": settings.kernel_memory_mb,
        "processes": settings.kernel_processes,
        "open_files": 1024,
        "file_mb": settings.kernel_file_mb,
    }


def uids(settings: Settings) -> dict[str, list[int]]:
    """For root's zygote: the uids it may give."""
    return {"uids": list(settings.uids)} if os.geteuid() == 0 else {}


def room_paths(*rooms: str) -> list[str]:
    """The folders of these rooms of ours."""
    return [str(EXTENSIONS / room) for room in rooms]


def to_toml(content: dict[str, Any]) -> str:
    """A configuration as TOML; it holds strings, numbers, booleans, lists of them, and tables."""
    return "\n".join(lines_of(content, "")) + "\n"


def lines_of(table: dict[str, Any], name: str) -> list[str]:
    """The lines of one table: its own keys first, then the tables below it."""
    own = {key: value for key, value in table.items() if not isinstance(value, dict)}
    lines = [f"[{name}]"] if name and own else []
    # JSON's strings, numbers, booleans and lists are TOML's too.
    lines += [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in own.items()]
    for key, value in table.items():
        if isinstance(value, dict):
            lines += lines_of(value, f"{name}.{key}" if name else key)
    return lines
