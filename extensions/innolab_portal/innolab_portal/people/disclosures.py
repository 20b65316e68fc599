"""The log of who looked at pupils' names or took something out that tells of them."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from innolab_portal.people.models import Disclosure, School, SchoolClass, User

AGAIN_AFTER = dt.timedelta(hours=1)
"""A teacher who turns pages in a lesson is noted once, not at every page."""


def note(*, by: User, what: Disclosure.What, of: SchoolClass | School, count: int = 0) -> None:
    """Write it down; a look at the same class within the hour is written once."""
    entry = Disclosure(
        by=by.username,
        what=what,
        school_code=of.school_id if isinstance(of, SchoolClass) else of.code,
        class_key=of.key if isinstance(of, SchoolClass) else "",
        count=count,
    )
    same = {"by": entry.by, "what": what, "class_key": entry.class_key, "school_code": entry.school_code}
    if what == Disclosure.What.SEEN and Disclosure.objects.filter(at__gt=timezone.now() - AGAIN_AFTER, **same).exists():
        return
    entry.save()


def of_school(school: School, *, most: int) -> list[tuple[Disclosure, str, str]]:
    """The latest of a school: each with the name of the person and of the class, where they are still there."""
    entries = list(Disclosure.objects.filter(school_code=school.code)[:most])
    people = {u.username: u.full_name for u in User.objects.filter(username__in={entry.by for entry in entries})}
    classes = dict(
        SchoolClass.objects.filter(key__in={entry.class_key for entry in entries}).values_list("key", "name")
    )
    return [(e, people.get(e.by, e.by), classes.get(e.class_key, e.class_key)) for e in entries]
