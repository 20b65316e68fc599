"""The portal's commands: `python -m innolab_portal <command>`."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line

from innolab_portal.config import PortalConfig, PortalConfigError

ONLY_READ_THE_CODE = {"check", "compilemessages", "help", "makemessages", "makemigrations"}
"""Commands that touch no data, so that they work without the portal's settings."""


def main(argv: list[str]) -> None:
    """Run one command; all but the few that only read the code need the settings."""
    if len(argv) > 1 and argv[1] not in ONLY_READ_THE_CODE:
        try:
            PortalConfig.load(os.environ)
        except PortalConfigError as error:
            sys.exit(str(error))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "innolab_portal.settings")
    execute_from_command_line(["python -m innolab_portal", *argv[1:]])


if __name__ == "__main__":
    main(sys.argv)
