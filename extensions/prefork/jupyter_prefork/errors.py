"""What can go wrong between a client and the zygote."""

from __future__ import annotations


class PreforkError(Exception):
    """The zygote did not do what was asked; the message is one plain sentence."""

    kind = "failed"
    """Its name in an answer of the zygote."""


class Refused(PreforkError):  # noqa: N818  (what an asker is told)
    """The asker may not do this."""

    kind = "refused"


class UnknownChild(PreforkError):  # noqa: N818
    """The zygote knows no such child, neither running nor lately ended."""

    kind = "unknown"


class ZygoteAway(PreforkError):  # noqa: N818
    """No zygote answers at the socket: it is not running, or is being started again."""

    kind = "away"


class ConfigError(PreforkError):
    """The zygote's configuration can't be used; names the key."""

    kind = "config"


def from_answer(answer: dict[str, str]) -> PreforkError:
    """The error an answer tells of."""
    kinds = {kind.kind: kind for kind in (PreforkError, Refused, UnknownChild)}
    return kinds.get(answer.get("kind", ""), PreforkError)(answer["error"])
