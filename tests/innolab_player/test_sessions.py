"""There is one Python for a notebook, however many ask for it, and one release for those who open it together."""

import asyncio
import json

import pytest
from innolab_player.sessions import OneSessionPerNotebook

RELEASE = "GET /services/portal/api/lessons/les1/release"


async def test_two_tabs_get_one_python_and_one_release(browser, phone, jp_fetch, portal):
    opened, _ = await asyncio.gather(browser.open(), phone.open())
    asked = json.dumps(
        {"path": opened["path"], "name": opened["path"], "type": "notebook", "kernel": {"name": opened["kernel"]}}
    )
    sessions = await asyncio.gather(*(jp_fetch("api", "sessions", method="POST", body=asked) for _ in range(2)))
    [kernel] = json.loads((await jp_fetch("api", "kernels")).body)
    assert {json.loads(session.body)["kernel"]["id"] for session in sessions} == {kernel["id"]}
    assert portal.asked.count(RELEASE) == 1


async def test_a_start_that_failed_is_tried_anew(jp_serverapp, browser, monkeypatch):
    opened = await browser.open()
    sessions = jp_serverapp.session_manager
    assert isinstance(sessions, OneSessionPerNotebook)

    async def fails(**_):
        raise OSError("no room for one more process")

    with monkeypatch.context() as changed:
        changed.setattr(sessions, "start_kernel_for_session", fails)
        with pytest.raises(OSError, match="no room"):
            await sessions.create_session(opened["path"])
    await sessions.create_session(opened["path"], name=opened["path"], type="notebook", kernel_name="python3")
    assert await sessions.session_exists(opened["path"])
