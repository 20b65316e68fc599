"""The line between a page and its kernel, without upstream's wait for acknowledgements.

A kernel answers with several small messages. With Nagle's algorithm, which Tornado leaves on, the second waits until
the receiver has acknowledged the first, and receivers take their time: 40 ms for each run of code.
"""

from __future__ import annotations

from typing import Any

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection


class PromptConnection(ZMQChannelsWebsocketConnection):
    """For `ServerApp.kernel_websocket_connection_class`: sends each message as soon as there is one."""

    def connect(self) -> Any:
        """Connect, with TCP_NODELAY on the line."""
        self.websocket_handler.set_nodelay(True)
        return super().connect()
