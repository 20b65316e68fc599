"""The few files of /etc that programs need: copies, and accounts that name the one user."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator

FOLDERS = (
    "/etc/alternatives",
    "/etc/ca-certificates",
    "/etc/crypto-policies",
    "/etc/fonts",
    "/etc/ld.so.conf.d",
    "/etc/pki/ca-trust",
    "/etc/pki/tls/certs",
    "/etc/ssl/certs",
)
"""Seen read-only at their place."""

FILES = (
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/locale.alias",
    "/etc/localtime",
    "/etc/mime.types",
    "/etc/os-release",
    "/etc/ssl/openssl.cnf",
    "/etc/timezone",
)
NETWORK_FILES = ("/etc/gai.conf", "/etc/host.conf", "/etc/hosts", "/etc/protocols", "/etc/resolv.conf", "/etc/services")
LARGEST = 4 * 1024 * 1024

USER = "user"
"""The name of the one user."""


def contents(uid: int, gid: int, home: str, *, network: bool) -> Iterator[tuple[str, bytes]]:
    """Path and content of each file to be written; what the machine does not have is left out."""
    yield "/etc/passwd", f"{USER}:x:{uid}:{gid}::{home}:/bin/sh\n".encode()
    yield "/etc/group", f"{USER}:x:{gid}:\n".encode()
    yield "/etc/nsswitch.conf", b"passwd: files\ngroup: files\nhosts: files dns\n"
    for path in FILES + (NETWORK_FILES if network else ()):
        try:
            # Where a link leads may be what the sandbox does not see (resolv.conf to /run): so it is followed here.
            handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError:
            continue
        with os.fdopen(handle, "rb") as file:
            if stat.S_ISREG(os.fstat(handle).st_mode):
                yield path, file.read(LARGEST)


def time_zone_link() -> str | None:
    """Where /etc/localtime leads: programs learn the zone's name from it."""
    try:
        return os.readlink("/etc/localtime")
    except OSError:
        return None
