"""`python -m innolab_portal publish <module folder>`: put a module into the library."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from innolab_portal.library import actions, errors
from innolab_portal.people.models import Role, User


class Command(BaseCommand):
    """Publish a module, and say what happened."""

    help = "Put a module into the library. The same content twice changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """What the command is told."""
        parser.add_argument("folder", type=Path, help="the module's folder, e.g. courses/my-module")
        parser.add_argument("--by", default="", help="username of the trainer who publishes it")

    def handle(self, *_args: Any, folder: Path, by: str, **_options: Any) -> None:
        """Publish; problems are told with file and line, and the command fails."""
        try:
            published = actions.publish(folder=folder, by=_trainer(by))
        except errors.ModuleHasProblems as error:
            told = "\n".join(f"  {problem}" for problem in error.problems)
            raise CommandError(f"{folder} was not published: {len(error.problems)} to mend\n{told}") from error
        except (errors.VersionTaken, errors.VersionOlder) as error:
            raise CommandError(f"{folder} was not published. {error}") from error
        version = published.version
        done = "Published" if published.is_new else "Already in the library, nothing changed:"
        activities = ", ".join(activity.slug for activity in version.activities.all())
        self.stdout.write(f"{done} {version.module_id} {version.version} ({activities})")


def _trainer(username: str) -> User | None:
    if not username:
        return None
    trainer = User.objects.filter(username=username, role=Role.TRAINER).first()
    if trainer is None:
        raise CommandError(f"There is no trainer {username}.")
    return trainer
