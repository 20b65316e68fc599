"""What a person's server does with kernels, each told in a server forked from the zygote: `sys.argv` names the story."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any

import nbformat
import pytest
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import KernelProvisionerFactory
from jupyter_prefork.errors import PreforkError, ZygoteAway
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError
from traitlets.config import Config

PATIENCE = 20
HOME = Path.home()
RUNTIME = Path(os.environ.get("JUPYTER_RUNTIME_DIR", "/"))


STORIES: dict[str, Callable[[], Coroutine[Any, Any, None]]] = {}


def story(told: Callable[[], Coroutine[Any, Any, None]]) -> Callable[[], Coroutine[Any, Any, None]]:
    """Something a test can have told by its name."""
    STORIES[told.__name__] = told
    return told


def main() -> None:
    """Tell the story."""
    asyncio.run(asyncio.wait_for(STORIES[sys.argv[1]](), 100))


@contextlib.asynccontextmanager
async def kernel(manager: AsyncKernelManager | None = None, **keywords: Any) -> AsyncIterator[Kernel]:
    """A kernel of its own, shut down afterwards."""
    manager = manager or AsyncKernelManager()
    await manager.start_kernel(**keywords)
    started = Kernel(manager)
    try:
        await started.client.wait_for_ready(PATIENCE)
        yield started
    finally:
        started.client.stop_channels()
        if manager.has_kernel:
            await manager.shutdown_kernel(now=True)


class Kernel:
    """A manager and its client."""

    def __init__(self, manager: Any) -> None:
        self.manager = manager
        self.client = manager.client()
        self.client.start_channels()
        self.folder = Path(manager.connection_file).parent

    async def run(self, code: str) -> str:
        """What code prints, or the name of the error it raises."""
        printed: list[str] = []

        def hear(message: dict[str, Any]) -> None:
            if message["msg_type"] == "stream" and message["content"]["name"] == "stdout":
                printed.append(message["content"]["text"])

        reply = await self.client.execute_interactive(code, timeout=PATIENCE, output_hook=hear, allow_stdin=False)
        content = reply["content"]
        return content["ename"] if content["status"] == "error" else "".join(printed).strip()

    async def value(self, expression: str) -> Any:
        return json.loads(await self.run(f"import json, os\nprint(json.dumps({expression}))"))


async def until(happened: Any) -> None:
    """Wait until something is so."""
    end = time.monotonic() + PATIENCE
    while not happened():
        if time.monotonic() > end:
            raise TimeoutError
        await asyncio.sleep(0.05)


@story
async def runs_cells_and_leaves_nothing() -> None:
    async with kernel() as one:
        assert await one.run("print(1 + 1)") == "2"
        assert await one.run("1 / 0") == "ZeroDivisionError"
        assert one.folder.parent == RUNTIME
        assert await one.manager.is_alive()
        await one.manager.shutdown_kernel()
        assert not one.manager.has_kernel
        assert not await one.manager.is_alive()
        assert list(RUNTIME.glob("k-*")) == []


@story
async def is_interrupted() -> None:
    async with kernel() as one:
        for code in ("import time\ntime.sleep(60)", "while True: pass"):
            running = asyncio.ensure_future(one.run(code))
            await asyncio.sleep(0.7)
            assert not running.done()
            await one.manager.interrupt_kernel()
            assert await asyncio.wait_for(running, 5) == "KeyboardInterrupt"
        assert await one.run("print('goes on')") == "goes on"


@story
async def is_restarted() -> None:
    async with kernel() as one:
        before = one.manager.get_connection_info()
        for now in (False, True):
            children = {one.manager.provisioner.child}
            await one.run("kept = 1")
            await one.manager.restart_kernel(now=now)
            await one.client.wait_for_ready(PATIENCE)
            children.add(one.manager.provisioner.child)
            assert len(children) == 2
            assert await one.run("kept") == "NameError"
        assert one.manager.get_connection_info() == before


@story
async def says_goodbye_when_asked_to_shut_down() -> None:
    async with kernel() as one:
        await one.run(f"import atexit, pathlib\natexit.register(pathlib.Path({str(HOME / 'bye')!r}).touch)")
        await one.manager.shutdown_kernel()
    assert (HOME / "bye").exists()


@story
async def is_killed_when_it_does_not_listen() -> None:
    deaf = "import signal\nfor number in (2, 15): signal.signal(number, signal.SIG_IGN)"
    for now in (False, True):
        async with kernel(AsyncKernelManager(shutdown_wait_time=1)) as one:
            await one.run(deaf)
            running = asyncio.ensure_future(one.run("while True: pass"))
            await asyncio.sleep(0.5)
            began = time.monotonic()
            await one.manager.shutdown_kernel(now=now)
            assert time.monotonic() - began < (1 if now else 3)
            assert not one.folder.exists()
            running.cancel()


@story
async def ends_and_is_started_again_as_a_local_one() -> None:
    for code in ("import os\nos._exit(3)", "exit()", "import os\nos.abort()"):
        local, forked = [await restarts_after(code, f"{kind}-provisioner") for kind in ("local", "prefork")]
        assert forked == local == [1, "NameError"], code


async def restarts_after(code: str, provisioner: str) -> list[Any]:
    """How often a kernel is started again once this code has run, and whether it has forgotten."""
    KernelProvisionerFactory.instance().default_provisioner_name = provisioner
    managers = AsyncMappingKernelManager()
    name = await managers.start_kernel()
    restarts: list[int] = []
    managers.add_restart_callback(name, lambda: restarts.append(1))
    one = Kernel(managers.get_kernel(name))
    await is_ready(one)
    await one.run("kept = 1")
    one.client.execute(code)
    await until(lambda: restarts)
    await is_ready(one)
    found = [len(restarts), await one.run("kept")]
    one.client.stop_channels()
    await managers.shutdown_all(now=True)
    return found


async def is_ready(one: Kernel) -> None:
    """Wait for a kernel that may be starting again: meanwhile its heart does not beat, which a client takes for its end."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return await one.client.wait_for_ready(PATIENCE)
        except RuntimeError:
            if time.monotonic() > end:
                raise
            await asyncio.sleep(0.2)


@story
async def sees_nothing_of_its_neighbours() -> None:
    (RUNTIME / "jpserver-1.json").write_text('{"token": "secret"}')
    async with kernel() as one, kernel() as other:
        assert one.folder != other.folder
        assert await one.value(f"sorted(os.listdir({str(RUNTIME)!r}))") == [one.folder.name]
        assert await other.value(f"sorted(os.listdir({str(RUNTIME)!r}))") == [other.folder.name]
        theirs = str(other.folder / "kernel.json")
        assert await one.run(f"open({theirs!r})") == "FileNotFoundError"
        assert await one.value("os.getpid()") == await other.value("os.getpid()") == 1
        await one.manager.shutdown_kernel()
        assert await other.run("print('goes on')") == "goes on"


SECRETS = {"JUPYTERHUB_API_TOKEN": "t", "JPY_API_TOKEN": "t", "JPY_PARENT_PID": "1", "OWN_SECRET": "t"}


@story
async def gets_of_the_environment_what_is_named_or_added() -> None:
    os.environ.update(SECRETS)
    async with kernel() as bare:
        found = await bare.value("dict(os.environ)")
        assert found["HOME"] == str(HOME)
        assert found["PATH"] == os.environ["PATH"]
        assert not found.keys() & {*SECRETS, "PREFORK_SOCKET"}
    async with kernel(env={**os.environ, "JPY_SESSION_NAME": "a.ipynb", "ADDED": "1"}) as one:
        assert await one.value("[os.environ.get('ADDED'), os.environ.get('JPY_SESSION_NAME')]") == ["1", "a.ipynb"]
        assert not (await one.value("dict(os.environ)")).keys() & SECRETS.keys()
        # What the server has dropped meanwhile is no addition.
        for name in SECRETS:
            del os.environ[name]
        await one.manager.restart_kernel()
        await one.client.wait_for_ready(PATIENCE)
        assert not (await one.value("dict(os.environ)")).keys() & SECRETS.keys()


def kernelspec(name: str, **changes: Any) -> None:
    """A kernelspec of the person's own."""
    folder = HOME / ".local/share/jupyter/kernels" / name
    folder.mkdir(parents=True)
    spec = {"argv": ["python", "-m", "x"], "display_name": name, "language": "python"} | changes
    (folder / "kernel.json").write_text(json.dumps(spec))


@story
async def gets_the_environment_of_its_kernelspec_and_its_folder() -> None:
    kernelspec("mine", env={"FROM_SPEC": "yes", "WHERE": "${HOME}/x", "TOKEN": "${JUPYTERHUB_API_TOKEN}"})
    os.environ.update(SECRETS)
    (HOME / "work").mkdir()
    (HOME / "work" / "a.py").touch()
    async with kernel(AsyncKernelManager(kernel_name="mine"), cwd=str(HOME / "work")) as one:
        found = await one.value("[os.environ[name] for name in ('FROM_SPEC', 'WHERE', 'TOKEN')]")
        assert found == ["yes", f"{HOME}/x", "${JUPYTERHUB_API_TOKEN}"]
        assert await one.value("os.getcwd()") == str(HOME / "work")
        assert one.manager.resolve_path("a.py") == str(HOME / "work" / "a.py")
        assert one.manager.resolve_path("~/work/a.py") == str(HOME / "work" / "a.py")
        assert one.manager.resolve_path("b.py") is None


@story
async def is_refused_with_a_reason() -> None:
    kernelspec("otherwise", language="R")
    with pytest.raises(RuntimeError, match="only Python kernels are forked; otherwise needs"):
        await AsyncKernelManager(kernel_name="otherwise").start_kernel()
    with pytest.raises(PreforkError, match="No such file or directory: '/nowhere'"):
        await AsyncKernelManager().start_kernel(cwd="/nowhere")
    os.environ["JUPYTER_RUNTIME_DIR"] = str(RUNTIME / ("x" * 80))
    with pytest.raises(RuntimeError, match="too long for sockets: set JUPYTER_RUNTIME_DIR"):
        await AsyncKernelManager().start_kernel()


@story
async def serves_nbclient() -> None:
    def notebook(*cells: str) -> Any:
        return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])

    done = await NotebookClient(notebook("a = 20\nprint(a)", "a + 1")).async_execute()
    assert done.cells[0].outputs[0].text == "20\n"
    assert done.cells[1].outputs[0].data["text/plain"] == "21"
    with pytest.raises(CellExecutionError, match="ZeroDivisionError"):
        await NotebookClient(notebook("1 / 0")).async_execute()
    with pytest.raises(CellTimeoutError):
        await NotebookClient(notebook("while True: pass"), timeout=1).async_execute()
    assert list(RUNTIME.glob("k-*")) == []


@story
async def goes_on_when_the_zygote_is_killed() -> None:
    """The test kills it, and starts another, at the story's word."""
    async with kernel() as one:
        await one.run("kept = 1")
        (HOME / "kill").touch()
        await until((HOME / "killed").exists)
        assert await one.run("print(kept)") == "1"
        assert await one.manager.is_alive()
        second = AsyncKernelManager()
        starting = asyncio.ensure_future(second.start_kernel())
        interrupting = asyncio.ensure_future(one.manager.interrupt_kernel())
        await asyncio.sleep(1)
        assert not starting.done()
        assert not interrupting.done()
        (HOME / "start").touch()
        await starting
        await interrupting
        assert await one.manager.is_alive()
        other = Kernel(second)
        await other.client.wait_for_ready(PATIENCE)
        assert await other.run("print('here')") == "here"
        assert await one.run("print(kept)") == "1"
        other.client.stop_channels()
        for manager in (second, one.manager):
            await manager.shutdown_kernel()
            assert not await manager.is_alive()


@story
async def says_when_no_zygote_comes() -> None:
    os.environ["PREFORK_SOCKET"] = str(RUNTIME / "nothing")
    manager = AsyncKernelManager(config=Config({"PreforkProvisioner": {"wait_for_zygote": 0.5}}))
    with pytest.raises(ZygoteAway, match="no zygote answers at"):
        await manager.start_kernel()
