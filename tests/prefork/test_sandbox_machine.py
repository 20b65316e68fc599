"""What is found out about a machine, and what is said about it."""

from __future__ import annotations

import dataclasses
import errno
import os
import resource
import socket
import time
from dataclasses import FrozenInstanceError

import pytest
from jupyter_prefork.sandbox import cgroups, seccomp
from jupyter_prefork.sandbox.enter import enter
from jupyter_prefork.sandbox.machine import Machine, look
from jupyter_prefork.sandbox.policy import Limits, Policy
from jupyter_prefork.sandbox.system import SandboxError

from .sandboxed import MODES, UIDS, files_beyond, in_sandbox, need, refused

PUPIL = Policy(
    network=False, read_only=(), tmp_mb=8, own_processes=True, limits=Limits(memory_mb=64, processes=20, open_files=100)
)
EVERYTHING = Machine(
    root=True,
    user_namespace=True,
    mount_namespace=True,
    pid_namespace=True,
    ipc_namespace=True,
    network_namespace=True,
    nested_user_namespace=True,
    seccomp=True,
    cgroup="v2",
    cgroup_controllers=frozenset({"memory", "pids"}),
)


def test_looking_is_quick_and_leaves_nothing_changed() -> None:
    look.cache_clear()
    namespaces = {name: os.readlink(f"/proc/self/ns/{name}") for name in os.listdir("/proc/self/ns")}
    began = time.process_time()
    found = look()

    assert time.process_time() - began < 0.2
    assert found.root == (os.geteuid() == 0)
    assert {name: os.readlink(f"/proc/self/ns/{name}") for name in os.listdir("/proc/self/ns")} == namespaces
    with pytest.raises(FrozenInstanceError):
        found.seccomp = False  # type: ignore[misc]


def test_a_machine_with_everything_isolates_everything() -> None:
    assert EVERYTHING.not_isolated(PUPIL) == []


@pytest.mark.parametrize(
    ("lacks", "said"),
    [
        ({"mount_namespace": False}, "read and write all files"),
        ({"pid_namespace": False}, "see and signal"),
        ({"ipc_namespace": False}, "shared memory"),
        ({"network_namespace": False}, "abstract Unix sockets"),
        ({"seccomp": False}, "system calls"),
        ({"nested_user_namespace": False, "cgroup_controllers": frozenset({"memory"})}, "limit of processes"),
        ({"cgroup": "none", "cgroup_controllers": frozenset()}, "Memory is limited for each"),
    ],
)
def test_what_a_machine_lacks_is_said_in_one_sentence(lacks: dict[str, object], said: str) -> None:
    (sentence,) = dataclasses.replace(EVERYTHING, **lacks).not_isolated(PUPIL)  # type: ignore[arg-type]
    assert said in sentence
    assert sentence.endswith(".")


def test_what_a_policy_does_not_ask_for_is_not_missed() -> None:
    server = dataclasses.replace(PUPIL, network=True, own_processes=False, limits=Limits())
    lacking = dataclasses.replace(
        EVERYTHING,
        pid_namespace=False,
        network_namespace=False,
        nested_user_namespace=False,
        cgroup_controllers=frozenset(),
    )
    assert lacking.not_isolated(server) == []


def test_a_sandbox_is_never_roots(monkeypatch: pytest.MonkeyPatch) -> None:
    need("root")
    monkeypatch.setitem(UIDS, "root", 0)
    with pytest.raises(SandboxError, match="as root"):
        in_sandbox(lambda: None, "root")


def test_an_unprivileged_zygote_forks_no_other_user(monkeypatch: pytest.MonkeyPatch) -> None:
    need("unprivileged")
    monkeypatch.setitem(UIDS, "unprivileged", 200_001)
    with pytest.raises(SandboxError, match=r"^could not become uid 200001: "):
        in_sandbox(lambda: None, "unprivileged")


@pytest.mark.parametrize("mode", MODES)
def test_without_processes_of_its_own_it_sees_those_of_the_machine(mode: str) -> None:
    need(mode)
    outside = str(os.getpid())
    assert outside in in_sandbox(lambda: os.listdir("/proc"), mode, own_processes=False)


@pytest.mark.parametrize("mode", MODES)
def test_entering_takes_a_few_hundredths_of_a_second_at_most(mode: str) -> None:
    need(mode)
    # Its CPU time, for what else runs on the machine is none of its business; a fork starts with none used.
    used = [in_sandbox(time.process_time, mode) for _ in range(3)]
    assert min(used) < 0.03


@pytest.mark.parametrize("mode", MODES)
def test_where_no_namespace_is_allowed_it_says_so_and_does_the_rest(mode: str) -> None:
    """A sandbox is such a machine: in it, another is made."""
    need(mode)
    limit = files_beyond(100)
    pupil = dataclasses.replace(PUPIL, limits=dataclasses.replace(PUPIL.limits, open_files=limit))

    def enter_again() -> tuple[Machine, list[str], int | None, tuple[int, int]]:
        look.cache_clear()
        cgroups.find.cache_clear()
        found = look()
        enter(pupil, uid=UIDS[mode], gid=UIDS[mode], own={})
        problem = refused(lambda: socket.socket(socket.AF_INET).close())
        return found, found.not_isolated(pupil), problem, resource.getrlimit(resource.RLIMIT_NOFILE)

    found, sentences, problem, files = in_sandbox(enter_again, mode)
    assert not any((found.mount_namespace, found.pid_namespace, found.user_namespace, found.network_namespace))
    assert (found.seccomp, found.cgroup) == (True, "none")
    assert len(sentences) == 6
    assert (problem, files) == (errno.EOPNOTSUPP, (limit, limit))


# The filter, also of the architecture this machine does not have


def run_filter(program: list[seccomp.Instruction], number: int, architecture: int, *arguments: int) -> int:
    """What a filter decides: the kernel's little machine, as far as ours uses it."""
    data = {0: number, 4: architecture} | {16 + 8 * index: value for index, value in enumerate(arguments)}
    loaded = place = 0
    while True:
        operation, when_true, when_false, value = program[place]
        if operation == seccomp.RETURN:
            return value
        if operation == seccomp.LOAD:
            loaded = data.get(value, 0)
            place += 1
            continue
        true = {
            seccomp.EQUAL: loaded == value,
            seccomp.AT_LEAST: loaded >= value,
            seccomp.ANY_BIT: bool(loaded & value),
        }[operation]
        place += 1 + (when_true if true else when_false)


@pytest.mark.parametrize(
    ("architecture", "audit", "calls"),
    [
        (
            "x86_64",
            0xC000003E,
            {
                "read": 0,
                "socket": 41,
                "mount": 165,
                "clone": 56,
                "clone3": 435,
                "fallocate": 285,
                "x32 read": 0x40000000,
            },
        ),
        (
            "aarch64",
            0xC00000B7,
            {"read": 63, "socket": 198, "mount": 40, "clone": 220, "clone3": 435, "fallocate": 47},
        ),
    ],
)
def test_the_filter_of_each_architecture(architecture: str, audit: int, calls: dict[str, int]) -> None:
    for network in (False, True):
        program = seccomp.make_filter(architecture, network=network)

        def decide(name: str, *arguments: int, program: list[seccomp.Instruction] = program) -> int:
            return run_filter(program, calls[name], audit, *arguments)

        assert decide("read") == seccomp.ALLOW
        assert decide("mount") == seccomp.REFUSE | 1
        assert decide("clone3") == seccomp.REFUSE | 38
        assert decide("fallocate") == seccomp.REFUSE | 38
        assert decide("clone", 0x003D0F00) == seccomp.ALLOW
        assert decide("clone", 0x10000011) == seccomp.REFUSE | 1
        assert decide("socket", 1) == seccomp.ALLOW
        assert decide("socket", 40) == seccomp.REFUSE | errno.EOPNOTSUPP
        assert decide("socket", 2) == (seccomp.ALLOW if network else seccomp.REFUSE | errno.EOPNOTSUPP)
        assert run_filter(program, calls["read"], 0x40000003) == seccomp.KILL
        if "x32 read" in calls:
            assert decide("x32 read") == seccomp.REFUSE | 38


def test_a_call_is_either_refused_or_absent() -> None:
    assert not set(seccomp.FORBIDDEN) & set(seccomp.ABSENT)
    assert len(set(seccomp.FORBIDDEN)) == len(seccomp.FORBIDDEN)
