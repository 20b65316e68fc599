"""What authors are told: English in the code, Finnish and Swedish in the catalogues of the package that says it.

say('unknown role "{role}"', role=role).told("fi")
"""

from __future__ import annotations

import gettext
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import Any, Protocol, TypeAlias

Value: TypeAlias = "Said | str | int | tuple[Said | str, ...]"
"""What stands in a place of a sentence; of several each is told."""


@dataclass(frozen=True)
class Said:
    """A sentence with its values, to be told in any language."""

    package: str
    """Whose catalogues have it, in `locale/<language>/LC_MESSAGES/<package>.mo`."""
    id: str
    """The sentence in English with {places} for values; what catalogues know it by."""
    values: tuple[tuple[str, Value], ...] = ()

    def having(self, **values: Value) -> Said:
        """The same sentence with other values."""
        return replace(self, values=tuple(values.items()))

    def told(self, language: str) -> str:
        """In a language; in English where the catalogues have none."""
        values = {name: _told(value, language) for name, value in self.values}
        return _catalogue(self.package, language).gettext(self.id).format(**values)

    def __str__(self) -> str:
        return self.told("en")

    def as_data(self) -> dict[str, Any]:
        """`id` and `values` for JSON; a value may be such a sentence itself."""
        return {"id": self.id, "values": {name: _as_data(value) for name, value in self.values}}


class Say(Protocol):
    """Says a sentence of one package."""

    def __call__(self, sentence: str, /, **values: Value) -> Said:
        """The sentence with its values."""


def sayer(package: str) -> Say:
    """What a package says its sentences with; translations are looked for under the name `say`."""

    def say(sentence: str, /, **values: Value) -> Said:
        return Said(package, sentence).having(**values)

    return say


say = sayer("innolab_modules")


def _told(value: Value, language: str) -> str:
    if isinstance(value, tuple):
        return "; ".join(_told(each, language) for each in value)
    return value.told(language) if isinstance(value, Said) else str(value)


def _as_data(value: Value) -> Any:
    if isinstance(value, tuple):
        return [_as_data(each) for each in value]
    return value.as_data() if isinstance(value, Said) else value


@cache
def _catalogue(package: str, language: str) -> gettext.NullTranslations:
    return gettext.translation(package, str(files(package) / "locale"), languages=[language], fallback=True)
