"""What a pupil says in the lesson room reaches the portal, whatever is away meanwhile; the work is shown to who looks."""

import asyncio
import json

import pytest
from innolab_player.folder import LessonFolder
from innolab_player.handlers import room

ROOM = "lessons/les1/room"


async def until(holds, within_s=20.0):
    """Wait for what tasks of the server bring about."""
    async with asyncio.timeout(within_s):
        while not holds():
            await asyncio.sleep(0.05)


async def test_a_hand_is_up_at_the_portal_and_comes_down_again(browser, portal):
    await browser.open()
    raised = await browser.call("POST", ROOM, {"do": "raise", "step": "smooth"})
    assert raised["lesson"]["room"]["hand"] == {
        "step": "smooth",
        "raised_at": "2026-11-24T08:00:00Z",
        "seen_at": None,
    }
    lowered = await browser.call("POST", ROOM, {"do": "lower"})
    assert (lowered["lesson"]["room"]["hand"], portal.room["hand"]) == (None, None)
    assert lowered["lesson"]["standing"] != raised["lesson"]["standing"]


async def test_that_the_teacher_saw_it_is_news(browser, portal):
    await browser.open()
    raised = await browser.call("POST", ROOM, {"do": "raise", "step": ""})
    portal.room = {**portal.room, "hand": {**portal.room["hand"], "seen_at": "2026-11-24T08:01:00Z"}}
    heard = await browser.hear(known=raised["lesson"]["standing"])
    assert heard["lesson"]["room"]["hand"]["seen_at"] == "2026-11-24T08:01:00Z"


async def test_what_is_said_while_the_portal_is_away_is_sent_afterwards(browser, portal, home, monkeypatch):
    monkeypatch.setattr(room, "SENT_WAIT_S", 0.2)
    await browser.open()
    portal.stop()
    told = await browser.call("POST", ROOM, {"do": "raise", "step": "smooth"})
    assert told["lesson"]["room"]["hand"] == {"step": "smooth", "raised_at": None, "seen_at": None}
    idea = {"do": "idea", "key": "k-1", "kind": "better_task", "words": "Mitataan piha", "step": "smooth"}
    await browser.call("POST", ROOM, idea)
    assert [each["do"] for each in LessonFolder(home, "les1").unsent()] == ["raise", "idea"]
    portal.start()
    await until(lambda: portal.ideas)
    assert portal.room["hand"]["step"] == "smooth"
    assert portal.ideas == {"k-1": {"kind": "better_task", "words": "Mitataan piha", "step": "smooth"}}
    await until(lambda: not LessonFolder(home, "les1").unsent())


async def test_a_hand_that_came_down_before_it_was_sent_never_goes_up(browser, portal, home, monkeypatch):
    monkeypatch.setattr(room, "SENT_WAIT_S", 0.2)
    await browser.open()
    portal.stop()
    await browser.call("POST", ROOM, {"do": "raise", "step": ""})
    await browser.call("POST", ROOM, {"do": "lower"})
    assert LessonFolder(home, "les1").unsent() == [{"do": "lower"}]
    portal.start()


async def test_what_the_portal_refuses_is_not_said_again(browser, portal, home):
    await browser.open()
    portal.refusals["hand"] = (409, "not_open_now", "Not now.")
    told = await browser.call("POST", ROOM, {"do": "raise", "step": ""})
    assert told["lesson"]["room"]["hand"] is None
    assert LessonFolder(home, "les1").unsent() == []


async def test_a_note_that_was_read_is_gone(browser, portal):
    portal.room["notes"] = [{"id": 7, "text": "Katso riviä 6", "sent_at": "2026-11-24T08:00:00Z"}]
    opened = await browser.open()
    assert [note["text"] for note in opened["lesson"]["room"]["notes"]] == ["Katso riviä 6"]
    told = await browser.call("POST", ROOM, {"do": "read", "note": 7})
    assert (told["lesson"]["room"]["notes"], portal.room["notes"]) == ([], [])


async def test_work_goes_to_the_portal_only_while_somebody_looks(browser, portal):
    opened = await browser.open()
    await browser.write("smooth-code", "a = 1", at=1)
    assert portal.shown == []
    portal.room = {**portal.room, "watched": True}
    waiting = asyncio.create_task(browser.hear(known=opened["lesson"]["standing"]))
    assert (await waiting)["lesson"]["room"]["watched"]
    await until(lambda: portal.shown)
    await browser.write("smooth-code", "a = 23", at=2)
    await until(lambda: "a = 23" in str(json.loads(portal.shown[-1])["cells"]))


@pytest.mark.parametrize(
    "told",
    [
        "raise",
        {"do": "dance"},
        {"do": "raise"},
        {"do": "raise", "step": "x" * 61},
        {"do": "read", "note": "7"},
        {"do": "idea", "key": "k", "kind": "rude", "words": "", "step": ""},
        {"do": "idea", "key": "../k", "kind": "other", "words": "a", "step": ""},
        {"do": "idea", "key": "k", "kind": "other", "words": "x" * 1001, "step": ""},
    ],
)
async def test_what_is_nothing_to_say_is_refused(browser, told):
    await browser.open()
    assert (await browser.refused("POST", ROOM, told))[0] == 422
