"""`python -m innolab_portal seed_demo --accounts FILE`: the demo school, once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from innolab_portal.people import demo


class Command(BaseCommand):
    """Makes the demo school and writes its sign-ins; changes nothing the second time."""

    help = "Make the demo school and write its sign-ins (JSON, readable by the owner only). Done once."
    requires_system_checks: list[str] = []  # They load every page, which takes seconds.

    def add_arguments(self, parser: CommandParser) -> None:
        """Where the sign-ins go."""
        parser.add_argument("--accounts", type=Path, required=True, help="file to write the demo sign-ins to")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Seed, or say that it was done before."""
        made = demo.seed(options["accounts"])
        self.stdout.write("The demo school is there." if made else "The demo school was there already.")
