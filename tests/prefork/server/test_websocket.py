"""A kernel's answers are sent at once, not held until the browser has acknowledged the one before."""

from __future__ import annotations

import json
import socket

import pytest
from jupyter_prefork.websocket import PromptConnection
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from traitlets.config import Config

from hub_config.singleuser.kernels import set_kernels


@pytest.fixture
def jp_server_config():
    return {"ServerApp": {"kernel_websocket_connection_class": "jupyter_prefork.websocket.PromptConnection"}}


async def test_messages_to_the_page_wait_for_nothing(jp_fetch, jp_ws_fetch):
    started = await jp_fetch("api", "kernels", method="POST", allow_nonstandard_methods=True)
    kernel_id = json.loads(started.body)["id"]
    line = await jp_ws_fetch("api", "kernels", kernel_id, "channels")
    [connection] = [one for one in ZMQChannelsWebsocketConnection._open_sockets if one.kernel_id == kernel_id]
    assert isinstance(connection, PromptConnection)
    sent_through = connection.websocket_handler.ws_connection.stream.socket
    assert sent_through.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
    line.close()
    await jp_fetch("api", "kernels", kernel_id, method="DELETE")


def test_every_server_of_innolab_uses_it():
    config = Config()
    set_kernels(config)
    name = config.ServerApp.kernel_websocket_connection_class
    assert name == f"{PromptConnection.__module__}.{PromptConnection.__name__}"
