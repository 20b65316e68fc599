"""People's own servers, which the hub starts: whether one is ready, and starting it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from enum import Enum
from http import HTTPStatus
from typing import Any, cast

import httpx
from django.apps import apps
from django.conf import settings

from innolab_portal.errors import HubAway


class ServerState(Enum):
    """Where a person's server is."""

    UNKNOWN_PERSON = "unknown_person"
    """The hub has not met the person yet: a sign-in there comes first."""
    STOPPED = "stopped"
    STARTING = "starting"
    READY = "ready"


STARTED: dict[int, ServerState] = {
    HTTPStatus.CREATED: ServerState.READY,
    HTTPStatus.ACCEPTED: ServerState.STARTING,
    # It runs or is starting since we looked.
    HTTPStatus.BAD_REQUEST: ServerState.STARTING,
    # It ended instead of starting.
    HTTPStatus.INTERNAL_SERVER_ERROR: ServerState.STOPPED,
}
"""What the hub's answer to a start means."""


class HubServers:
    """Asks the hub's API with the portal's own token (scopes `servers`, `read:servers`, `admin:users`)."""

    def __init__(self, api_url: str, token: str, *, transport: httpx.BaseTransport | None = None) -> None:
        self._client = httpx.Client(
            base_url=api_url,
            headers={"Authorization": f"token {token}"},
            timeout=20,
            transport=transport,
            trust_env=False,
            # A whole class may be waited for at once.
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=20),
        )

    def state(self, username: str) -> ServerState:
        """Where the person's server is now. Raises HubAway."""
        reply = self._ask("GET", f"/users/{username}")
        if reply.status_code == HTTPStatus.NOT_FOUND:
            return ServerState.UNKNOWN_PERSON
        if reply.status_code != HTTPStatus.OK:
            raise HubAway
        server = reply.json().get("servers", {}).get("")
        if not server:
            return ServerState.STOPPED
        return ServerState.READY if server.get("ready") else ServerState.STARTING

    def introduce(self, username: str) -> None:
        """Have the hub know a person who has not signed in there yet. Raises HubAway."""
        reply = self._ask("POST", f"/users/{username}")
        # 409: the hub has met the person since we looked.
        if reply.status_code not in {HTTPStatus.CREATED, HTTPStatus.CONFLICT}:
            raise HubAway

    def start(self, username: str) -> ServerState:
        """Have the hub start the person's server; where it is when the hub answers, within 2 s. Raises HubAway."""
        reply = self._ask("POST", f"/users/{username}/server")
        if reply.status_code not in STARTED:
            raise HubAway
        return STARTED[reply.status_code]

    def forget(self, username: str) -> None:
        """Have the hub end the person's cookies, tokens and server (hub_config.forgetting). Raises HubAway."""
        if self._ask("DELETE", f"/innolab/users/{username}/sign-ins").status_code != HTTPStatus.NO_CONTENT:
            raise HubAway

    def wait(self, username: str, seconds: float) -> ServerState:
        """Where a starting server is once it is ready or has failed, at the latest after so long. Raises HubAway."""
        deadline = time.monotonic() + seconds
        try:
            with self._client.stream("GET", f"/users/{username}/server/progress", timeout=seconds) as reply:
                for event in _events(reply):
                    if event.get("ready"):
                        return ServerState.READY
                    if event.get("failed"):
                        return ServerState.STOPPED
                    if time.monotonic() > deadline:
                        break
        except httpx.TimeoutException:
            pass
        except httpx.HTTPError as error:
            raise HubAway from error
        return ServerState.STARTING

    def _ask(self, method: str, path: str) -> httpx.Response:
        try:
            return self._client.request(method, path)
        except httpx.HTTPError as error:
            raise HubAway from error


def _events(reply: httpx.Response) -> Iterator[dict[str, Any]]:
    """What the hub tells of a start as it goes on; an empty one where it only shows that it is there."""
    for line in reply.iter_lines():
        yield json.loads(line.removeprefix("data:")) if line.startswith("data:") else {}


def http_hub_servers() -> HubServers:
    """The hub as the portal's settings name it."""
    return HubServers(settings.PORTAL.hub_api_url, settings.PORTAL.hub_api_token.get_secret_value())


def hub_servers() -> HubServers:
    """The one of this process; tests put their own in its place."""
    return cast("HubServers", apps.get_app_config("people").hub_servers)  # type: ignore[attr-defined]
