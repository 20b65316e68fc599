"""JupyterHub's single-user server, on the socket that the spawner bound and handed on (`hands_on_socket`)."""

from __future__ import annotations

import socket

from jupyter_server.serverapp import ServerApp
from jupyterhub.singleuser.extension import JupyterHubSingleUser

from jupyter_prefork.child import FIRST_KEPT


class HandedServerApp(ServerApp):
    """A Jupyter server whose port is bound already."""

    def _find_http_port(self) -> None:
        """There is nothing to look for."""

    def _bind_http_server_tcp(self) -> bool:
        handed = socket.socket(fileno=FIRST_KEPT)
        handed.settimeout(0)
        self.http_server.add_socket(handed)
        return True


async def hub_is_there(_: JupyterHubSingleUser) -> None:
    """Ask nothing of the hub, in place of its version: it had this server forked a moment ago."""


# Not in a subclass: Jupyter takes the extension to load from the module of its class.
JupyterHubSingleUser.serverapp_class = HandedServerApp
JupyterHubSingleUser.check_hub_version = hub_is_there
main = JupyterHubSingleUser.launch_instance
