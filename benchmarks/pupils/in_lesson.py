"""`python -m benchmarks.pupils.in_lesson`: a line of JSON in, pupils' servers and teachers' pages for a while, one out.

In:  {"url", "portal", "hub_port", "pupils", "boards": {lesson: session}, "cookie", "seconds"}
Out: {"seen_s": [...], "paused_s": [...], "lost", "failed", "requests", "notes"}

Every pupil's server and every page has connections of its own. The stand-in for the hub knows a token as its pupil's.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

ASKS_EVERY_S = 2.0
TELLS_EVERY_S = 30.0
BOARD_EVERY_S = 1.5
LAST_LOOKS_S = 20.0
ROW = re.compile(r'/pupils/(p-[\w-]+)/".*?</tr>', re.DOTALL)
TRIES = re.compile(r">(\d+)×<")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass
class Findings:
    """What was seen so far."""

    sent: dict[str, dict[int, float]] = field(default_factory=lambda: defaultdict(dict))
    """By pupil: when a number of tries was sent, as long as no board showed it."""
    last: dict[str, int] = field(default_factory=dict)
    seen_s: list[float] = field(default_factory=list)
    paused_at: dict[str, float] = field(default_factory=dict)
    paused_s: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    requests: int = 0

    def shown(self, user: str, tries: int) -> None:
        """A board shows so many tries of a pupil; a later number shows the earlier ones too."""
        now = time.monotonic()
        for number in [each for each in self.sent[user] if each <= tries]:
            self.seen_s.append(now - self.sent[user].pop(number))


def session(cookies: dict[str, str] | None = None) -> aiohttp.ClientSession:
    """Connections of one's own."""
    return aiohttp.ClientSession(
        cookies=cookies,
        cookie_jar=aiohttp.CookieJar(unsafe=True),
        connector=aiohttp.TCPConnector(limit=2),
        timeout=aiohttp.ClientTimeout(total=30),
    )


async def pupil(job: dict[str, Any], account: dict[str, str], steps: list[str], found: Findings, until: float) -> None:
    """A pupil's server: asks all the time, tells now and then."""
    api = f"{job['portal']}api/lessons/{account['lesson']}/"
    user, tries, heard = account["user"], 0, False
    await asyncio.sleep(random.random() * ASKS_EVERY_S)
    next_tell = time.monotonic() + random.random() * TELLS_EVERY_S
    async with session() as http:
        http.headers["Authorization"] = f"Bearer {user}"
        while (now := time.monotonic()) < until or (not heard and now < until + LAST_LOOKS_S):
            try:
                if next_tell <= now < until:
                    tries, next_tell = tries + 1, now + TELLS_EVERY_S
                    told = {step: {"state": "trying", "tries": tries, "hints": 0} for step in steps}
                    found.sent[user][tries], found.last[user] = now, tries
                    async with http.put(f"{api}progress", json={"current_step": steps[0], "steps": told}) as answer:
                        answer.raise_for_status()
                        await answer.read()
                    found.requests += 1
                async with http.get(f"{api}state") as answer:
                    answer.raise_for_status()
                    state = await answer.json()
                found.requests += 1
                if state["room"]["paused_at"] and not heard:
                    heard = True
                    found.paused_s.append(time.monotonic() - found.paused_at[account["lesson"]])
            except aiohttp.ClientError as error:
                found.failures.append(f"{user}: {error!r}")
            await asyncio.sleep(ASKS_EVERY_S)


async def board(job: dict[str, Any], lesson: str, found: Findings, until: float, pause_at: float) -> None:
    """A teacher's page: asks as its script does; once presses the button for eyes on the teacher."""
    place, etag, pressed = f"{job['url']}/services/portal/lessons/{lesson}/", "", False
    await asyncio.sleep(random.random() * BOARD_EVERY_S)
    async with session({job["cookie"]: job["boards"][lesson]}) as http:
        while (now := time.monotonic()) < until and not (now > until - LAST_LOOKS_S and settled(job, lesson, found)):
            try:
                headers = {"If-None-Match": etag} if etag else {}
                async with http.get(f"{place}board/?animals=1", headers=headers, allow_redirects=False) as answer:
                    if answer.status == 200:
                        etag = answer.headers["ETag"]
                        read(await answer.text(), found)
                    elif answer.status != 304:
                        found.failures.append(f"board {lesson}: {answer.status}")
                found.requests += 1
                if now >= pause_at and not pressed:
                    pressed = True
                    await press_pause(http, job, place, lesson, found)
            except aiohttp.ClientError as error:
                found.failures.append(f"board {lesson}: {error!r}")
            await asyncio.sleep(BOARD_EVERY_S)


def settled(job: dict[str, Any], lesson: str, found: Findings) -> bool:
    """Whether the board has shown all that its pupils did."""
    return not any(found.sent[each["user"]] for each in job["pupils"] if each["lesson"] == lesson)


def read(html: str, found: Findings) -> None:
    """Note how many tries the board shows of each pupil."""
    for row in ROW.finditer(html):
        if tries := TRIES.search(row[0].replace('<span class="visually-hidden">', "<")):
            found.shown(row[1], int(tries[1]))


async def press_pause(
    http: aiohttp.ClientSession, job: dict[str, Any], place: str, lesson: str, found: Findings
) -> None:
    """The button, with what guards its form."""
    async with http.get(place) as answer:
        token = TOKEN.search(await answer.text())
    assert token is not None
    found.paused_at[lesson] = time.monotonic()
    form = {"csrfmiddlewaretoken": token[1]}
    async with http.post(
        f"{place}pause/", data=form, headers={"Referer": place, "Origin": job["url"]}, allow_redirects=False
    ) as answer:
        if answer.status != 302:
            found.failures.append(f"pause {lesson}: {answer.status}")


async def whose(request: web.Request) -> web.Response:
    """The stand-in for the hub: a token is its pupil's name."""
    name = request.headers["Authorization"].split()[1]
    return web.json_response({"kind": "user", "name": name, "scopes": ["access:services!service=portal"]})


async def main(job: dict[str, Any]) -> dict[str, Any]:
    """All of them side by side."""
    app = web.Application()
    app.router.add_get("/hub/api/user", whose)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", job["hub_port"]).start()
    found, began = Findings(), time.monotonic()
    until = began + job["seconds"]
    steps = await steps_of(job)
    await asyncio.gather(
        *(pupil(job, account, steps, found, until) for account in job["pupils"]),
        *(board(job, lesson, found, until + LAST_LOOKS_S, began + job["seconds"] * 0.7) for lesson in job["boards"]),
    )
    await runner.cleanup()
    notes = [f"{len(found.failures)} requests failed, the first: {found.failures[0]}"] if found.failures else []
    notes.append(f"innolab: the pupils' and teachers' own process used {time.process_time():.1f} s of CPU")
    return {
        "seen_s": found.seen_s,
        "paused_s": found.paused_s,
        "lost": sum(map(len, found.sent.values())) + len(job["pupils"]) - len(found.paused_s),
        "failed": len(found.failures),
        "requests": found.requests,
        "notes": notes,
    }


async def steps_of(job: dict[str, Any]) -> list[str]:
    """The activity's steps, as a pupil's server is told them."""
    first = job["pupils"][0]
    async with session() as http:
        headers = {"Authorization": f"Bearer {first['user']}"}
        async with http.get(f"{job['portal']}api/lessons/{first['lesson']}", headers=headers) as answer:
            answer.raise_for_status()
            return [step["id"] for step in (await answer.json())["steps"]]


if __name__ == "__main__":
    print(json.dumps(asyncio.run(main(json.loads(sys.stdin.readline())))))
