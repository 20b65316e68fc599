"""An end of the lesson reaches open pages soon, for one request to the portal however many they are."""

import asyncio
import logging
import time

from innolab_exchange import AsyncExchangeClient
from innolab_player.folder import LessonFolder
from innolab_player.handlers import api
from innolab_player.watch import LessonWatch

from tests.innolab_player.fake_portal import TOKEN

STATE = "GET /services/portal/api/lessons/les1/state"


async def opening(browser, home):
    await browser.open()
    return LessonFolder(home, "les1")


async def test_an_open_page_hears_of_the_end_within_five_seconds(browser, portal, home):
    opened = await opening(browser, home)
    waiting = asyncio.create_task(browser.hear(known=opened.standing()))
    await asyncio.sleep(0.5)
    portal.state, ended = "closed", time.monotonic()
    assert (await waiting)["lesson"]["state"] == "closed"
    assert time.monotonic() - ended < 5


async def test_a_page_that_knows_less_than_we_is_told_at_once(browser, portal, home):
    await opening(browser, home)
    began = time.monotonic()
    assert (await browser.hear(known="planned|"))["lesson"]["state"] == "open"
    assert time.monotonic() - began < 1
    assert portal.asked.count(STATE) == 1  # at the opening


async def test_what_the_portal_said_after_progress_is_news_too(browser, portal, home):
    opened = await opening(browser, home)
    waiting = asyncio.create_task(browser.hear(known=opened.standing()))
    await asyncio.sleep(0.1)
    portal.state = "closed"
    await browser.save(current_step="smooth")
    assert (await waiting)["lesson"]["state"] == "closed"


async def test_without_news_it_answers_after_a_while(browser, home, monkeypatch):
    opened = await opening(browser, home)
    monkeypatch.setattr(api, "NEWS_WAIT_S", 0.3)
    known = opened.standing()
    assert (await browser.hear(known=known))["lesson"]["state"] == "open"


async def test_many_pages_cost_one_request_at_a_time_and_none_when_they_are_closed(browser, portal, home):
    opened = await opening(browser, home)
    async with AsyncExchangeClient(portal.url, TOKEN) as client:
        lessons = LessonWatch(client, logging.getLogger(), every_s=0.2)
        await asyncio.gather(*(lessons.wait(opened, opened.standing(), 0.9) for _ in range(20)))
        asked = portal.asked.count(STATE)
        assert 1 <= asked <= 5  # a slow machine asks less often
        await asyncio.sleep(0.5)
        assert portal.asked.count(STATE) <= asked + 1  # one was under way
        await lessons.stop()


async def test_with_the_portal_away_it_waits_and_says_what_it_knows(browser, portal, home, monkeypatch):
    opened = await opening(browser, home)
    monkeypatch.setattr(api, "NEWS_WAIT_S", 4)
    portal.stop()
    assert (await browser.hear(known=opened.standing()))["lesson"]["state"] == "open"
    portal.start()
