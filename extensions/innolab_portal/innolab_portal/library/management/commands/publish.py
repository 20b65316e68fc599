"""`python -m innolab_portal publish <module folder>`: put a module into the library."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from innolab_portal.library import actions, errors
from innolab_portal.people.models import Role, User


class Command(BaseCommand):
    """Publish a module, and say what happened."""

    help = "Put a module into the library. The same content twice changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """What the command is told."""
        parser.add_argument("folder", type=Path, help="the module's folder, e.g. courses/my-module")
        parser.add_argument("--by", default="", help="username of the trainer who publishes it")
        parser.add_argument("--language", default="en", choices=settings.NAMES_OF_LANGUAGES, help="of what is told")

    def handle(self, *_args: Any, folder: Path, by: str, language: str, **_options: Any) -> None:
        """Publish; problems are told with file and line, and the command fails."""
        with translation.override(language):
            self.stdout.write(_publish(folder, by, language))


def _publish(folder: Path, by: str, language: str) -> str:
    """Publish, and return what is to be told."""
    try:
        published = actions.publish(folder=folder, by=_trainer(by))
    except errors.ModuleHasProblems as error:
        told = [_("%(folder)s was not published: %(n)s to mend") % {"folder": folder, "n": len(error.problems)}]
        told += [f"  {problem.told(language)}" for problem in error.problems]
        raise CommandError("\n".join(told)) from error
    except (errors.VersionTaken, errors.VersionOlder) as error:
        raise CommandError(_("%(module)s was not published. %(why)s") % {"module": folder, "why": error}) from error
    version = published.version
    done = _("Published") if published.is_new else _("Already in the library, nothing changed:")
    activities = ", ".join(activity.slug for activity in version.activities.all())
    return f"{done} {version.module_id} {version.version} ({activities})"


def _trainer(username: str) -> User | None:
    if not username:
        return None
    trainer = User.objects.filter(username=username, role=Role.TRAINER).first()
    if trainer is None:
        raise CommandError(_("There is no trainer %(username)s.") % {"username": username})
    return trainer
