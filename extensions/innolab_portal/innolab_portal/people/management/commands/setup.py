"""`python -m innolab_portal setup`: what must stand before the portal serves. May be run as often as one likes."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from innolab_portal import catalogues
from innolab_portal.database import why_away
from innolab_portal.people import identity, sessions


class Command(BaseCommand):
    """Makes database, hub's row, translations and static files; clears what has run out."""

    help = "Make what must stand before the portal serves: database, the hub as client, translations, static files."
    requires_system_checks: list[str] = []  # They load every page, which takes seconds.

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Run each part; parts that are done already change nothing."""
        if why := why_away(settings.PORTAL.database):
            raise CommandError(f"The database does not take us: {why}")
        call_command("migrate", verbosity=0, skip_checks=True)
        call_command("createcachetable", verbosity=0)
        portal = settings.PORTAL
        identity.register_hub(
            secret=portal.hub_client_secret.get_secret_value(),
            redirect_uri=f"{portal.public_url}{portal.hub_path('oauth_callback')}",
        )
        catalogues.compile_all()
        sessions.forget_ended()
        # Pages of ninja and allauth that are switched off: their scripts are not served.
        call_command("collectstatic", interactive=False, clear=True, verbosity=0, ignore_patterns=["ninja", "account"])
        self.stdout.write("The portal is set up.")
