"""The way in for adults who have no password yet, or have forgotten it: a link on which they set one.

Django's token of a password reset: it ends when the password has been set, and after settings.PASSWORD_RESET_TIMEOUT.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse

from innolab_portal.people.models import User


def link_of(user: User) -> str:
    """A new link for a person. Whoever has it is let in as that person."""
    arguments = {"uidb64": user.username, "token": default_token_generator.make_token(user)}
    return f"{settings.PORTAL.public_url}{reverse('invitation', kwargs=arguments)}"


def invited(username: str) -> User | None:
    """The adult of a link. Pupils have no password, so never a pupil."""
    return User.objects.filter(username=username, is_active=True).exclude(email="").first()
