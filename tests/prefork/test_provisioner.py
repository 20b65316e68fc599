"""Kernels of a real server: each story runs in a server forked from the zygote, as root and without rights.

jupyter_client, jupyter_server and nbclient ship no tests of their own; what their managers promise is told here.
"""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import pytest

from .conftest import SEEN
from .kernel_stories import STORIES
from .test_zygote import FIRST, USER, House, make_homes

pytestmark = pytest.mark.asyncio
MODULES = [
    "ipykernel.kernelapp",
    "jupyter_client.ioloop",
    "jupyter_prefork.provisioner",
    "jupyter_server.services.kernels.kernelmanager",
    "nbclient",
    "pytest",  # not the stories themselves: they look at their surroundings when they are imported
]
ENTRIES = {
    "server": {
        "call": "kernel_stories:main",
        "network": True,
        "read_only": [*SEEN, str(Path(__file__).parent)],
        "sees_ask": True,
    },
    "kernel": {"call": "jupyter_prefork.kernel:main", "asked_by": ["server"], "read_only": SEEN},
}
WITH_A_KILL = "goes_on_when_the_zygote_is_killed"


@pytest.fixture(scope="module", params=["root", "unprivileged"])
def mode(request) -> str:
    if request.param == "root" and os.geteuid():
        pytest.skip("needs root")
    return request.param


@pytest.fixture(scope="module")
def house(zygote, mode):
    keys = {"uids": [FIRST, FIRST + 99]} if mode == "root" else {}
    user = USER if mode == "unprivileged" and os.geteuid() == 0 else None
    house = House(zygote(entries=ENTRIES, modules=MODULES, user=user, **keys), mode, FIRST)
    make_homes(house)
    return house


async def begin(house: House, story: str) -> str:
    """Have a server tell a story; gives its id."""
    home, runtime = house.home(story), house.home(f"r{list(STORIES).index(story)}")
    environment = {
        "HOME": home,
        "PATH": os.environ["PATH"],
        "JUPYTER_DEFAULT_PROVISIONER_NAME": "prefork-provisioner",
        "JUPYTER_RUNTIME_DIR": runtime,
        "PREFORK_SOCKET": house.zygote.socket,
    }
    keywords = {"folder": home, "own": [home, runtime], "log": f"{runtime}/log", "environment": environment}
    return await house.fork("server", story, **keywords)


@pytest.mark.parametrize("story", [name for name in STORIES if name != WITH_A_KILL])
async def test_a_kernel(house, story):
    ended = await house.client.wait(await begin(house, story))
    assert ended.exit == 0, ended.tail


async def test_a_kernel_goes_on_when_the_zygote_is_killed(house):
    server = await begin(house, WITH_A_KILL)
    home = Path(house.home(WITH_A_KILL))
    await exists(home / "kill")
    os.kill(house.zygote.pid, signal.SIGKILL)
    house.zygote.process.wait()
    (home / "killed").touch()
    await exists(home / "start")
    await asyncio.to_thread(house.zygote.start)
    ended = await house.client.wait(server)
    # How another zygote's child ended nobody can see; its log can.
    assert ended.exit is None
    assert "Traceback" not in ended.tail


async def exists(file: Path) -> None:
    for _ in range(1000):
        if file.exists():
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"{file} never came")
