"""What a teacher looks for on the shelf: words, and one choice of each kind, as the page's address says them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from innolab_modules.curriculum import curriculum

from innolab_portal.library import shelf

GRADES = range(10)
MINUTES = (45, 90, 135, 180)
LONGEST_SEARCH = 100
FACETS = ("way", "subject", "goal", "area", "competence")


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What is looked for; empty is everything."""

    q: str = ""
    grade: int | None = None
    minutes: int | None = None
    """At most so long."""
    way: str = ""
    subject: str = ""
    goal: str = ""
    """Band, subject and number: `7-9/MA/T20`."""
    area: str = ""
    competence: str = ""

    @classmethod
    def asked(cls, query: Mapping[str, str]) -> Narrowing:
        """As the address says it; a number that no module can have is left out."""
        return cls(
            q=query.get("q", "").replace("\0", "").strip()[:LONGEST_SEARCH],
            grade=_one_of(GRADES, query.get("grade", "")),
            minutes=_one_of(MINUTES, query.get("minutes", "")),
            **{kind: query.get(kind, "")[:60].strip() for kind in FACETS},
        )

    @property
    def facets(self) -> list[str]:
        """The facets a module must have, as `shelf.facets_of` writes them."""
        return [f"{kind}={getattr(self, kind)}" for kind in FACETS if getattr(self, kind)]

    @property
    def chosen(self) -> dict[str, Any]:
        """All that is looked for, by name."""
        return {name: value for name, value in asdict(self).items() if value not in {"", None}}

    def address(self, **changes: Any) -> str:
        """The page's query with changes; what is changed to nothing is left out."""
        return "?" + urlencode(replace(self, **changes).chosen)


@dataclass(frozen=True, slots=True)
class Chip:
    """One choice as a link; pressed again, it is taken off."""

    label: str
    address: str
    chosen: bool
    said: str = ""
    """The whole label, where the visible one is short."""
    icon: str = ""


def chips(now: Narrowing, kind: str) -> list[Chip]:
    """The choices of a kind that are few enough to stand in sight: grade, minutes, way or area."""
    made = []
    for value in {"grade": GRADES, "minutes": MINUTES, "way": shelf.way_names(), "area": curriculum().transversal}[
        kind
    ]:
        chosen = getattr(now, kind) == value
        label = pgettext("letter for pre-primary", "E") if value == 0 else str(value)
        said = label_of(kind, value)
        made.append(
            Chip(
                label=said if kind == "way" else label,
                said="" if kind == "way" else said,
                address=now.address(**{kind: None if chosen else value}),
                chosen=chosen,
                icon=str(value) if kind == "way" else "",
            )
        )
    return made


def label_of(kind: str, value: Any) -> str:
    """A choice in the reader's language; the key itself where the curriculum index does not know it."""
    match kind:
        case "q":
            return f"”{value}”"
        case "grade":
            return shelf.grades_text([value])
        case "minutes":
            return _("At most %(n)s min") % {"n": value}
        case "way":
            return shelf.way_names().get(value, str(value))
        case _:
            return shelf.label_of(kind, value)


def taken_off(now: Narrowing) -> list[Chip]:
    """What is looked for, each with the address without it."""
    return [
        Chip(label_of(kind, value), now.address(**{kind: "" if isinstance(value, str) else None}), chosen=True)
        for kind, value in now.chosen.items()
    ]


@dataclass(frozen=True, slots=True)
class Menu:
    """The choices of a kind with many; only those that some module on the shelf has."""

    kind: str
    heading: str
    everything: str
    choices: list[tuple[str, str]]
    chosen: str


def menus(now: Narrowing, facets: Collection[str]) -> list[Menu]:
    """The menus of subjects, goals and competences from the facets on the shelf."""
    words = {
        "subject": (_("Subject"), _("All subjects")),
        "goal": (_("Goal"), _("All goals")),
        "competence": (_("Competence"), _("All competences")),
    }
    made = []
    for kind, (heading, everything) in words.items():
        values = {facet.removeprefix(f"{kind}=") for facet in facets if facet.startswith(f"{kind}=")}
        if kind == "goal" and now.subject:
            values = {value for value in values if f"/{now.subject}/" in value}
        choices = sorted(((value, label_of(kind, value)) for value in values), key=lambda choice: choice[1].casefold())
        made.append(Menu(kind, heading, everything, choices, getattr(now, kind)))
    return made


def _one_of(allowed: Collection[int], asked: str) -> int | None:
    # isdecimal also takes digits of other scripts, as int does; no module has more than three.
    return int(asked) if asked.isdecimal() and len(asked) <= 3 and int(asked) in allowed else None  # noqa: PLR2004
