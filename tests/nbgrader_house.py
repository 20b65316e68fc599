"""A portal that listens, with the courses that nbgrader's own tests name, for nbgrader's commands to run against."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from innolab_portal.people.hub import HubUser
from innolab_portal.people.models import Membership, Role, School, SchoolClass, User

COURSES = ("abc101", "abc102", "xyz200")
SCOPES = frozenset({"access:services!service=portal"})


@dataclass
class NbgraderHouse:
    """Its API's address; people are added with the token they come with."""

    url: str
    known: dict[str, HubUser]

    def add(self, role: Role, username: str, token: str, *, courses: tuple[str, ...] = COURSES) -> User:
        """A person of the courses, known to the hub by the token."""
        user = User.objects.create(username=username, role=role)
        classes = SchoolClass.objects.filter(key__in=courses)
        Membership.objects.bulk_create(Membership(user=user, school_class=one) for one in classes)
        self.known[token] = HubUser(username, SCOPES)
        return user


def open_house(live_server: Any, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> NbgraderHouse:
    """A house of its own for a test; the database is the test's (`transactional_db`, since the server is a thread)."""
    folders = {"data_dir": tmp_path, "store_dir": tmp_path / "store", "gradebook_dir": tmp_path / "gradebooks"}
    settings.PORTAL = settings.PORTAL.model_copy(update=folders)
    school = School.objects.create(code="99999", name="Testilän koulu")
    for key in COURSES:
        SchoolClass.objects.create(key=key, school=school, name=key, school_year=2026, grade=7, sign_in_code=key)
    house = NbgraderHouse(f"{live_server.url}{settings.PORTAL.prefix}api/", {})
    hub_users = SimpleNamespace(of_token=house.known.get)
    monkeypatch.setattr(apps.get_app_config("people"), "hub_users", hub_users, raising=False)
    return house
