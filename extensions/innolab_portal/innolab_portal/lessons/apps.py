"""The lessons app."""

from __future__ import annotations

from django.apps import AppConfig


class LessonsConfig(AppConfig):
    """Registers the app under its short name."""

    name = "innolab_portal.lessons"
    label = "lessons"
    default_auto_field = "django.db.models.BigAutoField"
