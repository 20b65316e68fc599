"""Without network a sandbox has Unix sockets and nothing else; with it, what a server needs."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from .sandboxed import MODES, home, in_sandbox, need, refused

AF_VSOCK, AF_PACKET, AF_ALG, AF_NETLINK = 40, 17, 38, 16


@pytest.fixture(params=MODES)
def mode(request: pytest.FixtureRequest) -> str:
    need(request.param)
    return request.param


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


def open_socket(family: int, kind: int = socket.SOCK_STREAM) -> int | None:
    return refused(lambda: socket.socket(family, kind).close())


def test_opens_unix_sockets_only(mode: str) -> None:
    families = [socket.AF_INET, socket.AF_INET6, AF_VSOCK, AF_PACKET, AF_ALG, AF_NETLINK, 0, 31]

    def try_all() -> tuple[list[int | None], int | None]:
        return [open_socket(family) for family in families], open_socket(socket.AF_UNIX)

    assert in_sandbox(try_all, mode) == ([errno.EOPNOTSUPP] * len(families), None)


def test_its_processes_talk_over_unix_sockets(mode: str) -> None:
    with home(mode) as own:

        def talk() -> bytes:
            with socket.socket(socket.AF_UNIX) as server:
                server.bind(str(own / "s"))
                server.listen()
                if os.fork() == 0:
                    with socket.socket(socket.AF_UNIX) as client:
                        client.connect(str(own / "s"))
                        client.sendall(b"hello")
                    os._exit(0)
                return server.accept()[0].recv(5)

        assert in_sandbox(talk, mode, own=[str(own)]) == b"hello"


def test_reaches_a_socket_of_its_server_in_a_folder_of_its_own(mode: str) -> None:
    with home(mode) as own, socket.socket(socket.AF_UNIX) as server:
        server.bind(str(own / "s"))
        os.chmod(own / "s", 0o666)
        server.listen()

        def connect() -> None:
            with socket.socket(socket.AF_UNIX) as client:
                client.connect(str(own / "s"))
                client.sendall(b"hello")

        in_sandbox(connect, mode, own=[str(own)])
        assert server.accept()[0].recv(5) == b"hello"


def test_reaches_no_abstract_socket_of_the_machine(mode: str) -> None:
    name = f"\0sandbox-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(name)
        server.listen()

        def connect() -> int | None:
            with socket.socket(socket.AF_UNIX) as client:
                return refused(lambda: client.connect(name))

        assert in_sandbox(connect, mode) == errno.ECONNREFUSED
        assert in_sandbox(connect, mode, network=True) is None


def test_has_no_interface_but_its_own_loopback(mode: str) -> None:
    lines = in_sandbox(lambda: Path("/proc/net/dev").read_text().splitlines(), mode)

    assert [line.split(":")[0].strip() for line in lines[2:]] == ["lo"]


def test_with_network_it_reaches_the_machine(mode: str, listener: socket.socket) -> None:
    def connect() -> bool:
        with socket.create_connection(listener.getsockname(), 5):
            return Path("/etc/hosts").exists() and Path("/etc/resolv.conf").exists()

    assert in_sandbox(connect, mode, network=True) == Path("/etc/resolv.conf").exists()


def test_with_network_it_finds_names_and_interfaces(mode: str) -> None:
    def ask() -> tuple[str, bool]:
        return socket.getaddrinfo("localhost", 80, socket.AF_INET)[0][4][0], bool(socket.if_nameindex())  # type: ignore[return-value]

    assert in_sandbox(ask, mode, network=True) == ("127.0.0.1", True)


def test_with_network_other_kinds_of_sockets_stay_shut(mode: str) -> None:
    families = [AF_VSOCK, AF_PACKET, AF_ALG]

    assert (
        in_sandbox(lambda: [open_socket(family) for family in families], mode, network=True) == [errno.EOPNOTSUPP] * 3
    )


def test_with_network_it_still_sees_only_its_own_processes(mode: str) -> None:
    assert in_sandbox(lambda: [name for name in os.listdir("/proc") if name.isdigit()], mode, network=True) == ["1"]
