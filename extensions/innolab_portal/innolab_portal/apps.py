"""The project itself as an app: shared templates, theme and translations."""

from __future__ import annotations

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """What all pages share."""

    name = "innolab_portal"
    label = "innolab_portal"
