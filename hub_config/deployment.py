"""One running InnoLab as its processes see it: folders, ports and secrets beside the settings."""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import tempfile
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from hub_config.settings import Settings

HUB_CONFIG_VARIABLE = "INNOLAB_HUB_CONFIG"
"""Environment variable that names the file `Deployment.load` reads in the hub's process."""
PORTAL_PREFIX = "/services/portal/"


@dataclass(frozen=True, kw_only=True, repr=False)
class Secrets:
    """Made on first start, kept in the data folder with mode 600. Never printed."""

    portal_secret_key: str
    name_key: str
    """Fernet key: people's names at rest."""
    code_key: str
    """Key of the HMAC of pupils' codes."""
    oidc_private_key: str
    """PEM: signs the portal's identity tokens."""
    hub_client_secret: str
    """The hub's secret as the portal's OpenID Connect client."""
    portal_hub_token: str
    """The portal's token at the hub's API."""
    supervisor_hub_token: str
    """The supervisor's token at the hub's API: may shut the hub down."""
    culler_hub_token: str
    """The idle culler's token at the hub's API: sees when servers were used last, and stops them."""
    proxy_token: str
    hub_cookie_secret: str
    """32 bytes in hex."""


@dataclass(frozen=True, kw_only=True)
class Ports:
    """Loopback ports of one run, free when it began."""

    hub: int
    portal: int
    proxy_api: int


@dataclass(frozen=True, kw_only=True, repr=False)
class Deployment:
    """Settings, ports and secrets of one run."""

    settings: Settings
    ports: Ports
    secrets: Secrets

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.settings.data

    @property
    def hub_api_url(self) -> str:
        """The hub's API, straight, not through the proxy."""
        return f"http://127.0.0.1:{self.ports.hub}/hub/api"

    @property
    def portal_url(self) -> str:
        """The portal, straight, with its prefix."""
        return f"http://127.0.0.1:{self.ports.portal}{PORTAL_PREFIX}"

    @property
    def runtime(self) -> Path:
        """Sockets, tokens and logs of people's servers: a short path, since a socket's path has 108 characters."""
        mark = hashlib.sha256(os.fsencode(self.data)).hexdigest()[:8]
        return Path(tempfile.gettempdir()) / f"innolab-{mark}"

    @property
    def zygote_state(self) -> Path:
        """Where the zygote keeps who runs."""
        return self.data / "run" / "zygote"

    @property
    def zygote_socket(self) -> Path:
        """Where the zygote is asked; alone in its folder, which servers see."""
        return self.runtime / "ask" / "socket"

    def save(self, file: Path) -> None:
        """Write for `load`, readable by its owner only."""
        content = {
            "settings": self.settings.model_dump(mode="json"),
            "ports": asdict(self.ports),
            "secrets": asdict(self.secrets),
        }
        write_private(file, json.dumps(content))

    @classmethod
    def load(cls, file: Path) -> Deployment:
        """What `save` wrote."""
        content: dict[str, Any] = json.loads(file.read_text())
        return cls(
            settings=Settings.model_validate(content["settings"]),
            ports=Ports(**content["ports"]),
            secrets=Secrets(**content["secrets"]),
        )


def keep_secrets(file: Path) -> Secrets:
    """The secrets of a data folder; what it does not have yet, when new or of an older version, is made."""
    kept = json.loads(file.read_text()) if file.exists() else {}
    if kept.keys() == {field.name for field in fields(Secrets)}:
        return Secrets(**kept)
    made = Secrets(**{**asdict(new_secrets()), **kept})
    write_private(file, json.dumps(asdict(made)))
    return made


def new_secrets() -> Secrets:
    """Fresh random secrets."""
    # Imported here: only a first start pays for it.
    from cryptography.fernet import Fernet  # noqa: PLC0415
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import rsa  # noqa: PLC0415

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    return Secrets(
        portal_secret_key=secrets.token_urlsafe(48),
        name_key=Fernet.generate_key().decode(),
        code_key=secrets.token_hex(32),
        oidc_private_key=pem,
        hub_client_secret=secrets.token_urlsafe(32),
        portal_hub_token=secrets.token_hex(32),
        supervisor_hub_token=secrets.token_hex(32),
        culler_hub_token=secrets.token_hex(32),
        proxy_token=secrets.token_hex(32),
        hub_cookie_secret=secrets.token_hex(32),
    )


def write_private(file: Path, text: str) -> None:
    """Write whole or not at all, with mode 600 from the first byte."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}-")
    with os.fdopen(handle, "w") as target:
        target.write(text)
        target.flush()
        os.fsync(target.fileno())
    Path(temporary).replace(file)
