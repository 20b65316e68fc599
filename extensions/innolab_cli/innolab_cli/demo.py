"""`./innolab demo accounts`: how to sign in to the demo school."""

from __future__ import annotations

import json

from hub_config.settings import Settings
from innolab_cli.folder import DataFolder, StartError
from innolab_cli.words import _

COLUMNS = ("role", "user", "name", "class", "class_code", "code", "email", "password")


def accounts(settings: Settings, *, as_json: bool) -> int:
    """Print the demo school's sign-ins, as JSON or as a table."""
    file = DataFolder(settings.data).demo_accounts
    if not file.exists():
        raise StartError(_("There is no demo school in {folder} yet: ./innolab run makes it.", folder=settings.data))
    people = json.loads(file.read_text())
    print(json.dumps(people, ensure_ascii=False, indent=2) if as_json else table(people))
    return 0


def table(people: list[dict[str, str]]) -> str:
    """The accounts in columns as wide as their content."""
    rows = [COLUMNS, *(tuple(str(person.get(column, "")) for column in COLUMNS) for person in people)]
    widths = [max(len(row[index]) for row in rows) for index in range(len(COLUMNS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )
