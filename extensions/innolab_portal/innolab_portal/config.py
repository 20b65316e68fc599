"""What the portal is told from outside: one JSON file, read once, typed and frozen.

`./innolab run` writes the file and names it in the environment variable `INNOLAB_PORTAL_CONFIG`.
"""

from __future__ import annotations

import json
import secrets
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from innolab_portal.database import SQLITE, is_known

VARIABLE = "INNOLAB_PORTAL_CONFIG"

LanguageCode = Literal["fi", "sv", "en"]


class PortalConfigError(Exception):
    """The portal's settings are missing or wrong; the message names file and key."""


class PortalConfig(BaseModel):
    """All that the portal is told from outside. No secret has a working default."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    data_dir: Path
    """Where everything that is kept stands."""
    public_url: str
    """The address in people's browsers, without a slash at the end: `http://127.0.0.1:8000`."""
    prefix: str = "/services/portal/"
    """The path under which the hub's proxy passes requests to the portal."""
    database: str
    """`sqlite:///<path>`, or PostgreSQL as libpq takes it: `postgresql://user@host/name?sslmode=verify-full`."""
    secret_key: SecretStr = Field(min_length=32)
    """Signs sessions and forms."""
    name_key: SecretStr
    """Fernet key that encrypts people's names; several, newest first, separated by commas, while one is replaced."""
    code_key: SecretStr = Field(min_length=32)
    """Key (hex) of the HMACs of pupils' codes and of the hub's client secret."""
    oidc_private_key: SecretStr
    """RSA key (PEM) that signs what the identity provider says."""
    hub_client_secret: SecretStr = Field(min_length=16)
    """With it the hub proves itself to the identity provider."""
    hub_api_url: str
    """The hub's API, reached straight: `http://127.0.0.1:8081/hub/api`."""
    hub_api_token: SecretStr
    """The portal's own token at the hub's API."""
    start_ahead_minutes: int = Field(default=5, ge=0)
    """So long before a planned lesson the servers of its pupils are started."""
    languages: tuple[LanguageCode, ...] = ("fi", "sv", "en")
    """Languages of the service; the first is used when nothing tells what a person reads."""
    debug: bool = False
    """Detailed error pages. Never where real people sign in."""
    proxy_count: int = Field(default=1, ge=0)
    """How many proxies of ours stand between browser and portal; the client's address is read accordingly."""
    store_dir: Path
    """The content store: `<sha[:2]>/<sha>`."""
    gradebook_dir: Path
    """nbgrader's gradebooks, one a class."""
    zygote_socket: Path
    """Where graders have notebooks run."""
    courses_dir: Path | None = None
    """Modules that trainers may publish from this machine, if any."""

    @field_validator("prefix")
    @classmethod
    def _prefix_between_slashes(cls, value: str) -> str:
        if not (value.startswith("/") and value.endswith("/")):
            raise ValueError("must begin and end with a slash")
        return value

    @field_validator("public_url", "hub_api_url")
    @classmethod
    def _address_without_last_slash(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")) or value.endswith("/"):
            raise ValueError("must be an http(s) address without a slash at the end")
        return value

    @field_validator("database")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if not is_known(value):
            raise ValueError("must be sqlite:///<path> or postgresql://...")
        return value

    def hub_path(self, page: str) -> str:
        """The path of one of the hub's own pages on the same address: `/hub/logout`."""
        return f"{self.prefix.removesuffix('services/portal/')}hub/{page}"

    @classmethod
    def load(cls, environ: Mapping[str, str]) -> PortalConfig:
        """Read the file that the environment names; stop with file and key when something is wrong."""
        name = environ.get(VARIABLE)
        if not name:
            raise PortalConfigError(f"{VARIABLE} is not set: it names the portal's settings file (JSON)")
        try:
            return cls.model_validate(json.loads(Path(name).read_text(encoding="utf-8")))
        except (OSError, json.JSONDecodeError) as error:
            raise PortalConfigError(f"{name}: {error}") from error
        except ValidationError as error:
            raise PortalConfigError(f"{name}: {_told(error)}") from None

    @classmethod
    def for_tools(cls) -> PortalConfig:
        """Settings for tools that only read the code (mypy, makemigrations): nothing kept, secrets of this process."""
        folder = Path(tempfile.gettempdir()) / "innolab-tools"
        return cls(
            data_dir=folder,
            public_url="http://127.0.0.1:8000",
            database=f"{SQLITE}:memory:",
            secret_key=SecretStr(secrets.token_hex(32)),
            name_key=SecretStr(Fernet.generate_key().decode()),
            code_key=SecretStr(secrets.token_hex(32)),
            oidc_private_key=SecretStr(new_private_key()),
            hub_client_secret=SecretStr(secrets.token_hex(32)),
            hub_api_url="http://127.0.0.1:8081/hub/api",
            hub_api_token=SecretStr(secrets.token_hex(32)),
            store_dir=folder / "store",
            gradebook_dir=folder / "gradebooks",
            zygote_socket=folder / "zygote",
        )


def new_private_key() -> str:
    """A new RSA key (PEM) for the identity provider."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def _told(error: ValidationError) -> str:
    """Each wrong key with its reason, and never the value: it may be a secret."""
    return "; ".join(f"{'.'.join(str(part) for part in e['loc'])}: {e['msg']}" for e in error.errors())
