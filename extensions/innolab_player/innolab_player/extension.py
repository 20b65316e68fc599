"""Hooking the player into a jupyter_server."""

from __future__ import annotations

from typing import Any

from jupyter_server.extension.application import ExtensionApp

from innolab_player.activity import Activity
from innolab_player.handlers import routes
from innolab_player.player import Player


class PlayerExtension(ExtensionApp):
    """The player as jupyter_server loads, starts and stops it."""

    name = "innolab_player"
    extension_url = "/innolab/"
    classes = [Player]

    def initialize_settings(self) -> None:
        """Make the one player of this home."""
        server: Any = self.serverapp
        self.player = Player(parent=server, log=server.log)
        self.settings["innolab_player"] = self.player
        self.activity = Activity(server.web_app.settings, self.player, server.kernel_manager)

    def initialize_handlers(self) -> None:
        """Add the player's routes."""
        self.handlers.extend(routes())

    async def _start_jupyter_server_extension(self, serverapp: Any) -> None:  # noqa: ARG002 - jupyter_server's hook
        """Carry on with what was unsent at the last stop."""
        await self.player.resume()
        self.activity.start()
        self.player.room.start()

    async def stop_extension(self) -> None:
        """End the senders; what is unsent stays in the home for the next start."""
        self.activity.stop()
        self.player.room.stop()
        await self.player.stop()
