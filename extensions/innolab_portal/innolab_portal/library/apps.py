"""The library app."""

from __future__ import annotations

from django.apps import AppConfig


class LibraryConfig(AppConfig):
    """Registers the app under its short name."""

    name = "innolab_portal.library"
    label = "library"
    default_auto_field = "django.db.models.BigAutoField"
