"""Children of a real zygote: what they get, who may ask for them, and how they outlive it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import signal
import socket
import time
from pathlib import Path

import pytest
from jupyter_prefork import protocol
from jupyter_prefork.children import start_time
from jupyter_prefork.client import Client, Request
from jupyter_prefork.errors import PreforkError, Refused, UnknownChild, ZygoteAway
from jupyter_prefork.sandbox.cgroups import mounts

FIRST = 400_000
USER = 4321
ENTRIES = {
    name: {"call": f"entry_points:{name}"}
    for name in ("surroundings", "numbers", "sleep", "fail", "leave", "talk", "read_private")
}
pytestmark = pytest.mark.asyncio


@pytest.fixture(scope="module", params=["root", "unprivileged"])
def mode(request) -> str:
    if request.param == "root" and os.geteuid():
        pytest.skip("needs root")
    return request.param


@pytest.fixture(scope="module")
def running(zygote, mode, tmp_path_factory):
    """A zygote with all entries, as root with a range of uids, or as a user without rights."""
    keys = {"uids": [FIRST, FIRST + 99]} if mode == "root" else {}
    user = USER if mode == "unprivileged" and os.geteuid() == 0 else None
    asking = {
        "ask": {"call": "entry_points:ask", "sees_ask": True},
        "helper": {"call": "entry_points:let_a_process_of_its_own_ask", "sees_ask": True},
        "kernel": {"call": "entry_points:sleep", "asked_by": ["ask", "helper"]},
    }
    return zygote(entries=ENTRIES | asking, modules=["entry_points"], user=user, **keys)


@contextlib.contextmanager
def acting_as(user: int | None):
    """Who connects to a socket is who the process is at that moment."""
    before = os.geteuid()
    os.seteuid(before if user is None else user)
    try:
        yield
    finally:
        os.seteuid(before)


class OtherUsersClient(Client):
    """Asks as the user that the zygote runs as."""

    def __init__(self, running) -> None:
        super().__init__(running.socket)
        self.user = running.user

    @contextlib.asynccontextmanager
    async def connected(self):
        with contextlib.ExitStack() as acting:
            acting.enter_context(acting_as(self.user))
            async with super().connected() as connection:
                acting.close()
                yield connection


class House:
    """A caller with a folder for children."""

    def __init__(self, running, mode: str, uid: int | None) -> None:
        self.zygote = running
        self.client = Client(running.socket) if running.user is None else OtherUsersClient(running)
        self.uid = uid if mode == "root" else None
        self.homes = running.folder / "homes"

    def home(self, name: str = "home") -> str:
        return str(self.homes / name)

    async def fork(self, entry: str, *argv: str, home: str = "home", **changes) -> str:
        """Fork a child with a home of its own; gives its id."""
        where = self.home(home)
        request = {
            "argv": argv,
            "environment": {"GIVEN": "1"},
            "folder": where,
            "own": [where],
            "log": f"{where}/log",
            "uid": self.uid,
        } | changes
        child, _ = await self.client.fork(Request(entry=entry, **request))
        return child

    async def found(self, entry: str, *argv: str, **changes) -> dict:
        """What a child said before its end."""
        ended = await self.client.wait(await self.fork(entry, *argv, **changes))
        return json.loads(ended.tail.splitlines()[-1]) | {"exit": ended.exit}

    async def said(self, home: str) -> dict:
        """What a child that goes on has said."""
        log = Path(self.home(home)) / "log"
        for _ in range(200):
            if log.exists() and log.read_text().endswith("\n"):
                return json.loads(log.read_text().splitlines()[-1])
            await asyncio.sleep(0.02)
        raise AssertionError("it said nothing")

    def connect(self) -> socket.socket:
        """A connection of one's own."""
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        connection.settimeout(10)
        with acting_as(self.zygote.user):
            connection.connect(self.zygote.socket)
        return connection

    def pid(self, child: str) -> int:
        return next(found["pid"] for found in self.zygote.children() if found["id"] == child)


@pytest.fixture
def house(running, mode, request):
    name = re.sub(r"\W", "", request.node.name)
    house = House(running, mode, FIRST)
    house.homes = running.folder / "homes" / name
    make_homes(house)
    return house


def make_homes(house: House) -> None:
    house.homes.mkdir(parents=True)
    if house.zygote.user is not None:
        os.chown(house.homes, house.zygote.user, house.zygote.user)


@pytest.fixture
def simple(zygote):
    """A zygote of the test's own."""
    keys = {"uids": [FIRST, FIRST + 99]} if os.geteuid() == 0 else {}
    house = House(zygote(entries=ENTRIES, modules=["entry_points"], **keys), "root" if keys else "unprivileged", FIRST)
    make_homes(house)
    return house


async def test_a_child_starts_as_a_new_process_would(house, mode):
    found = await house.found("surroundings", "one", "two")
    user = house.uid if mode == "root" else USER
    assert found == {
        "exit": 7,
        "argv": ["entry_points:surroundings", "one", "two"],
        "environment": {"GIVEN": "1"},
        "folder": house.home(),
        "session": True,
        "descriptors": [0, 1, 2],
        "ignored": [],
        "interrupt": True,
        "mask": [],
        "umask": 0o077,
        "stdin": "",
        "threads": 1,
        "loop": False,
        "user": [user, user, found["user"][2]],
    }


async def test_no_two_children_draw_the_same_numbers(house):
    first, second = await house.found("numbers", home="a"), await house.found("numbers", home="b")
    assert [name for name in first if first[name] == second[name]] == ["exit"]


async def test_an_error_and_a_last_word_are_in_the_tail(house):
    failed = await house.client.wait(await house.fork("fail"))
    assert failed.exit == 1
    assert failed.tail.endswith("RuntimeError: this is how it went wrong\n")
    left = await house.client.wait(await house.fork("leave", home="other"))
    assert (left.exit, left.tail) == (1, "with a word\n")


async def test_what_only_the_child_may_know_never_is_in_the_zygotes_memory(house, running):
    secret = os.urandom(12).hex()
    found = await house.found("read_private", environment={"SECRET": secret})
    assert found["private"] == secret
    assert secret.encode() not in memory_of(running.pid)


def memory_of(pid: int) -> bytes:
    """All that a process can write to."""
    parts = []
    with Path(f"/proc/{pid}/mem").open("rb") as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            area, rights, *_ = line.split()
            if rights.startswith("rw"):
                start, end = (int(part, 16) for part in area.split("-"))
                memory.seek(start)
                parts.append(memory.read(end - start))
    return b"".join(parts)


async def test_a_child_answers_on_the_descriptor_sent_with_its_request(house):
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    private = protocol.private_part([], {})
    where = house.home()
    message = {"op": "fork", "entry": "talk", "own": [where], "folder": where, "uid": house.uid, "tie": True}
    with ours, theirs, house.connect() as connection:
        protocol.send(connection, message, [private, theirs.fileno()])
        child, _ = protocol.receive(connection)
        theirs.close()
        ours.send(b"hello")
        assert ours.recv(100) == b"HELLO"
    ended = await asyncio.wait_for(house.client.wait(child["id"]), 5)
    assert ended.exit == -signal.SIGKILL, "a tied child ends with the connection it was asked for on"


async def test_signals_reach_the_child_and_every_waiter_hears_of_its_end(house):
    child = await house.fork("sleep")
    assert await house.client.poll(child) is None
    waiters = [asyncio.ensure_future(house.client.wait(child)) for _ in range(3)]
    await house.said("home")
    await house.client.signal(child, signal.SIGINT)
    ends = await asyncio.wait_for(asyncio.gather(*waiters), 5)
    assert {ended.exit for ended in ends} == {1}
    assert "KeyboardInterrupt" in ends[0].tail
    assert (await house.client.poll(child)).exit == 1
    await house.client.signal(child, signal.SIGTERM)  # it has ended: nothing to do, no harm


async def test_thirty_at_once_are_all_forked(house):
    children = await asyncio.gather(*(house.fork("sleep", home=f"h{number}") for number in range(30)))
    assert len(set(children)) == 30
    for child in children:
        await house.client.signal(child, signal.SIGKILL)
    ends = await asyncio.wait_for(asyncio.gather(*map(house.client.wait, children)), 20)
    assert {ended.exit for ended in ends} == {-signal.SIGKILL}


@pytest.mark.parametrize(
    ("packet", "words"),
    [
        (b"no json", "not understood"),
        (b"[]", "not understood"),
        (b"{}", "unknown operation"),
        (b'{"op": "fork"}', "not understood: KeyError"),
        (b'{"op": "fork", "entry": "nothing"}', "no entry is called nothing"),
        (b'{"op": "fork", "entry": "sleep"}', "the private part is missing"),
        (b'{"op": "signal", "id": "x"}', "no child is called x"),
    ],
)
async def test_what_makes_no_sense_is_told_and_harms_nobody(house, packet, words):
    with house.connect() as connection:
        connection.send(packet)
        answer, _ = protocol.receive(connection)
    assert words in answer["error"]
    assert (await house.found("surroundings"))["exit"] == 7


async def test_a_client_that_never_reads_blocks_nobody(house):
    with house.connect() as connection:
        for _ in range(2000):
            with contextlib.suppress(OSError):
                connection.send(b'{"op": "status"}', socket.MSG_DONTWAIT)
        assert (await house.found("surroundings"))["exit"] == 7


async def test_an_unknown_child_is_told_from_one_that_ended(house):
    with pytest.raises(UnknownChild):
        await house.client.poll("sleep-0")


# Who may what


async def test_a_caller_names_a_uid_of_the_range_and_no_other(house, mode):
    if mode != "root":
        pytest.skip("an unprivileged zygote has one uid")
    for uid in (0, 1, FIRST - 1, FIRST + 100, None, "root"):
        with pytest.raises(Refused, match="range"):
            await house.fork("sleep", uid=uid)


async def test_a_folder_of_another_uid_is_refused(house, mode):
    if mode != "root":
        pytest.skip("an unprivileged zygote has one uid")
    await house.found("surroundings")
    with pytest.raises(PreforkError, match="does not belong"):
        await house.fork("sleep", uid=FIRST + 1)


async def test_links_on_the_way_to_a_folder_or_log_are_not_followed(house):
    await house.found("surroundings")
    Path(house.home("link")).symlink_to(house.home())
    with pytest.raises(PreforkError, match="link"):
        await house.fork("sleep", home="link")
    (Path(house.home()) / "elsewhere").symlink_to(Path(house.zygote.folder) / "config.toml")
    with pytest.raises(PreforkError):
        await house.fork("sleep", log=house.home() + "/elsewhere")
    with pytest.raises(PreforkError, match="plain absolute path"):
        await house.fork("sleep", own=[house.home() + "/../x"])


async def test_a_child_asks_for_what_it_may_and_its_own_folder_only(house):
    await house.fork("ask", house.zygote.socket, "kernel", house.home("a"), home="a")
    kernel = (await house.said("a"))["answer"]
    assert kernel.startswith("kernel-")
    await house.fork("ask", house.zygote.socket, "sleep", house.home("b"), home="b")
    assert (await house.said("b"))["answer"].startswith("refused: ask-")
    await house.fork("ask", house.zygote.socket, "kernel", house.home("a"), home="c")
    assert (await house.said("c"))["answer"] == "refused: a child may only give on what is its own"
    with pytest.raises(Refused):
        await house.client.poll(kernel)


async def test_what_a_child_starts_in_its_sandbox_may_not_ask(house):
    ended = await house.found("helper", house.zygote.socket, "kernel", house.home())
    assert ended["answer"] == "refused: a process in a sandbox may not ask"


async def test_kernels_end_with_the_server_that_asked_for_them(house):
    server = await house.fork("ask", house.zygote.socket, "kernel", house.home())
    kernel = house.pid((await house.said("home"))["answer"])
    await house.client.signal(server, signal.SIGKILL)
    await house.client.wait(server)
    await gone(kernel)


async def gone(pid: int) -> None:
    for _ in range(250):
        if not Path(f"/proc/{pid}").exists():
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"{pid} still runs")


# A zygote that goes and comes back


async def test_children_outlive_a_killed_zygote_and_the_next_one_takes_them_over(zygote, mode):
    if mode == "root":
        keys, user = {"uids": [FIRST, FIRST + 99]}, None
    else:
        keys, user = {}, USER if os.geteuid() == 0 else None
    first = zygote(entries=ENTRIES, modules=["entry_points"], user=user, **keys)
    house = House(first, mode, FIRST)
    make_homes(house)
    child = await house.fork("sleep")
    pid = house.pid(child)
    os.kill(first.pid, signal.SIGKILL)
    first.process.wait()
    with pytest.raises(ZygoteAway):
        await house.client.poll(child)
    first.start()
    assert await house.client.poll(child) is None
    waiting = asyncio.ensure_future(house.client.wait(child))
    await asyncio.sleep(0.1)
    await house.client.signal(child, signal.SIGKILL)
    assert (await asyncio.wait_for(waiting, 5)).exit is None, "how another zygote's child ended nobody can see"
    await gone(pid)


async def test_a_pid_taken_by_another_process_is_not_taken_for_the_child(simple):
    house, first = simple, simple.zygote
    child = await house.fork("sleep")
    first.process.send_signal(signal.SIGTERM)
    first.process.wait()
    os.kill(house.pid(child), signal.SIGKILL)
    # As if another process had the pid now.
    known = first.children()
    known[0] |= {"pid": os.getpid(), "started": start_time(os.getpid()) - 1}
    (first.folder / "state" / "children.json").write_text(json.dumps(known))
    first.start()
    with pytest.raises(UnknownChild):
        await house.client.signal(child, signal.SIGTERM)


async def test_children_written_down_by_another_version_are_taken_over(simple):
    house, first = simple, simple.zygote
    child = await house.fork("sleep")
    os.kill(first.pid, signal.SIGKILL)
    first.process.wait()
    known = [each | {"something_new": 1} for each in first.children()]
    (first.folder / "state" / "children.json").write_text(json.dumps(known))
    first.start()
    assert await house.client.poll(child) is None
    assert "something_new" not in first.children()[0]


async def test_the_next_zygote_sweeps_the_cgroups_of_children_that_ended_meanwhile(simple):
    house, first = simple, simple.zygote
    child = await house.fork("sleep")
    groups = cgroups_of(house.pid(child))
    if not groups:
        pytest.skip("no cgroups can be made here")
    for pid in (first.pid, house.pid(child)):
        os.kill(pid, signal.SIGKILL)
    first.process.wait()
    assert all(group.exists() for group in groups)
    first.start()
    assert not any(group.exists() for group in groups)


def cgroups_of(pid: int) -> list[Path]:
    """The folders of a child's own groups."""
    found = []
    mounted = [(path, options) for path, _, options in mounts()]
    for line in Path(f"/proc/{pid}/cgroup").read_text().splitlines():
        _, controllers, group = line.split(":", 2)
        if "/prefork-" in group:
            found += [
                path / group.lstrip("/") for path, options in mounted if controllers in options or not controllers
            ]
    return found


async def test_two_zygotes_never_share_a_state(simple):
    first = simple.zygote.process
    try:
        with pytest.raises(RuntimeError, match="another zygote is running"):
            simple.zygote.start()
    finally:
        simple.zygote.process = first


async def test_a_module_that_starts_a_thread_stops_the_start(zygote):
    with pytest.raises(RuntimeError, match="leave 2 threads running"):
        zygote(entries=ENTRIES, modules=["starts_a_thread"], uids=[FIRST, FIRST])


async def test_a_module_that_is_missing_stops_the_start_with_its_name(zygote):
    with pytest.raises(RuntimeError, match="no_such_module"):
        zygote(entries=ENTRIES, modules=["no_such_module"], uids=[FIRST, FIRST])


async def test_everything_is_stopped_at_the_callers_word(simple):
    house, first = simple, simple.zygote
    children = [await house.fork("sleep", home=str(number)) for number in range(3)]
    await house.client.stop_all()
    deadline = time.monotonic() + 5
    while first.children() and time.monotonic() < deadline:
        await asyncio.sleep(0.02)
    assert [(await house.client.poll(child)).exit for child in children] == [-signal.SIGKILL] * 3
