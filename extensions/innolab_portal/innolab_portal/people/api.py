"""API routes of the people app."""

from __future__ import annotations

from typing import Any

from ninja import Router, Schema

from innolab_portal.people import queries
from innolab_portal.people.hub import PortalRequest

router = Router()


class ClassOut(Schema):
    """A class as its people know it."""

    key: str
    name: str


class MeOut(Schema):
    """The caller: a pseudonym, never a name."""

    user: str
    role: str
    language: str
    """What the person chose; empty while the browser decides."""
    classes: list[ClassOut]


@router.get("me", response=MeOut)
def me(request: PortalRequest) -> dict[str, Any]:
    """Who the caller is."""
    user = request.auth
    classes = [{"key": c.key, "name": c.name} for c in queries.classes_of(user=user)]
    return {
        "user": user.username,
        "role": user.role,
        "language": user.language,
        "classes": classes,
    }
