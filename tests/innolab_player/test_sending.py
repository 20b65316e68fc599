"""Progress and hand-ins reach the portal, over cuts and restarts."""

import asyncio
import datetime as dt
import json
import logging

from innolab_exchange import AsyncExchangeClient
from innolab_player import handin
from innolab_player.folder import LessonFolder
from innolab_player.handin import HandInSender
from innolab_player.progress import ProgressSender

from tests.innolab_player.fake_portal import TOKEN

STEP = {"state": "trying", "tries": 1, "hints": 0, "since": "2026-11-24T08:00:00Z"}


async def until(true, seconds=30.0):
    """Wait for something that happens in the background."""
    for _ in range(int(seconds / 0.05)):
        if true():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("it did not happen")


async def test_step_states_go_to_the_portal_gathered_and_newest_first(browser, portal):
    await browser.open()
    for tries in (1, 2, 3):
        await browser.save(steps={"smooth": {**STEP, "tries": tries, "at": tries}}, current_step="smooth")
    await until(lambda: portal.progress)
    assert portal.progress == [{"current_step": "smooth", "steps": {"smooth": {**STEP, "tries": 3}}}]


async def test_typing_alone_sends_no_progress(browser, portal):
    await browser.open()
    await browser.write("smooth-code", "x", at=1)
    await asyncio.sleep(0.8)
    assert portal.progress == []


async def test_progress_waits_for_the_portal_to_come_back(browser, portal):
    await browser.open()
    portal.stop()
    await browser.save(steps={"smooth": {**STEP, "at": 1}}, current_step="smooth")
    await asyncio.sleep(0.8)
    portal.start()
    await until(lambda: portal.progress)
    assert portal.progress[-1]["steps"] == {"smooth": STEP}


async def test_a_lesson_ended_meanwhile_is_told_with_the_next_answer(browser, portal, home):
    await browser.open()
    portal.state = "closed"
    await browser.save(steps={"smooth": {**STEP, "at": 1}})
    await until(lambda: LessonFolder(home, "les1").standing().startswith("closed"))
    assert (await browser.save())["lesson"]["state"] == "closed"


async def test_a_hand_in_brings_a_receipt_and_the_very_file(browser, portal, home):
    await browser.open()
    await browser.write("conclude-answer", "Because.", at=1)
    state = await browser.hand_in()
    assert (state["state"], state["receipt"]["receipt"]) == ("received", "4F7K1")
    assert portal.handed_in == [(home / "lessons" / "les1" / "warming.ipynb").read_bytes()]
    assert (await browser.open())["hand_in"] == state
    assert not (home / "lessons" / "les1" / ".innolab" / "pending.ipynb").exists()


async def test_handing_in_the_same_twice_gives_the_same_receipt(browser, portal):
    await browser.open()
    first = await browser.hand_in()
    again = await browser.hand_in()
    assert first["receipt"]["receipt"] == again["receipt"]["receipt"]
    assert len(portal.handed_in) == 1


async def test_a_changed_work_can_be_handed_in_again(browser):
    await browser.open()
    await browser.hand_in()
    await browser.write("conclude-answer", "On second thoughts.", at=1)
    assert (await browser.hand_in())["receipt"]["receipt"] == "4F7K2"


async def test_a_closed_lesson_refuses_in_the_portals_words(browser, portal):
    await browser.open()
    portal.refusals["hand-ins"] = (409, "lesson_closed", "Tunti on päättynyt.")
    state = await browser.hand_in()
    assert (state["state"], state["code"], state["message"]) == ("refused", "lesson_closed", "Tunti on päättynyt.")


async def test_with_the_portal_away_the_hand_in_is_kept_and_sent_when_it_is_back(browser, portal, home):
    await browser.open()
    portal.stop()
    state = await browser.hand_in()
    assert (state["state"], state["code"]) == ("pending", "unreachable")
    portal.start()
    back_at = dt.datetime.now(dt.UTC)
    await until(lambda: handin.state(LessonFolder(home, "les1"))["state"] == "received")
    assert (await browser.call("GET", "lessons/les1/hand-in"))["state"] == "received"
    # It counts from when the button was pressed.
    assert portal.pressed_at[0] < back_at


async def test_a_portal_without_room_is_asked_again(browser, portal):
    await browser.open()
    portal.refusals["hand-ins"] = (507, "no_space", "Tila on lopussa. Työsi on tallessa.")
    state = await browser.hand_in()
    assert (state["state"], state["message"]) == ("pending", "Tila on lopussa. Työsi on tallessa.")
    portal.refusals.clear()
    await until(lambda: portal.handed_in)


async def test_a_hub_restarting_is_no_refusal(browser, portal):
    await browser.open()
    portal.token = "not yet known again"
    assert (await browser.hand_in())["state"] == "pending"
    portal.token = TOKEN
    await until(lambda: portal.handed_in)


async def test_what_was_pending_when_the_server_stopped_is_sent_at_the_next_start(browser, portal, home):
    await browser.open()
    portal.stop()
    await browser.save(steps={"smooth": {**STEP, "at": 1}})
    await browser.hand_in()
    ours = home / "lessons" / "les1" / ".innolab"
    pending = (ours / "pending.ipynb").read_bytes()
    pressed_at = json.loads((ours / "hand-in.json").read_text())["created_at"]
    portal.start()
    # A server of the next day: nothing in memory, only the home.
    folder = LessonFolder(home, "les1")
    client = AsyncExchangeClient(portal.url, TOKEN, "fi")
    progress, hand_ins = ProgressSender(client, logging.getLogger()), HandInSender(client, logging.getLogger())
    progress.resume([folder])
    hand_ins.resume([folder])
    await until(lambda: portal.handed_in and portal.progress)
    assert portal.handed_in[0] == pending
    assert portal.pressed_at[0].isoformat() == pressed_at
    await until(lambda: json.loads((ours / "hand-in.json").read_text())["state"] == "received")
    await progress.stop()
    await hand_ins.stop()
    await client.aclose()
