"""`python -m innolab_portal setup`: what must stand before the portal serves. May be run as often as one likes."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from innolab_portal import catalogues
from innolab_portal.people import identity


class Command(BaseCommand):
    """Makes the cache table and the hub's row at the identity provider, compiles translations, collects static files."""

    help = "Make what must stand before the portal serves: cache table, the hub as a client, translations, static files."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Run each part; parts that are done already change nothing."""
        call_command("createcachetable")
        portal = settings.PORTAL
        identity.register_hub(
            secret=portal.hub_client_secret.get_secret_value(),
            redirect_uri=f"{portal.public_url}{portal.hub_path('oauth_callback')}",
        )
        catalogues.compile_all()
        # ninja's own pages are switched off, so their scripts are not served.
        call_command("collectstatic", interactive=False, clear=True, verbosity=0, ignore_patterns=["ninja"])
        self.stdout.write("The portal is set up.")
