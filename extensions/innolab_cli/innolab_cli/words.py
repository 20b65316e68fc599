"""What the command says, in the operator's language: fi, sv or else en, as LANGUAGE, LC_ALL or LANG ask."""

from __future__ import annotations

import gettext
from pathlib import Path

_translation = gettext.translation("django", Path(__file__).parent / "locale", fallback=True)

LANGUAGE = _translation.info().get("language", "en")
"""Of the operator: fi, sv or else en."""


def _(message: str, **values: object) -> str:
    """The message in the operator's language, with its {placeholders} filled."""
    translated = _translation.gettext(message)
    return translated.format(**values) if values else translated
