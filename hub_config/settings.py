"""What an operator can set: innolab.toml, then INNOLAB_* from the environment, then the command line.

Read once, at the edge, into a frozen object. A wrong or unknown key stops the start and is named.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import parse_qs, urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

ENVIRONMENT_PREFIX = "INNOLAB_"
MOST_BY_ITSELF = 4
"""So many graders run at most unless an operator wants more: each takes about 150 MB."""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong."""

    kind: Literal["unknown", "unfit", "no toml"]
    key: str
    detail: str
    """What does not fit, as pydantic or the TOML parser says it, in English."""


class SettingsError(Exception):
    """Settings that stop the start: the file, and each fault with its key. Whoever shows it has the words."""

    def __init__(self, file: Path, faults: list[Fault]) -> None:
        self.file, self.faults = file, faults
        super().__init__(f"{file}: " + "; ".join(f"{fault.key}: {fault.kind} {fault.detail}" for fault in faults))


class Settings(BaseModel):
    """The settings of one InnoLab. docs/reference/settings.md has a line for each."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)

    profile: Literal["local"] = "local"
    host: Literal["127.0.0.1"] = "127.0.0.1"
    """Where to listen. The local profile has no TLS and a plain spawner: loopback only."""
    port: Annotated[int, Field(ge=1, le=65535)] = 8000
    data: Path = Path("var")
    """The data folder; relative to the folder of innolab.toml."""
    database: str = "sqlite"
    """The portal's: `sqlite`, a file in the data folder, or PostgreSQL as libpq takes it, without a password."""
    demo_school: bool = True
    """Make the demo school on the first start."""
    portal_workers: Annotated[int, Field(ge=1, le=64)] = 2
    graders: Annotated[int, Field(ge=0, le=64)] = 0
    """Processes that grade side by side; 0: one for each processor, at most MOST_BY_ITSELF."""
    server_start_timeout: Annotated[int, Field(ge=10, le=600)] = 120
    """Seconds a pupil's or teacher's server may take to start."""
    start_ahead_minutes: Annotated[int, Field(ge=0, le=60)] = 5
    """So long before a planned lesson the servers of its pupils are started."""
    server_idle_minutes: Annotated[float, Field(ge=0)] = 60
    """A person's server that nobody has used for so long is stopped; 0: never."""
    kernel_idle_minutes: Annotated[float, Field(ge=0)] = 30
    """A kernel without a page that has run nothing for so long is ended; 0: never."""
    uids: tuple[Annotated[int, Field(ge=1000)], Annotated[int, Field(le=4_000_000_000)]] = (200_000, 299_999)
    """First and last uid of people's servers and kernels; used only when InnoLab is started as root."""
    kernel_memory_mb: Annotated[int, Field(ge=64)] = 1024
    """Memory one kernel may take beyond what it shares with the others."""
    kernel_processes: Annotated[int, Field(ge=8)] = 64
    """Processes and threads one kernel may have."""
    kernel_file_mb: Annotated[int, Field(ge=1)] = 100
    """The largest file a kernel may write."""
    home_mb: Annotated[int, Field(ge=10)] = 1000
    """All files of a person together; code that writes more is ended."""
    disk_free_mb: Annotated[int, Field(ge=0)] = 1000
    """Where less is free on the disk, code that goes on filling it is ended."""

    @field_validator("database")
    @classmethod
    def _database_without_password(cls, value: str) -> str:
        address = urlsplit(value)
        if value != "sqlite" and (address.scheme != "postgresql" or len(address.path) <= 1):
            raise ValueError('must be "sqlite" or "postgresql://<user>@<host>/<database>"')
        if address.password is not None or "password" in parse_qs(address.query):
            raise ValueError("no password may stand here: keep it in a file and name that, ?passfile=<path>")
        return value

    @property
    def grader_processes(self) -> int:
        """How many graders run."""
        return self.graders or min(MOST_BY_ITSELF, len(os.sched_getaffinity(0)))

    @property
    def public_url(self) -> str:
        """Where people open InnoLab, without a slash at the end."""
        return f"http://{self.host}:{self.port}"


def load_settings(file: Path, environment: Mapping[str, str], **options: Any) -> Settings:
    """Settings of `file` (which may be absent), overridden by the environment and then by `options`.

    Raises SettingsError for a file that is no TOML, an unknown key or a value that does not fit.
    """
    values = {**read_file(file), **read_environment(environment)}
    values.update({key: value for key, value in options.items() if value is not None})
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        raise SettingsError(file, faults_of(error)) from error
    return settings.model_copy(update={"data": (file.parent / settings.data).resolve()})


def read_file(file: Path) -> dict[str, Any]:
    """The keys of innolab.toml, none when there is no file."""
    if not file.exists():
        return {}
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(file, [Fault("no toml", "", str(error))]) from error


def read_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """The settings among the INNOLAB_* variables; other variables with that prefix belong to our processes."""
    return {
        name: environment[variable]
        for name in Settings.model_fields
        if (variable := ENVIRONMENT_PREFIX + name.upper()) in environment
    }


def faults_of(error: ValidationError) -> list[Fault]:
    """Every fault with its key."""
    return [
        Fault("unknown", key, "")
        if fault["type"] == "extra_forbidden"
        # What our own validators refuse may hold a secret; they say what is wrong with it.
        else Fault("unfit", key, fault["msg"])
        if fault["type"] == "value_error"
        else Fault("unfit", key, f"{fault['msg']} (now: {fault['input']!r})")
        for fault in error.errors()
        for key in [".".join(str(part) for part in fault["loc"])]
    ]
