"""`gradebook_rebuild`: make classes' gradebooks anew from the portal's results."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from innolab_portal.handin import projection
from innolab_portal.people.models import SchoolClass


class Command(BaseCommand):
    """Makes gradebooks anew; the portal's results are the truth, so nothing can be lost by it."""

    help = "Make the gradebooks of the classes named, or of all, anew from the portal's results."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which classes."""
        parser.add_argument("class_key", nargs="*", help="keys of classes; all when none is named")

    def handle(self, *, class_key: list[str], **_options: Any) -> None:
        """Rebuild them one by one."""
        from innolab_portal.handin.gradebooks import NbgraderGradebook  # noqa: PLC0415 - it imports nbgrader

        classes = SchoolClass.objects.filter(key__in=class_key) if class_key else SchoolClass.objects.all()
        unknown = set(class_key) - {school_class.key for school_class in classes}
        if unknown:
            raise CommandError(f"No such class: {', '.join(sorted(unknown))}")
        for school_class in classes:
            many = projection.rebuild(school_class=school_class, gradebook=NbgraderGradebook())
            self.stdout.write(f"{school_class.key}: {many} results")
