"""A pupil's code sees and signals its own processes only, and finds no token."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from .conftest import Two

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def test_sees_its_own_processes_only(two: Two):
    seen = two.kernel.value(
        "import os, subprocess\n"
        "mine = subprocess.Popen(['sleep', '60'])\n"
        "pids = [int(name) for name in os.listdir('/proc') if name.isdigit()]\n"
        "mine.kill()\n"
        "[os.getpid(), mine.pid, pids]"
    )
    own, started, pids = seen
    # The server asks a kernel of its own for nothing else.
    assert sorted(pids) == sorted({own, started})


def test_signals_nobody_elses_processes(two: Two):
    state = json.loads((two.house.data / "run" / "innolab.json").read_text())
    outside = [*state["processes"].values(), state["pid"], *two.house.forked("pupil"), *two.house.forked("kernel")]
    told = two.kernel.value(
        "import os, signal\n"
        "def tried(pid):\n"
        "    try:\n"
        "        os.kill(pid, 0)\n"
        "    except OSError as problem:\n"
        "        return type(problem).__name__\n"
        f"[tried(pid) for pid in {outside}]"
    )
    assert set(told) == {"ProcessLookupError"}


def test_a_signal_to_everybody_reaches_its_own_only(two: Two):
    before = json.loads((two.house.data / "run" / "innolab.json").read_text())["processes"]
    two.kernel.run(
        "import os, signal, subprocess\nsubprocess.run(['sh', '-c', 'kill -9 -1'])\nos.kill(-1, signal.SIGKILL)"
    )
    two.neighbour_works()
    assert json.loads((two.house.data / "run" / "innolab.json").read_text())["processes"] == before
    assert all(Path(f"/proc/{pid}").exists() for pid in before.values())


def test_finds_no_token_in_environment_or_proc(two: Two):
    secrets = list(secrets_of(two))
    found = two.kernel.value(
        "import os, pathlib\n"
        "def content(path):\n"
        "    try:\n"
        "        return path.read_bytes().decode('latin-1')\n"
        "    except OSError:\n"
        "        return ''\n"
        "said = [content(path) for path in pathlib.Path('/proc').glob('[0-9]*/environ')]\n"
        "said += [content(path) for path in pathlib.Path('/proc').glob('[0-9]*/cmdline')]\n"
        "[*said, *os.environ.keys(), *os.environ.values()]"
    )
    assert any("HOME" in each for each in found)
    assert [each for each in found for secret in secrets if secret in each] == []
    assert [each for each in found if "TOKEN" in each or "JUPYTERHUB" in each] == []


def test_no_secret_is_in_the_memory_of_a_kernel(two: Two):
    if os.geteuid():
        pytest.skip("only root may read the memory of a sandbox")
    own_word = two.kernel.value("word = 'mine-' + 'to-be-found'\nword")
    (kernel,) = [pid for pid in two.house.forked("kernel") if own_word.encode() in memory_of(pid)]
    memory = memory_of(kernel)
    assert [secret for secret in secrets_of(two) if secret.encode() in memory] == []


def secrets_of(two: Two) -> Iterator[str]:
    """What a kernel must not know."""
    for person in (two.pupil, two.neighbour):
        yield two.house.server_variable(person.user, "JUPYTERHUB_API_TOKEN")
    yield from (str(value) for value in vars(two.pupil.deployment.secrets).values())


def memory_of(pid: int) -> bytes:
    """All that a process could have written down."""
    parts = []
    with Path(f"/proc/{pid}/mem").open("rb") as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            place, rights, *_ = line.split()
            if rights.startswith("rw"):
                start, end = (int(each, 16) for each in place.split("-"))
                memory.seek(start)
                parts.append(memory.read(end - start))
    return b"".join(parts)
