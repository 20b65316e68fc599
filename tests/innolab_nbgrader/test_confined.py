"""A hand-in whose code reaches for what is not its own, graded for real: it gets nothing, and costs its step only."""

import os
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import pytest
from innolab_nbgrader.autograde import Verdict

from .conftest import outputs, verdicts

GOOD = "def double(x):\n    return x + x"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def tries(graded, source, pupil_of):
    """Grade good work in which one more cell tries something; gives what it printed."""

    def tries(code, **timeouts):
        pupil = pupil_of(source).writes("write", GOOD).writes("explore", code)
        result = graded(pupil, **timeouts)
        assert verdicts(result)["check-write"] == (Verdict.PASSED, 2.0)
        return "".join(output.get("text", output.get("ename", "")) for output in outputs(result, "explore"))

    return tries


@pytest.fixture
def data_folder():
    """A house's files, open to everybody, so that only the sandbox can keep them from being seen."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        for file in ("portal.sqlite3", "secrets.json", "gradebooks/7b.db", "store/ab/abcd", "run/portal.json"):
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).write_text("secret")
        yield folder


def test_the_houses_files_are_not_there(tries, data_folder, zygote_socket):
    paths = [str(path) for path in data_folder.rglob("*") if path.is_file()]
    assert len(paths) == 5
    looked_for = [*paths, zygote_socket, str(ROOT / "tests"), str(ROOT / "extensions" / "innolab_portal")]
    assert tries(f"import os\nprint([path for path in {looked_for!r} if os.path.lexists(path)])") == "[]\n"


def test_nor_can_they_be_written(tries, data_folder):
    spoil = f"""
import pathlib
for path in {[str(path) for path in data_folder.rglob("*") if path.is_file()]!r}:
    try:
        pathlib.Path(path).write_text("spoiled")
    except OSError as error:
        print(type(error).__name__)
"""
    assert tries(spoil) == "FileNotFoundError\n" * 5
    assert {path.read_text() for path in data_folder.rglob("*") if path.is_file()} == {"secret"}


def test_no_process_but_its_own_is_seen(tries):
    assert (
        tries("import os\nprint([name for name in os.listdir('/proc') if name.isdigit()], os.getpid())") == "['1'] 1\n"
    )


def test_nothing_of_the_tests_to_come_is_in_its_memory(tries):
    # What is looked for must not find itself.
    look = """
import re
found = []
maps = [line.split() for line in open("/proc/self/maps")]
with open("/proc/self/mem", "rb") as memory:
    for place, rights, *_ in maps:
        low, high = (int(end, 16) for end in place.split("-"))
        try:
            memory.seek(low)
            found += re.findall(rb"hidden forty[-]two", memory.read(high - low))
        except (OSError, OverflowError, ValueError):
            pass
print(len(maps) > 10, found)
"""
    assert tries(look) == "True []\n"


def test_no_network(tries):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        reach = f"""
import socket
for family, address in ((socket.AF_INET, ("127.0.0.1", {port})), (socket.AF_INET6, ("::1", {port}))):
    try:
        socket.socket(family).connect(address)
        print("reached")
    except OSError as error:
        print("refused")
"""
        assert tries(reach) == "refused\nrefused\n"


DAEMON = """
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.execvp("sleep", ["sleep", "{seconds}"])
    os._exit(0)
"""


def test_what_it_leaves_running_is_ended(tries):
    seconds = str(100_000 + os.getpid())
    assert tries(DAEMON.format(seconds=seconds)) == ""
    patience = time.monotonic() + 10
    while left := subprocess.run(["pgrep", "-f", f"sleep {seconds}"], capture_output=True, check=False).stdout:
        assert time.monotonic() < patience, left
        time.sleep(0.05)


EXCESSES = {
    "a fork bomb": "import os\nwhile True:\n    os.fork()",
    "threads without end": "import threading, time\nwhile True:\n    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()",
    "memory": "much = []\nwhile True:\n    much.append(bytearray(10**7))",
    "memory of many processes": "import os\nfor _ in range(20):\n    if os.fork() == 0:\n        much = bytearray(500_000_000)\n        os._exit(0)",
    "the disk": "with open('/tmp/fill', 'wb') as file:\n    while True:\n        file.write(bytes(10**6))",
    "a busy loop": "while True:\n    pass",
    "a death": "import ctypes\nctypes.string_at(0)",
}


@pytest.mark.parametrize("excess", EXCESSES.values(), ids=EXCESSES)
def test_an_excess_costs_its_step_only(tries, excess):
    tries(excess, cell_seconds=5)
