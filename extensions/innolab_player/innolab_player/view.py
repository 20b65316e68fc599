"""How a pupil's page looks, as the pupil chose it: kept in the home, so that it goes along to another device.

On the browser's own shelf the next pupil at a shared computer would find it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from innolab_player.errors import BadWork
from innolab_player.storage import read_json, write_json

SIZES = ("usual", "large", "largest")
SWITCHES = ("spacing", "font", "contrast", "dark", "still")


class ViewChoice:
    """The pupil's choice; empty until there is one."""

    def __init__(self, home: Path) -> None:
        self._file = home / ".innolab" / "view.json"

    def current(self) -> dict[str, Any]:
        """{"size", and for each switch whether it is on}."""
        chosen: dict[str, Any] = read_json(self._file, {})
        return chosen

    def choose(self, view: Any) -> None:
        """Keep it. Raises BadWork where it is no whole choice."""
        if not isinstance(view, dict) or view.get("size") not in SIZES:
            raise BadWork("view")
        switches = {name: view.get(name) for name in SWITCHES}
        if not all(isinstance(value, bool) for value in switches.values()):
            raise BadWork("view")
        self._file.parent.mkdir(parents=True, exist_ok=True)
        write_json(self._file, {"size": view["size"], **switches})
