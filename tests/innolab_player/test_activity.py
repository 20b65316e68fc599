"""What counts as use of a pupil's server, in a real jupyter_server with real kernels."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from jupyter_server.serverapp import ServerApp
from tornado.httpclient import AsyncHTTPClient

from tests.innolab_player.test_sending import until


@pytest.fixture(autouse=True)
def reports_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUPYTERHUB_ACTIVITY_INTERVAL", "0.2")


@pytest.fixture(autouse=True)
def started(reports_often: None, jp_asyncio_loop: Any, jp_serverapp: ServerApp) -> None:
    """The server as it is after its start, which the fixture of jupyter_server leaves out."""
    (extension,) = jp_serverapp.extension_manager.extension_apps["innolab_player"]
    jp_asyncio_loop.run_until_complete(extension._start_jupyter_server_extension(jp_serverapp))


@pytest.fixture
def kernels(jp_serverapp: ServerApp) -> Any:
    return jp_serverapp.kernel_manager


async def is_idle(server: ServerApp) -> bool:
    """Whether nothing is noted over several looks."""
    before = server.web_app.last_activity()
    await asyncio.sleep(0.6)
    return bool(server.web_app.last_activity() == before)


async def test_a_server_nobody_uses_is_idle(jp_serverapp: ServerApp):
    assert await is_idle(jp_serverapp)


async def test_a_page_that_asks_is_use(browser: Any, jp_serverapp: ServerApp):
    await browser.open()
    assert await is_idle(jp_serverapp)
    before = jp_serverapp.web_app.last_activity()
    await browser.look(0)
    assert jp_serverapp.web_app.last_activity() > before


async def test_a_stranger_who_asks_is_none(browser: Any, jp_serverapp: ServerApp):
    before = jp_serverapp.web_app.last_activity()
    address = f"{jp_serverapp.connection_url}innolab/api/lessons/les1/work"
    answer = await AsyncHTTPClient().fetch(address, raise_error=False)
    assert answer.code == 403
    assert jp_serverapp.web_app.last_activity() == before


async def test_a_running_cell_that_says_nothing_is_use_until_it_ends(jp_serverapp: ServerApp, kernels: Any):
    kernel_id = await kernels.start_kernel(kernel_name="python3")
    client = kernels.get_kernel(kernel_id).client()
    client.start_channels()
    await client.wait_for_ready()
    assert await is_idle(jp_serverapp)
    client.execute("import time; time.sleep(100)")
    await until(lambda: kernels.kernel_model(kernel_id)["execution_state"] == "busy")
    before = kernels.get_kernel(kernel_id).last_activity
    assert not await is_idle(jp_serverapp)
    assert kernels.get_kernel(kernel_id).last_activity > before
    await kernels.interrupt_kernel(kernel_id)
    await until(lambda: kernels.kernel_model(kernel_id)["execution_state"] == "idle")
    assert await is_idle(jp_serverapp)
    client.stop_channels()


async def test_a_kernel_with_a_page_is_in_use(jp_serverapp: ServerApp, kernels: Any, jp_ws_fetch: Any):
    kernel_id = await kernels.start_kernel(kernel_name="python3")
    page = await jp_ws_fetch("api", "kernels", kernel_id, "channels")
    await until(lambda: kernels.kernel_model(kernel_id)["connections"] == 1)
    before = kernels.get_kernel(kernel_id).last_activity
    assert not await is_idle(jp_serverapp)
    assert kernels.get_kernel(kernel_id).last_activity > before
    page.close()
    await until(lambda: kernels.kernel_model(kernel_id)["connections"] == 0)
    assert await is_idle(jp_serverapp)


async def test_a_hand_in_on_its_way_is_use_until_it_has_arrived(browser: Any, portal: Any, jp_serverapp: ServerApp):
    await browser.open()
    portal.stop()
    assert (await browser.hand_in())["state"] == "pending"
    assert not await is_idle(jp_serverapp)
    portal.start()
    await until(lambda: portal.handed_in)
    await until(lambda: not jp_serverapp.web_app.settings["innolab_player"].is_sending)
    assert await is_idle(jp_serverapp)


async def test_a_hand_in_of_before_the_last_stop_is_use_too(browser: Any, portal: Any, home: Any, jp_serverapp: Any):
    await browser.open()
    portal.stop()
    await browser.hand_in()
    player = jp_serverapp.web_app.settings["innolab_player"]
    await player.hand_ins.stop()
    assert json.loads((home / "lessons" / "les1" / ".innolab" / "hand-in.json").read_text())["state"] == "pending"
    assert await is_idle(jp_serverapp)
    await player.resume()
    assert not await is_idle(jp_serverapp)
    portal.start()
