"""`python -m innolab_portal invite_operator`: a link on which an operator sets a password."""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandParser
from django.core.validators import validate_email

from innolab_portal.people import actions, invitations
from innolab_portal.people.models import Role


class Command(BaseCommand):
    """Prints JSON for `./innolab operator invite`, which has the words: {"link": ...} or {"refused": <why>}."""

    help = "Make an operator, or find the one there is, and print a link on which a password is set (JSON)."
    requires_system_checks: list[str] = []  # They load every page, which takes seconds.

    def add_arguments(self, parser: CommandParser) -> None:
        """Who is invited."""
        parser.add_argument("--email", required=True, help="with which the operator will sign in")
        parser.add_argument("--name", required=True, help="the operator's name")

    def handle(self, *_args: Any, email: str, name: str, **_options: Any) -> None:
        """Invite, or tell why not."""
        self.stdout.write(json.dumps(_invite(email, name)))


def _invite(email: str, name: str) -> dict[str, str]:
    try:
        validate_email(email.strip())
        operator = actions.invite(role=Role.OPERATOR, email=email, full_name=name.strip())
    except ValidationError:
        return {"refused": "not_an_email"}
    except actions.OtherRole:
        return {"refused": "other_role"}
    return {"link": invitations.link_of(operator)}
