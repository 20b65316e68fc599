"""The zygote's configuration: what it imports, and which entry points it forks, for whom and how confined.

A TOML file. It alone decides how a child is confined; a request can't loosen it.

    socket = "/run/prefork/ask/socket"    # alone in its folder, which children that may ask can see
    state = "/var/lib/prefork"            # of the zygote alone
    uids = [200000, 299999]               # root only: the uids a caller may name
    modules = ["numpy", "ipykernel.kernelapp"]
    warm = ["jupyter_prefork.warm:kernel"]

    [callers]                             # name = uid; a caller stands outside all sandboxes
    hub = 998

    [entries.server]
    call = "jupyter_server.serverapp:main"
    asked_by = ["hub"]                    # callers, or entries whose children may ask
    network = true

    [entries.kernel]
    call = "jupyter_prefork.kernel:main"
    asked_by = ["server"]
    network = false
    limits = {memory_mb = 1024, processes = 64}
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from jupyter_prefork.errors import ConfigError
from jupyter_prefork.sandbox.policy import Limits, Policy


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing the zygote can fork."""

    name: str
    call: str
    """`package.module:function`, called without arguments once `sys.argv` is set."""
    asked_by: frozenset[str]
    policy: Policy
    uid: int | None = None
    """Root only: always this uid, for entries whose caller names none."""


@dataclass(frozen=True, kw_only=True)
class Config:
    """All a zygote needs to know."""

    socket: Path
    state: Path
    modules: tuple[str, ...]
    warm: tuple[str, ...]
    """Functions called once in the zygote after the imports: what each child would otherwise do first."""
    callers: Mapping[str, int]
    uids: range | None
    entries: Mapping[str, Entry]


def load(file: Path) -> Config:
    """Read and check a configuration.

    Raises:
        ConfigError: the file can't be read, or a key is missing, unknown or of the wrong kind.
    """
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as problem:
        raise ConfigError(f"{file}: {problem}") from problem
    return parse(content)


def parse(content: Mapping[str, Any]) -> Config:
    """Check the parsed content of a configuration; raises ConfigError as `load` does."""
    table = Table(content, "")
    uids = table.take("uids", list, default=None)
    config = Config(
        socket=Path(table.take("socket", str)),
        state=Path(table.take("state", str)),
        modules=tuple(table.take("modules", list, default=[])),
        warm=tuple(table.take("warm", list, default=[])),
        callers={"hub": os.getuid()} | table.take("callers", dict, default={}),
        uids=range(uids[0], uids[1] + 1) if uids else None,
        entries={name: read_entry(name, found) for name, found in table.take("entries", dict).items()},
    )
    table.refuse_rest()
    known = config.entries.keys() | config.callers.keys()
    for entry in config.entries.values():
        if strangers := entry.asked_by - known:
            raise ConfigError(f"entries.{entry.name}.asked_by names neither a caller nor an entry: {min(strangers)}")
    return config


def read_entry(name: str, content: Mapping[str, Any]) -> Entry:
    """One `[entries.NAME]` table."""
    table = Table(content, f"entries.{name}.")
    limits = Table(table.take("limits", dict, default={}), f"entries.{name}.limits.")
    entry = Entry(
        name=name,
        call=table.take("call", str),
        asked_by=frozenset(table.take("asked_by", list)),
        uid=table.take("uid", int, default=None),
        policy=Policy(
            network=table.take("network", bool, default=False),
            read_only=tuple(table.take("read_only", list, default=[])),
            tmp_mb=table.take("tmp_mb", int, default=64),
            own_processes=table.take("own_processes", bool, default=True),
            limits=Limits(**{field.name: limits.take(field.name, int, default=None) for field in fields(Limits)}),
        ),
    )
    limits.refuse_rest()
    table.refuse_rest()
    if ":" not in entry.call:
        raise ConfigError(f"entries.{name}.call must be package.module:function, not {entry.call!r}")
    return entry


REQUIRED = object()


class Table:
    """A TOML table of which each key is taken once; what is left over is unknown."""

    def __init__(self, content: Mapping[str, Any], prefix: str) -> None:
        self.rest = dict(content)
        self.prefix = prefix

    def take(self, key: str, kind: type, *, default: Any = REQUIRED) -> Any:
        """The value of a key, checked to be of this kind; raises ConfigError."""
        if key not in self.rest:
            if default is REQUIRED:
                raise ConfigError(f"{self.prefix}{key} is missing")
            return default
        value = self.rest.pop(key)
        if not isinstance(value, kind):
            raise ConfigError(f"{self.prefix}{key} must be a {kind.__name__}, not {value!r}")
        return value

    def refuse_rest(self) -> None:
        """Raise ConfigError when a key was not taken."""
        if self.rest:
            raise ConfigError(f"unknown key: {self.prefix}{min(self.rest)}")
