"""How often a sign-in may fail. Only failures count: a whole school behind one address gets in at the bell."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from innolab_portal.people.models import Tries


@dataclass(frozen=True)
class Limit:
    """At most so many failures in so many seconds."""

    name: str
    most: int
    seconds: int


@dataclass(frozen=True)
class Counted:
    """One thing whose failures are counted: a class at an address, an own code, an address, an e-mail."""

    limit: Limit
    subject: str

    def key(self, now: dt.datetime) -> str:
        """The row of the present stretch of time."""
        stretch = int(now.timestamp()) // self.limit.seconds
        return hashlib.sha256(f"{self.limit.name}\n{stretch}\n{self.subject}".encode()).hexdigest()


CLASS_HERE = Limit("class at an address", most=60, seconds=300)
"""A class of 30, each mistyping twice."""
CLASS_IN_A_DAY = Limit("class in a day", most=1000, seconds=24 * 60 * 60)
"""24 pupils have 24 of 8 million codes: who guesses day and night needs about a year for one of them."""
OWN_CODE = Limit("own code", most=20, seconds=600)
ADDRESS = Limit("address", most=400, seconds=300)
CARD = Limit("cards at an address", most=60, seconds=300)
"""Nobody guesses a card; old cards are what fails, at most a class with two each."""
PICTURES_IN_AN_HOUR = Limit("picture password in an hour", most=10, seconds=60 * 60)
PICTURES_IN_A_DAY = Limit("picture password in a day", most=30, seconds=24 * 60 * 60)
PICTURES_OF_CLASS = Limit("picture passwords of a class in a day", most=120, seconds=24 * 60 * 60)
"""A class of 24, each failing five times. Of 43,680 passwords 120 a day: about a year for one of the class."""
E_MAIL = Limit("e-mail", most=10, seconds=600)
E_MAIL_ADDRESS = Limit("adults at an address", most=100, seconds=600)


def for_pupil(*, class_code: str, code: str, address: str) -> list[Counted]:
    """What counts when a pupil signs in."""
    return [
        Counted(CLASS_HERE, f"{class_code}\n{address}"),
        Counted(CLASS_IN_A_DAY, class_code),
        Counted(OWN_CODE, code),
        Counted(ADDRESS, address),
    ]


def for_card(*, address: str) -> list[Counted]:
    """What counts when a pupil shows a card."""
    return [Counted(CARD, address), Counted(ADDRESS, address)]


def for_class(*, class_code: str, address: str) -> list[Counted]:
    """What counts when only a class's code is given, to see its animals."""
    return [Counted(CLASS_HERE, f"{class_code}\n{address}"), Counted(ADDRESS, address)]


def for_pictures(*, class_key: str, animal: str, kept: str, address: str) -> list[Counted]:
    """What counts when a pupil signs in with pictures. A new password (`kept`) is counted anew."""
    return [
        Counted(PICTURES_IN_AN_HOUR, f"{class_key}\n{animal}\n{kept}"),
        Counted(PICTURES_IN_A_DAY, f"{class_key}\n{animal}\n{kept}"),
        Counted(PICTURES_OF_CLASS, class_key),
        Counted(ADDRESS, address),
    ]


def for_adult(*, email: str, address: str) -> list[Counted]:
    """What counts when an adult signs in."""
    return [Counted(E_MAIL, email), Counted(E_MAIL_ADDRESS, address)]


def exceeded(counted: list[Counted], *, now: dt.datetime | None = None) -> bool:
    """Whether one of them has failed too often of late."""
    now = now or timezone.now()
    counts = Tries.objects.in_bulk([one.key(now) for one in counted])
    return any(one.key(now) in counts and counts[one.key(now)].count >= one.limit.most for one in counted)


def note_failure(counted: list[Counted], *, now: dt.datetime | None = None) -> None:
    """Count a failure of each, and forget what is over."""
    now = now or timezone.now()
    with transaction.atomic():
        Tries.objects.filter(expires_at__lt=now).delete()
        for one in counted:
            until = now + dt.timedelta(seconds=one.limit.seconds)
            row, _made = Tries.objects.get_or_create(key=one.key(now), defaults={"expires_at": until})
            Tries.objects.filter(pk=row.pk).update(count=F("count") + 1)
