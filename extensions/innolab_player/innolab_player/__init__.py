"""The pupil's page: a jupyter_server extension and its front end."""

from typing import Any

from innolab_player.extension import PlayerExtension

__all__ = ["_jupyter_server_extension_points"]


def _jupyter_server_extension_points() -> list[dict[str, Any]]:
    """Where jupyter_server finds the extension."""
    return [{"module": "innolab_player", "app": PlayerExtension}]
