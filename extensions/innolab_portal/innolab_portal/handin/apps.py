"""The hand-in app: taking work in, grading, review and feedback."""

from __future__ import annotations

from django.apps import AppConfig

from innolab_portal.lessons import marks


class HandinConfig(AppConfig):
    """Registers the app under its short name, and tells lessons where hand-ins are known."""

    name = "innolab_portal.handin"
    label = "handin"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Lessons' pages show what is handed in."""
        from innolab_portal.handin.queries import HandInMarks  # noqa: PLC0415 - models are not ready before

        marks.provide(HandInMarks())
