"""What a module is found and described by: search text, grades, goals in words. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from innolab_modules.curriculum import curriculum
from innolab_modules.manifest import ActivityManifest, Manifest

from innolab_portal.library.models import Activity
from innolab_portal.library.texts import in_language


def version_key(version: str) -> tuple[int, ...]:
    """For ordering versions: 1.10.0 comes after 1.9.0."""
    return tuple(int(part) for part in version.split("."))


def search_text(manifest: Manifest, activities: Iterable[ActivityManifest] = ()) -> str:
    """All that a teacher may look for, in all languages, case folded."""
    index = curriculum()
    goals = [f"{goal.band} {goal.subject} {goal.goal}" for goal in manifest.goals]
    labels = [
        *(index.subjects[key]["label"] for key in manifest.subjects),
        *(index.goals[key]["label"] for key in goals if key in index.goals),
        *(index.transversal[key]["label"] for key in manifest.transversal),
        *(index.competences[key]["label"] for key in manifest.competences),
    ]
    parts: list[Manifest | ActivityManifest] = [manifest, *activities]
    texts = [text.model_dump() for part in parts for text in (part.title, part.summary)] + labels
    words = [*goals, *manifest.transversal, manifest.id, *(word for text in texts for word in text.values())]
    return " ".join(words).casefold()


def facets_of(manifest: Mapping[str, Any], ways: Iterable[str]) -> str:
    """What a module is narrowed down by, each as ` kind=key ` with a space on both sides, so that one can be found."""
    facets = [
        *(f"way={way}" for way in dict.fromkeys(ways)),
        *(f"subject={key}" for key in manifest["subjects"]),
        *(f"goal={goal['band']}/{goal['subject']}/{goal['goal']}" for goal in manifest["goals"]),
        *(f"area={key}" for key in manifest["transversal"]),
        *(f"competence={key}" for key in manifest["competences"]),
    ]
    return f" {' '.join(facets)} "


def grades_text(grades: Iterable[int]) -> str:
    """`Grades 7-9`, `Grade 4`, `Pre-primary-2` in the reader's language."""
    first, last = min(grades), max(grades)
    if first == last == 0:
        return _("Pre-primary")
    if first == last:
        return _("Grade %(grade)s") % {"grade": first}
    if first == 0:
        return _("Pre-primary–grade %(last)s") % {"last": last}
    return _("Grades %(first)s–%(last)s") % {"first": first, "last": last}


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal with its words: T numbers mean nothing without band and subject."""

    short: str
    """`Mathematics 7-9, T20`."""
    words: str


def goals_of(manifest: Mapping[str, Any]) -> list[Goal]:
    """The goals of a published manifest in the reader's language."""
    index = curriculum()
    return [
        Goal(
            label_of("goal", f"{goal['band']}/{goal['subject']}/{goal['goal']}"),
            _label(index.goals, f"{goal['band']} {goal['subject']} {goal['goal']}", ""),
        )
        for goal in manifest["goals"]
    ]


def label_of(kind: str, key: str) -> str:
    """A subject, goal (`7-9/MA/T20`), area or competence in the reader's language; the key where it is not known."""
    index = curriculum()
    match kind:
        case "goal" if key.count("/") == 2:  # noqa: PLR2004
            band, subject, goal = key.split("/")
            return f"{_label(index.subjects, subject)} {band.replace('-', '–')}, {goal}"
        case "area":
            return f"{key} {_label(index.transversal, key, '')}".strip()
        case "competence":
            return _label(index.competences, key)
        case _:
            return _label(index.subjects, key)


def transversal_of(manifest: Mapping[str, Any]) -> list[Goal]:
    """The transversal areas, L1 to L7, with their names."""
    index = curriculum()
    return [Goal(key, _label(index.transversal, key, "")) for key in manifest["transversal"]]


def competences_of(manifest: Mapping[str, Any]) -> list[Goal]:
    """The sub-areas of digital competence, each under its area."""
    tree = curriculum().competences
    parent = {key: (entry["parent"] or "") for key, entry in tree.items()}
    return [Goal(_label(tree, parent.get(key, "") or key), _label(tree, key)) for key in manifest["competences"]]


def _label(entries: Mapping[str, Mapping[str, Any]], key: str, otherwise: str | None = None) -> str:
    """The words for a key of the curriculum index, or the key where the index has since lost it."""
    found = entries.get(key)
    return in_language(found["label"]) if found else (key if otherwise is None else otherwise)


@dataclass(frozen=True, slots=True)
class Way:
    """A way of working, with its icon."""

    icon: str
    name: str


def ways_of(activities: Iterable[Activity]) -> list[Way]:
    """How pupils work in the activities, each way once."""
    names = way_names()
    return [Way(kind, names[kind]) for kind in dict.fromkeys(map(way_of, activities))]


def way_of(activity: Activity) -> str:
    """How pupils work in an activity: its presentation, or `app`."""
    return activity.manifest["presentation"] if activity.kind == Activity.Kind.GUIDED else "app"


def way_names() -> dict[str, str]:
    """The ways of working in the reader's language, the earliest in school first."""
    return {"picture": _("Pictures"), "blocks": _("Blocks"), "text": _("Python"), "app": _("App")}


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence by the name people know, and where it stands."""

    name: str
    url: str


_LICENCES = {
    "CC-BY-4.0": Licence("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
    "CC-BY-SA-4.0": Licence("CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/"),
    "CC0-1.0": Licence("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
}


def licence_of(manifest: Mapping[str, Any]) -> Licence:
    """The module's licence."""
    key = manifest["licence"]
    return _LICENCES.get(key, Licence(key, ""))
