"""Who calls the API: a token of the hub, and what the hub says about it."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, cast

import httpx
from django.apps import apps
from django.conf import settings
from django.http import HttpRequest
from ninja.security import HttpBearer

from innolab_portal.errors import HubAway, NotAllowed, NotSignedIn
from innolab_portal.people.models import Role, User

SCOPES = frozenset({"access:services!service=portal", "access:services"})
"""A token needs one of these to speak for its person here."""
KEPT_SECONDS = 60.0
MOST_KEPT = 5000


@dataclass(frozen=True)
class HubUser:
    """What the hub says of a token: whose it is and what it may."""

    name: str
    scopes: frozenset[str]


class HubUsers(Protocol):
    """Tells whose a token is; tests give their own."""

    def of_token(self, token: str) -> HubUser | None:
        """The token's user, or None if the hub does not know it. Raises HubAway."""


class HttpHubUsers:
    """Asks the hub's API, and remembers each answer for a minute."""

    def __init__(
        self, api_url: str, *, transport: httpx.BaseTransport | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._client = httpx.Client(base_url=api_url, timeout=5, transport=transport, trust_env=False)
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: dict[str, tuple[float, HubUser]] = {}

    def of_token(self, token: str) -> HubUser | None:
        """The token's user: remembered, or asked from the hub. Unknown tokens are asked anew each time."""
        key = hashlib.sha256(token.encode()).hexdigest()
        with self._lock:
            until, user = self._kept.get(key, (0.0, None))
        if user and self._clock() < until:
            return user
        user = self._ask(token)
        if user:
            self._keep(key, user)
        return user

    def _ask(self, token: str) -> HubUser | None:
        try:
            reply = self._client.get("/user", headers={"Authorization": f"token {token}"})
        except httpx.HTTPError as error:
            raise HubAway from error
        if reply.status_code in {401, 403, 404}:
            return None
        if reply.status_code != httpx.codes.OK:
            raise HubAway
        told = reply.json()
        return HubUser(name=told["name"], scopes=frozenset(told.get("scopes", ()))) if told["kind"] == "user" else None

    def _keep(self, key: str, user: HubUser) -> None:
        with self._lock:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[key] = (self._clock() + KEPT_SECONDS, user)


class PortalRequest(HttpRequest):
    """An API request whose caller is known."""

    auth: User


class HubToken(HttpBearer):
    """Lets in people of the given roles by their hub token; no role given means any."""

    def __init__(self, roles: frozenset[Role]) -> None:
        super().__init__()
        self.roles = roles

    def authenticate(self, request: HttpRequest, token: str) -> User:  # noqa: ARG002
        """The person the token speaks for, where the token may speak here and the person may come in."""
        hub_users = cast("HubUsers", apps.get_app_config("people").hub_users)  # type: ignore[attr-defined]
        known = hub_users.of_token(token)
        user = User.objects.filter(username=known.name, is_active=True).first() if known else None
        if known is None or user is None:
            raise NotSignedIn
        if not known.scopes & SCOPES or (self.roles and user.role not in self.roles):
            raise NotAllowed
        return user


def allow(*roles: Role) -> HubToken:
    """Who may use a route: `auth=allow(Role.TEACHER)`."""
    return HubToken(frozenset(roles))


def http_hub_users() -> HttpHubUsers:
    """The hub as the portal's settings name it."""
    return HttpHubUsers(settings.PORTAL.hub_api_url)
