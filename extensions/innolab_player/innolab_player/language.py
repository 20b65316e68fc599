"""In which language a pupil's page speaks, and its words from the catalogues."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po

from innolab_player.storage import read_json, write_json

LANGUAGES = ("fi", "sv", "en")
CATALOGUES = Path(__file__).parent / "locale"


class LanguageChoice:
    """The pupil's choice on this page holds until the portal's language for the pupil changes."""

    def __init__(self, home: Path) -> None:
        self._file = home / ".innolab" / "settings.json"

    def current(self, *, portal: str | None = None, accepted: str = "") -> str:
        """The chosen language, else the portal's, else the browser's."""
        settings: dict[str, Any] = read_json(self._file, {})
        last_portal = portal or settings.get("portal_language")
        if settings.get("language") in LANGUAGES and settings.get("portal_language") == last_portal:
            return str(settings["language"])
        return last_portal if last_portal in LANGUAGES else best_language(accepted)

    def heard(self, portal: str) -> str:
        """Note what the portal says; its change undoes an earlier choice."""
        settings: dict[str, Any] = read_json(self._file, {})
        if settings.get("portal_language") != portal:
            chosen_before_portal = settings.get("portal_language") is None and "language" in settings
            self._write(
                {
                    **settings,
                    "language": settings["language"] if chosen_before_portal else portal,
                    "portal_language": portal,
                }
            )
        return self.current(portal=portal)

    def choose(self, language: str) -> None:
        """The pupil switched."""
        self._write({**read_json(self._file, {}), "language": language})

    def _write(self, settings: dict[str, Any]) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        write_json(self._file, settings)


def best_language(accepted: str) -> str:
    """The first of ours in an Accept-Language header; Finnish where it names none."""
    for part in accepted.split(","):
        tag = part.partition(";")[0].strip().partition("-")[0].lower()
        if tag in LANGUAGES:
            return tag
    return LANGUAGES[0]


@lru_cache
def _catalogue(language: str) -> dict[str, str]:
    path = CATALOGUES / language / "LC_MESSAGES" / "innolab_player.po"
    if not path.is_file():
        return {}
    with path.open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id and message.string}


def translate(message: str, language: str) -> str:
    """A sentence in a language; itself where the catalogue has none."""
    return _catalogue(language).get(message, message)
