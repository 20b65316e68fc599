"""When a device that nobody uses signs its pupil out. The pages do it: idle.js here, idle.ts in the player.

Why in the browser: the portal's pages and the pupil's work are open side by side, and only the device knows its use.
"""

from __future__ import annotations

import time

from django.http import HttpRequest

from innolab_portal.people.models import Membership, Role, School, SchoolClass, User

KEPT = "idle"


def agree(request: HttpRequest, *, user: User) -> None:
    """At sign-in: keep with the session how long the pupil's devices wait. Adults' devices do not sign out."""
    minutes = minutes_of(user) if user.role == Role.PUPIL else 0
    if minutes:
        request.session[KEPT] = {"minutes": minutes, "since": int(time.time())}


def agreed(request: HttpRequest) -> dict[str, int] | None:
    """What was kept."""
    kept: dict[str, int] | None = request.session.get(KEPT)
    return kept


def minutes_of(user: User) -> int:
    """The shortest that a class of the pupil says, by itself or by its school; 0: never."""
    members = Membership.objects.filter(user=user)
    told = members.values_list("school_class__idle_minutes", "school_class__school__idle_minutes")
    minutes = [of_school if of_class is None else of_class for of_class, of_school in told]
    return min((each for each in minutes if each), default=0)


def set_minutes(*, of: School | SchoolClass, minutes: int | None) -> None:
    """Say it for a school, or for a class (none: as the school). It holds from a pupil's next sign-in."""
    of.idle_minutes = minutes
    of.save(update_fields=["idle_minutes"])
