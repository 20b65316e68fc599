"""`python -m benchmarks.pupils.handing_in`: a line of JSON in, the pupils hand in, a line of JSON out.

In:  {"url", "pupils", "answers": {cell id: source}, "watch": [a command, see `benchmarks.results`]}
Out: {"one_by_one", "class": [{"user", "seconds", "passed", "not_passed", "error"}], "class_last_s", "cpu_s", "notes"}

Seconds from the moment the button is pressed until the result is in the portal; "class_last_s" from the class's first
press to its last result.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from asyncio.subprocess import PIPE, Process
from contextlib import AsyncExitStack
from typing import Any

from benchmarks.pupils.__main__ import open_activity, sign_in
from benchmarks.pupils.browser import Browser, PupilFailed
from benchmarks.pupils.innolab_pupil import InnolabPupil

WITHIN_S = 5
PATIENCE_S = 300
LINE_BYTES = 10_000_000


class Results:
    """The house's results, asked of `benchmarks.results`."""

    def __init__(self, watcher: Process) -> None:
        self._watcher = watcher
        self._seen: set[str] = set()

    async def new(self, number: int) -> dict[str, dict[str, Any]]:
        """So many results more than before, by pupil."""
        to_watcher, from_watcher = self._watcher.stdin, self._watcher.stdout
        assert to_watcher is not None
        assert from_watcher is not None
        to_watcher.write(f"{len(self._seen) + number}\n".encode())
        line = await asyncio.wait_for(from_watcher.readline(), PATIENCE_S)
        if not line:
            raise PupilFailed("the results did not come")
        found = {one["user"]: one for one in json.loads(line) if one["receipt"] not in self._seen}
        self._seen |= {one["receipt"] for one in found.values()}
        return found


async def main(job: dict[str, Any]) -> dict[str, Any]:
    """Sign in, open and solve the activity; hand in one after another, then all within five seconds."""
    async with AsyncExitStack() as stack:
        pupils = [
            InnolabPupil(await stack.enter_async_context(Browser(job["url"])), account) for account in job["pupils"]
        ]
        await asyncio.gather(*(get_ready(pupil) for pupil in pupils))
        watcher = await asyncio.create_subprocess_exec(*job["watch"], stdin=PIPE, stdout=PIPE, limit=LINE_BYTES)
        try:
            return await both_rounds(pupils, job["answers"], Results(watcher))
        finally:
            watcher.kill()
            await watcher.wait()


async def get_ready(pupil: InnolabPupil) -> None:
    """At the activity's page, its kernel running, as at a lesson's end."""
    await sign_in(pupil)
    await open_activity(pupil)


async def both_rounds(pupils: list[InnolabPupil], answers: dict[str, str], results: Results) -> dict[str, Any]:
    """First one pupil after another, the next when the result is there; then all, evenly over five seconds."""
    cpu = time.process_time()
    await asyncio.gather(*(pupil.save(answers) for pupil in pupils))
    one_by_one = []
    for pupil in pupils:
        pressed = {pupil.account["user"]: await press(pupil)}
        one_by_one += outcomes(pressed, await results.new(1))
    # What was handed in before would bring the receipt it had.
    await asyncio.gather(*(pupil.save({name: f"{text}\n" for name, text in answers.items()}) for pupil in pupils))

    async def in_turn(place: int, pupil: InnolabPupil) -> tuple[str, float]:
        await asyncio.sleep(place * WITHIN_S / len(pupils))
        return pupil.account["user"], await press(pupil)

    pressed = dict(await asyncio.gather(*(in_turn(place, pupil) for place, pupil in enumerate(pupils))))
    found = await results.new(len(pupils))
    return {
        "one_by_one": one_by_one,
        "class": outcomes(pressed, found),
        "class_last_s": max(one["at"] for one in found.values()) - min(pressed.values()),
        "cpu_s": time.process_time() - cpu,
        "notes": sorted({note for pupil in pupils for note in pupil.notes}),
    }


async def press(pupil: InnolabPupil) -> float:
    """Hand in; when the button was pressed."""
    pressed = time.time()
    await pupil.hand_in()
    return pressed


def outcomes(pressed: dict[str, float], found: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """How long each waited, and for what."""
    return [
        {
            "user": user,
            "seconds": found[user]["at"] - at,
            "passed": found[user]["passed"],
            "not_passed": found[user]["not_passed"],
            "error": found[user]["failed"],
        }
        for user, at in pressed.items()
    ]


if __name__ == "__main__":
    print(json.dumps(asyncio.run(main(json.loads(sys.stdin.readline())))), flush=True)
