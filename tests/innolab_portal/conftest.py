"""What all tests of the portal share: a town to people, browsers and programs of its people, folders of their own."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from innolab_portal.errors import HubAway
from innolab_portal.people import actions, queries
from innolab_portal.people.hub import HubUser
from innolab_portal.people.models import Role, School, SchoolClass, User

PORTAL_SCOPE = frozenset({"access:services!service=portal"})
PASSWORD = "a long enough password"


@dataclass
class FakeHubUsers:
    """A hub that knows the tokens it was told."""

    known: dict[str, HubUser] = field(default_factory=dict)

    def of_token(self, token: str) -> HubUser | None:
        return self.known.get(token)

    def token_of(self, user: User, scopes: frozenset[str] = PORTAL_SCOPE) -> str:
        token = f"token-of-{user.username}-{len(self.known)}"
        self.known[token] = HubUser(name=user.username, scopes=scopes)
        return token


@dataclass
class Town:
    """Makes schools, classes and people; each call makes another one."""

    hub: FakeHubUsers
    _numbers: Any = field(default_factory=lambda: itertools.count(1))

    def school(self, name: str = "Testilän koulu") -> School:
        return actions.make_school(code=f"{90000 + next(self._numbers)}", name=name)

    def school_class(self, name: str = "7B", school: School | None = None, language: str = "fi") -> SchoolClass:
        return actions.make_class(
            school=school or self.school(),
            name=name,
            grade=7,
            school_year=queries.this_school_year(),
            language=language,
        )

    def pupil(self, school_class: SchoolClass | None = None, full_name: str = "Aino Testi") -> User:
        return actions.make_pupil(school_class=school_class or self.school_class(), full_name=full_name)

    def teacher(self, *classes: SchoolClass, full_name: str = "Maija Lindholm") -> User:
        teacher = self._adult(Role.TEACHER, full_name)
        for school_class in classes:
            actions.join(user=teacher, school_class=school_class)
        return teacher

    def trainer(self) -> User:
        return self._adult(Role.TRAINER, "Timo Kouluttaja")

    def operator(self, school: School | None = None) -> User:
        return self._adult(Role.OPERATOR, "Outi Ylläpitäjä", school)

    def _adult(self, role: Role, full_name: str, school: School | None = None) -> User:
        email = f"adult{next(self._numbers)}@example.org"
        return actions.make_adult(role=role, full_name=full_name, email=email, password=PASSWORD, school=school)

    def browser_of(self, user: User, language: str = "en") -> Client:
        """A browser in which the person has signed in."""
        browser = Client(headers={"accept-language": language})
        browser.force_login(user)
        return browser

    def program_of(self, user: User, language: str = "en") -> Client:
        """The person's own server, calling the API with its hub token."""
        token = self.hub.token_of(user)
        return Client(headers={"authorization": f"Bearer {token}", "accept-language": language})


@pytest.fixture
def hub_users(monkeypatch: pytest.MonkeyPatch) -> FakeHubUsers:
    """The hub as the API asks it, ours in tests."""
    fake = FakeHubUsers()
    monkeypatch.setattr(apps.get_app_config("people"), "hub_users", fake, raising=False)
    return fake


@dataclass
class FakeHubServers:
    """A hub that is told whose sign-ins to end."""

    away: bool = False
    forgotten: list[str] = field(default_factory=list)

    def forget(self, username: str) -> None:
        self.forgotten.append(username)
        if self.away:
            raise HubAway


@pytest.fixture
def hub_servers(monkeypatch: pytest.MonkeyPatch) -> FakeHubServers:
    """The hub as the portal asks it about people's servers, ours in tests."""
    fake = FakeHubServers()
    monkeypatch.setitem(vars(apps.get_app_config("people")), "hub_servers", fake)
    return fake


@pytest.fixture
def town(db: None, hub_users: FakeHubUsers) -> Town:
    """Makes the schools, classes and people of a test."""
    return Town(hub_users)


@pytest.fixture(autouse=True)
def _own_folders_and_fast_passwords(settings: Any, tmp_path: Path) -> None:
    """Each test has its own data folder; adults' passwords cost no time here."""
    folders = {"data_dir": tmp_path, "store_dir": tmp_path / "store", "gradebook_dir": tmp_path / "gradebooks"}
    settings.PORTAL = settings.PORTAL.model_copy(update=folders)
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    settings.WHITENOISE_AUTOREFRESH = True  # Looks for a file when it is asked for, not for all of them each time.
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher",
        "innolab_portal.people.identity.RandomSecretHasher",
    ]


@pytest.fixture(autouse=True)
def _plain_cache(settings: Any) -> None:
    """The cache table is made by `setup`, which tests don't run."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
