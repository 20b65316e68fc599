"""Words in three languages: the activity's messages, this package's own, and how numbers are written in each."""

from __future__ import annotations

import json
import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

LANGUAGES = ("fi", "sv", "en")
Texts = dict[str, str]
"""The same words by language."""
LONGEST_VALUE = 60


@dataclass
class _Session:
    """What this kernel speaks now."""

    language: str = "fi"
    messages: dict[str, Texts] = field(default_factory=dict)
    own: dict[str, Texts] = field(default_factory=dict)


_session = _Session()
_rooms = [Path(__file__).with_name(file) for file in ("texts.json", "errors.json")]


def learn(path: Path) -> None:
    """Take in another room's own words, a file like this package's texts.json."""
    if path not in _rooms:
        _rooms.append(path)
        _session.own = {}


def use_language(language: str) -> None:
    """Speak this language from now on; an unknown one changes nothing."""
    if language in LANGUAGES:
        _session.language = language


def language() -> str:
    """The language spoken now."""
    return _session.language


def read_messages(path: str | Path) -> None:
    """Take the activity's messages from a file; without a readable one, what was there before stays."""
    try:
        found = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return
    if isinstance(found, dict):
        _session.messages = found


def has(key: str) -> bool:
    """Whether there are words for the key."""
    return key in _session.messages or key in _own()


def say(key: str, params: Mapping[str, object] | None = None) -> Texts:
    """The words of a key in every language; an unknown key is its own words, so nothing ever stops here."""
    words = _session.messages.get(key) or _own().get(key) or {}
    return {code: _fill(words.get(code, key), params or {}, code) for code in LANGUAGES}


def t(key: str, /, **params: object) -> str:
    """The words of a key in the language spoken now: for labels of plots and widgets."""
    return say(key, params)[_session.language]


def shown(value: object) -> str:
    """A short picture of any value; never raises, whatever the value does."""
    try:
        picture = repr(value)
    except Exception:  # noqa: BLE001 - a pupil's class may raise anything
        picture = f"<{type(value).__name__}>"
    picture = " ".join(picture.split())
    return picture if len(picture) <= LONGEST_VALUE else picture[: LONGEST_VALUE - 1] + "…"


def _own() -> dict[str, Texts]:
    if not _session.own:
        for path in _rooms:
            _session.own |= json.loads(path.read_text(encoding="utf-8"))
    return _session.own


def _fill(words: str, params: Mapping[str, object], code: str) -> str:
    try:
        return _Filler(code).vformat(words, (), params)
    except (ValueError, LookupError, AttributeError, TypeError):
        return words


class _Filler(string.Formatter):
    """Fills {places}; writes numbers as the language does: 6,5 and −1 in Finnish and Swedish, 6.5 in English."""

    def __init__(self, code: str) -> None:
        self.code = code

    def get_value(self, key: int | str, args: object, kwargs: Mapping[str, object]) -> object:  # noqa: ARG002
        value = kwargs.get(str(key), "?")
        return value.get(self.code, "?") if isinstance(value, dict) and set(value) == set(LANGUAGES) else value

    def format_field(self, value: object, format_spec: str) -> str:
        if isinstance(value, str | bool) or not hasattr(value, "__float__"):
            return value if isinstance(value, str) else shown(value)
        try:
            written = format(value, format_spec)
        except (TypeError, ValueError):
            return shown(value)
        written = written.replace("-", "\u2212", 1) if written.startswith("-") else written
        return written if self.code == "en" else written.replace(".", ",")
