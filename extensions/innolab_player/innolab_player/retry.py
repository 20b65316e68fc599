"""How long to wait before the portal is asked again, and when asking again makes sense."""

from __future__ import annotations

from collections.abc import Iterator

from innolab_exchange import ExchangeError, Refused

LONGEST_WAIT = 30.0
# 401 and 403 too: while the hub restarts, the portal can't ask it whom our token speaks for.
PASSING = {401, 403, 408, 425, 429}
SERVER_ERRORS = 500


def waits(first: float = 1.0, longest: float = LONGEST_WAIT) -> Iterator[float]:
    """Seconds to wait: doubling, up to a limit, for ever."""
    wait = first
    while True:
        yield wait
        wait = min(wait * 2, longest)


def may_pass(error: ExchangeError) -> bool:
    """Can the same call succeed later?"""
    return not isinstance(error, Refused) or error.status >= SERVER_ERRORS or error.status in PASSING
