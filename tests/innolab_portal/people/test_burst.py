"""A class at the bell: real processes, a real database file, thirty pupils at once from one address."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from innolab_portal.config import VARIABLE, PortalConfig

PUPILS = 30
ADDRESS = {"x-forwarded-for": "192.0.2.7"}


def free_port():
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return tried.getsockname()[1]


def write_config(folder, port):
    told = PortalConfig.for_tools().model_copy(
        update={
            "data_dir": folder,
            "database": f"sqlite:///{folder}/portal.sqlite3",
            "public_url": f"http://127.0.0.1:{port}",
            "store_dir": folder / "store",
            "gradebook_dir": folder / "gradebooks",
        }
    )

    def plain(value):
        return value.get_secret_value() if hasattr(value, "get_secret_value") else str(value)

    file = folder / "portal.json"
    file.write_text(json.dumps(dict(told), default=plain))
    return file


def run(*arguments, environ):
    subprocess.run([sys.executable, "-m", "innolab_portal", *arguments], env=environ, check=True, capture_output=True)


@contextmanager
def serving(port, environ, log):
    command = [
        *(sys.executable, "-m", "gunicorn", "innolab_portal.wsgi:application", "--bind", f"127.0.0.1:{port}"),
        *("--workers", "2", "--worker-class", "gthread", "--threads", "64", "--preload", "--no-control-socket"),
    ]
    with log.open("w") as out:
        process = subprocess.Popen(command, env=environ, stdout=out, stderr=out)
    try:
        wait_until_it_answers(f"http://127.0.0.1:{port}/services/portal/sign-in/")
        yield
    finally:
        process.terminate()
        process.wait(20)


def wait_until_it_answers(address):
    for _ in range(120):
        try:
            return httpx.get(address, timeout=60).raise_for_status()
        except httpx.TransportError:
            time.sleep(0.25)
    raise TimeoutError(address)


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    """A portal of its own with the demo school; gives its address, the sign-ins and its log."""
    tmp_path = tmp_path_factory.mktemp("portal")
    port = free_port()
    environ = {**os.environ, VARIABLE: str(write_config(tmp_path, port))}
    accounts = tmp_path / "demo.json"
    for command in (["migrate", "--skip-checks"], ["setup"], ["seed_demo", "--accounts", str(accounts)]):
        run(*command, environ=environ)
    with serving(port, environ, tmp_path / "portal.log"):
        yield f"http://127.0.0.1:{port}/services/portal/", json.loads(accounts.read_text()), tmp_path / "portal.log"


def sign_in(address, account):
    """As a browser does it: the page, its styles left out, then the form."""
    with httpx.Client(timeout=30, headers=ADDRESS) as browser:
        page = browser.get(f"{address}sign-in/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text).group(1)
        typed = {"class_code": account["class_code"], "code": account["code"], "csrfmiddlewaretoken": token}
        reply = browser.post(f"{address}sign-in/", data=typed)
        return reply.status_code, browser.get(f"{address}").headers.get("location")


@pytest.mark.slow
def test_thirty_pupils_sign_in_at_once_and_all_get_in(portal):
    address, accounts, log = portal
    pupils = [account for account in accounts if account["role"] == "pupil"][:PUPILS]
    assert len(pupils) == PUPILS
    began = time.monotonic()
    with ThreadPoolExecutor(PUPILS) as class_at_the_bell:
        replies = list(class_at_the_bell.map(lambda pupil: sign_in(address, pupil), pupils))
    took = time.monotonic() - began
    assert replies == [(302, "/services/portal/today/")] * PUPILS
    assert took < 10
    assert "Traceback" not in Path(log).read_text()


@pytest.mark.slow
def test_static_files_are_hashed_compressed_and_kept_by_browsers(portal):
    address, _, _ = portal
    page = httpx.get(f"{address}sign-in/", timeout=30).text
    sheet = re.search(r'href="([^"]*/innolab/base\.[0-9a-f]{12}\.css)"', page).group(1)
    reply = httpx.get(httpx.URL(address).join(sheet), headers={"accept-encoding": "gzip"})
    assert (reply.status_code, reply.headers["content-encoding"]) == (200, "gzip")
    assert "immutable" in reply.headers["cache-control"]
