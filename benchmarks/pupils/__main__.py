"""`python -m benchmarks.pupils`: a line of JSON in, the pupils do it, a line of JSON out; then they stay until told.

In:  {"side", "url", "pupils", "task": "sign-in" | "one-plus-one" | "activity", "ahead", "hub_api", "hub_token"}
Out: {"last_s", "cpu_s", "pupils": [{"user", "seconds", "kernel_s", "error"}], "notes"}
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import aiohttp

from benchmarks.pupils.browser import Browser, Kernel, PupilFailed
from benchmarks.pupils.innolab_pupil import InnolabPupil
from benchmarks.pupils.stock_pupil import StockPupil

Pupil = InnolabPupil | StockPupil
PATIENCE_S = 300
TEXT, PICTURE = frozenset({"text/plain"}), frozenset({"image/png"})


@dataclass(frozen=True)
class Outcome:
    """How one pupil got on: when (time.monotonic), or why not."""

    pupil: Pupil
    at: float
    error: str | None


async def main(job: dict[str, Any]) -> None:
    """Sign in all, let the clock run, report, hold the lines open until standard input ends."""
    kind: type[Pupil] = InnolabPupil if job["side"] == "innolab" else StockPupil
    async with AsyncExitStack() as stack:
        pupils: list[Pupil] = [
            kind(await stack.enter_async_context(Browser(job["url"])), account) for account in job["pupils"]
        ]
        outcomes: list[Outcome] = []
        if job["task"] != "sign-in":
            outcomes = [outcome for outcome in await at_once(pupils, sign_in) if outcome.error]
            pupils = [pupil for pupil in pupils if pupil not in {outcome.pupil for outcome in outcomes}]
            if job["ahead"]:
                await start_ahead(job, [pupil.account["user"] for pupil in pupils])
        began, cpu = time.monotonic(), time.process_time()
        outcomes += await at_once(pupils, TASKS[job["task"]])
        print(json.dumps(report(outcomes, began, cpu)), flush=True)
        await asyncio.to_thread(sys.stdin.read)


async def at_once(pupils: list[Pupil], task: Callable[[Pupil], Awaitable[float]]) -> list[Outcome]:
    """All do the task at the same moment; who fails is told, not swallowed."""

    async def one(pupil: Pupil) -> Outcome:
        try:
            return Outcome(pupil, await asyncio.wait_for(task(pupil), PATIENCE_S), None)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is that pupil's outcome
            return Outcome(pupil, time.monotonic(), f"{type(error).__name__}: {error}")

    return await asyncio.gather(*(one(pupil) for pupil in pupils))


def report(outcomes: list[Outcome], began: float, cpu: float) -> dict[str, Any]:
    """What is told of the pupils."""
    return {
        "last_s": max((outcome.at - began for outcome in outcomes if outcome.error is None), default=None),
        "cpu_s": time.process_time() - cpu,
        "pupils": [
            {
                "user": outcome.pupil.account["user"],
                "seconds": outcome.at - began,
                "kernel_s": outcome.pupil.kernel_at and outcome.pupil.kernel_at - began,
                "error": outcome.error,
            }
            for outcome in outcomes
        ],
        "notes": sorted({note for outcome in outcomes for note in outcome.pupil.notes}),
    }


async def sign_in(pupil: Pupil) -> float:
    """Sign in; returns when the pupil was in."""
    await pupil.sign_in()
    return time.monotonic()


async def one_plus_one(pupil: Pupil) -> float:
    """From the click to 2; returns when it came."""
    kernel = await open_activity(pupil)
    await pupil.prepare(kernel, setup=False)
    return await kernel.run("1+1", wanted=TEXT)


async def activity(pupil: Pupil) -> float:
    """From the click through the activity's own cells to the first plot: setup, a table by pandas, the plot."""
    kernel = await open_activity(pupil)
    await pupil.prepare(kernel, setup=True)
    code = [cell["source"] for cell in await pupil.cells() if cell["role"] == "code"]
    drawing = next(index for index, source in enumerate(code) if "plot" in source)
    for source in code[:drawing]:
        await kernel.run(source)
    return await kernel.run(code[drawing], wanted=PICTURE)


async def open_activity(pupil: Pupil) -> Kernel:
    """Open the page and its kernel, and note when it answered."""
    kernel = await pupil.open()
    pupil.kernel_at = time.monotonic()
    return kernel


async def start_ahead(job: dict[str, Any], users: list[str]) -> None:
    """Have the hub start everybody's server, and wait until all are ready."""
    headers = {"Authorization": f"token {job['hub_token']}"}
    async with aiohttp.ClientSession(headers=headers) as session:

        async def start(user: str) -> None:
            url = f"{job['hub_api']}/users/{user}"
            async with session.post(f"{url}/server") as answer:
                if answer.status >= 400:
                    raise PupilFailed(f"starting ahead: {answer.status} {await answer.text()}")
            while True:
                async with session.get(url) as answer:
                    server = (await answer.json())["servers"].get("", {})
                if server.get("ready"):
                    return
                await asyncio.sleep(0.5)

        async with asyncio.timeout(PATIENCE_S):
            await asyncio.gather(*(start(user) for user in users))


TASKS: dict[str, Callable[[Pupil], Awaitable[float]]] = {
    "sign-in": sign_in,
    "one-plus-one": one_plus_one,
    "activity": activity,
}

if __name__ == "__main__":
    asyncio.run(main(json.loads(sys.stdin.readline())))
