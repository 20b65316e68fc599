"""A pupil's code opens no socket to anybody."""

import json
import socket
import sys
from urllib.parse import urlsplit

import httpx
import pytest

from .conftest import Two

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

TRIED = """
import socket
def tried(family, kind, address):
    try:
        with socket.socket(getattr(socket, family), getattr(socket, kind)) as line:
            line.settimeout(5)
            line.connect(tuple(address) if isinstance(address, list) else address)
            return "got through"
    except OSError as problem:
        return type(problem).__name__ + " " + str(problem.errno)
"""


def ports(two: Two) -> dict[str, int]:
    """Where the house, and everybody's server, listens."""
    deployment = two.pupil.deployment
    token = {"Authorization": f"token {deployment.secrets.proxy_token}"}
    url = f"http://127.0.0.1:{deployment.ports.proxy_api}/api/routes"
    routes = httpx.get(url, headers=token, trust_env=False).json()
    servers = {who.user: routes[f"/user/{who.user}"]["target"] for who in (two.pupil, two.neighbour)}
    return {
        "front door": deployment.settings.port,
        "hub": deployment.ports.hub,
        "portal": deployment.ports.portal,
        "proxy": deployment.ports.proxy_api,
        "own server": int(urlsplit(servers[two.pupil.user]).port or 0),
        "neighbour's server": int(urlsplit(servers[two.neighbour.user]).port or 0),
    }


def test_reaches_neither_the_house_nor_other_servers(two: Two):
    known = ports(two)
    for port in known.values():
        socket.create_connection(("127.0.0.1", port), timeout=10).close()
    told = two.kernel.value(
        TRIED
        + f"ports = {known!r}\n"
        + "{name: tried('AF_INET', 'SOCK_STREAM', ['127.0.0.1', port]) for name, port in ports.items()}"
    )
    assert told == dict.fromkeys(known, "OSError 95")
    # A program of its own is no way around.
    program = f"import socket; socket.create_connection(('127.0.0.1', {known['hub']}))"
    ended = two.kernel.value(
        f"import subprocess\nsubprocess.run([{sys.executable!r}, '-c', {program!r}], capture_output=True).returncode"
    )
    assert ended == 1


def test_reaches_nobody_outside_by_any_kind_of_socket(two: Two):
    ways = [
        ("AF_INET", "SOCK_STREAM", ("192.0.2.1", 80)),
        ("AF_INET", "SOCK_DGRAM", ("192.0.2.1", 53)),
        ("AF_INET", "SOCK_RAW", ("192.0.2.1", 0)),
        ("AF_INET6", "SOCK_STREAM", ("::1", 80)),
        ("AF_INET6", "SOCK_DGRAM", ("2001:db8::1", 53)),
        ("AF_NETLINK", "SOCK_RAW", (0, 0)),
        ("AF_PACKET", "SOCK_RAW", ("lo", 0)),
        ("AF_VSOCK", "SOCK_STREAM", (2, 80)),
    ]
    told = two.kernel.value(TRIED + f"[tried(*way) for way in {json.dumps(ways)}]")
    assert set(told) == {"OSError 95"}
    found = two.kernel.run("socket.getaddrinfo('example.org', 80)")
    assert (found.status, found.error) == ("error", "gaierror")


def test_reaches_no_unix_socket_of_others(two: Two):
    zygote = str(two.pupil.deployment.zygote_socket)
    told = two.kernel.value(TRIED + f"tried('AF_UNIX', 'SOCK_SEQPACKET', {zygote!r})")
    assert told == "FileNotFoundError 2"
    with socket.socket(socket.AF_UNIX) as anybodys:
        name = f"\0innolab-test-{two.house.url[-5:]}"
        anybodys.bind(name)
        anybodys.listen()
        socket.socket(socket.AF_UNIX).connect(name)
        assert two.kernel.value(TRIED + f"tried('AF_UNIX', 'SOCK_STREAM', {name!r})") == "ConnectionRefusedError 111"
