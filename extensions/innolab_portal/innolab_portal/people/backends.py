"""How Django finds the person of a session, and an adult by e-mail and password."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from innolab_portal.people.models import User


class PeopleBackend(BaseBackend):
    """Adults sign in by e-mail and password; pupils by codes, which is not this backend's matter."""

    def authenticate(
        self,
        request: HttpRequest | None,  # noqa: ARG002
        email: str = "",
        password: str = "",
        **_other: Any,
    ) -> User | None:
        """The adult whose e-mail and password these are. An unknown e-mail takes as long as a wrong password."""
        user = User.objects.filter(email=email.strip().lower()).exclude(email="").first() if email else None
        if user is None:
            make_password(password)
            return None
        return user if user.check_password(password) and user.is_active else None

    def get_user(self, user_id: int) -> User | None:
        """The session's person, unless the account is closed."""
        return User.objects.filter(pk=user_id, is_active=True).first()
