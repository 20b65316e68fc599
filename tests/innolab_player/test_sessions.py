"""The Python of a notebook starts with the page's frame, and there is one however many ask for it."""

import asyncio
import json

import pytest
from innolab_player.sessions import OneSessionPerNotebook, have_python
from tornado.httpclient import HTTPClientError

RELEASE = "GET /services/portal/api/lessons/les1/release"
PATIENCE_S = 20


async def kernels(jp_fetch):
    return json.loads((await jp_fetch("api", "kernels")).body)


async def started(jp_fetch):
    async with asyncio.timeout(PATIENCE_S):
        while not (found := await kernels(jp_fetch)):
            await asyncio.sleep(0.05)
    return found


async def test_the_page_its_script_and_another_tab_get_one_python_and_one_release(browser, jp_fetch, portal):
    page, opened, _ = await asyncio.gather(
        jp_fetch("innolab", "lesson", "les1"), browser.open(), jp_fetch("innolab", "lesson", "les1")
    )
    assert page.code == 200
    asked = json.dumps(
        {"path": opened["path"], "name": opened["path"], "type": "notebook", "kernel": {"name": opened["kernel"]}}
    )
    sessions = await asyncio.gather(*(jp_fetch("api", "sessions", method="POST", body=asked) for _ in range(2)))
    [kernel] = await kernels(jp_fetch)
    assert {json.loads(session.body)["kernel"]["id"] for session in sessions} == {kernel["id"]}
    assert portal.asked.count(RELEASE) == 1


async def test_the_page_alone_starts_it(jp_fetch):
    await jp_fetch("innolab", "lesson", "les1")
    assert len(await started(jp_fetch)) == 1


async def test_a_lesson_that_is_over_starts_none(browser, jp_fetch, jp_serverapp, portal):
    portal.state = "closed"
    await jp_fetch("innolab", "lesson", "les1")
    await browser.open()
    await asyncio.gather(*jp_serverapp.web_app.settings["innolab_player"]._begun)
    assert await kernels(jp_fetch) == []


async def test_the_page_comes_when_the_lesson_cannot(jp_fetch, portal):
    portal.stop()
    assert (await jp_fetch("innolab", "lesson", "les1")).code == 200
    with pytest.raises(HTTPClientError) as told:
        await jp_fetch("innolab", "api", "lessons", "les1")
    assert told.value.code == 503
    portal.start()


async def test_a_start_that_failed_is_tried_anew(jp_serverapp, browser, monkeypatch):
    await browser.open()
    sessions = jp_serverapp.session_manager
    assert isinstance(sessions, OneSessionPerNotebook)
    folder = jp_serverapp.web_app.settings["innolab_player"].folder("les1")

    async def fails(**_):
        raise OSError("no room for one more process")

    with monkeypatch.context() as changed:
        changed.setattr(sessions, "start_kernel_for_session", fails)
        with pytest.raises(OSError, match="no room"):
            await have_python(sessions, folder)
    await have_python(sessions, folder)
    assert await sessions.session_exists(folder.notebook_url_path)
