"""A PostgreSQL of one's own, of Debian's packages: on a socket in a temporary folder, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PACKAGES = Path("/usr/lib/postgresql")
USER = "innolab"


def programs() -> Path | None:
    """The folder of the newest PostgreSQL's programs; None where none is installed."""
    found = PACKAGES.glob("*/bin/initdb")
    return max((path.parent for path in found), key=lambda path: int(path.parent.name), default=None)


@contextmanager
def own_postgresql(kept: Path | None = None, *, settings: tuple[str, ...] = ()) -> Iterator[str]:
    """A server while the block runs; gives the address of its empty database `postgres`.

    Args:
        kept: a folder whose data outlive the block, to be used again; only a temporary one unless given.
        settings: more of them, as `postgres -c` takes them.

    Raises:
        FileNotFoundError: PostgreSQL is not installed.
    """
    bin_folder = programs()
    if bin_folder is None:
        raise FileNotFoundError("PostgreSQL is not installed. On Debian: apt-get install postgresql")
    owner = server_user()
    with tempfile.TemporaryDirectory(prefix="innolab-pg-") as name:
        folder = Path(name)
        # The server runs as a user without rights, and we may be root.
        folder.chmod(0o755)
        hand_over(folder, owner)
        data = kept or folder / "data"
        if not (data / "PG_VERSION").exists():
            data.mkdir(parents=True, exist_ok=True)
            hand_over(data, owner)
            command: list[Path | str] = [
                bin_folder / "initdb",
                "-D",
                data,
                "-U",
                USER,
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
            ]
            run([*command, "--no-sync"], owner)
        # Nobody has to trust these data after a power cut.
        chosen = ["listen_addresses=", f"unix_socket_directories={folder}", "fsync=off", *settings]
        options = " ".join(f"-c {setting}" for setting in chosen)
        control: list[Path | str] = [bin_folder / "pg_ctl", "-D", data, "-w", "-l", folder / "log"]
        run([*control, "-o", options, "start"], owner)
        try:
            yield f"postgresql://{USER}@/postgres?host={folder}"
        finally:
            run([*control, "-m", "immediate" if kept is None else "fast", "stop"], owner)


def new_database(server: str, name: str) -> str:
    """The address of a new, empty database at that server."""
    import psycopg  # noqa: PLC0415 - needed with PostgreSQL only

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())
    return server.replace("/postgres?", f"/{name}?")


def server_user() -> pwd.struct_passwd:
    """Who runs it: PostgreSQL refuses to run as root, so then the user of Debian's package."""
    return pwd.getpwuid(os.geteuid()) if os.geteuid() else pwd.getpwnam("postgres")


def hand_over(folder: Path, owner: pwd.struct_passwd) -> None:
    """Give the folder to the server's user."""
    if os.geteuid() != owner.pw_uid:
        shutil.chown(folder, owner.pw_uid, owner.pw_gid)


def run(command: list[Path | str], owner: pwd.struct_passwd) -> None:
    """Run one of its programs as its user; raises CalledProcessError."""
    other: dict[str, Any] = {}
    if os.geteuid() != owner.pw_uid:
        other = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []}
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT, cwd="/", **other)
