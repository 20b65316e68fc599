"""The people app and what it needs from outside."""

from __future__ import annotations

from functools import cache, cached_property
from typing import TYPE_CHECKING

from allauth.core.internal import jwkkit
from django.apps import AppConfig

if TYPE_CHECKING:
    from innolab_portal.people.hub import HubUsers
    from innolab_portal.people.servers import HubServers


class PeopleConfig(AppConfig):
    """Schools, classes, people, sign-in."""

    name = "innolab_portal.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Keep the identity provider's key: allauth reads and proves it anew at each sign-in, 27 ms of a processor."""
        vars(jwkkit)["load_pem"] = cache(jwkkit.load_pem)

    @cached_property
    def hub_users(self) -> HubUsers:
        """Tells whose a hub token is; tests put their own here."""
        from innolab_portal.people.hub import http_hub_users  # noqa: PLC0415  models are not loaded before

        return http_hub_users()

    @cached_property
    def hub_servers(self) -> HubServers:
        """Starts people's servers; tests put their own here."""
        from innolab_portal.people.servers import http_hub_servers  # noqa: PLC0415  settings are not ready before

        return http_hub_servers()
