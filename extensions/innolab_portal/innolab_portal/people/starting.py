"""People's servers, started where they don't run: one person's, or those of several side by side."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from innolab_portal.people.servers import HubServers, ServerState

READY_WITHIN_S = 10.0
"""No longer does anybody wait for a server that is slow to start."""


def start_side_by_side(servers: HubServers, usernames: Sequence[str]) -> None:
    """Have the hub start those servers that don't run, and wait until they do. Raises HubAway."""
    with ThreadPoolExecutor(max_workers=len(usernames) or 1) as pool:
        list(pool.map(lambda username: _start(servers, username), usernames))


def started(servers: HubServers, username: str, within_s: float) -> ServerState:
    """Where a person's server is, started if it does not run and waited for, at most so long. Raises HubAway."""
    state = servers.state(username)
    if state == ServerState.STOPPED:
        state = servers.start(username)
    return servers.wait(username, within_s) if state == ServerState.STARTING else state


def _start(servers: HubServers, username: str) -> None:
    """Start the server of one person, whom the hub may not know yet."""
    if started(servers, username, READY_WITHIN_S) == ServerState.UNKNOWN_PERSON:
        servers.introduce(username)
        started(servers, username, READY_WITHIN_S)
