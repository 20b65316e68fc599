"""The curriculum index: subjects, goals, contents, transversal areas and the digital competence tree."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from innolab_modules.curriculum_file import read_index
from innolab_modules.problems import advice

Label = dict[str, str]
Kind = Literal["subject", "transversal", "competence"]
NAMES = {"subject": "subject", "transversal": "transversal area", "competence": "competence"}


@dataclass(frozen=True)
class Curriculum:
    """The index as read from curriculum.json.

    Ids that have not been confirmed are None; a label has the languages there are, none where the words have not been.
    """

    subjects: dict[str, dict[str, Any]]
    bands: dict[str, dict[str, Any]]
    levels: dict[str, dict[str, Any]]
    """Of digital competence, by ePerusteet's names; `describes` what the pupil can do, or how adults act."""
    transversal: dict[str, dict[str, Any]]
    goals: dict[str, dict[str, Any]]
    """By "<band> <subject> <T>", e.g. "7-9 MA T20"."""
    contents: dict[str, dict[str, Any]]
    """By "<band> <subject> <S>"."""
    competences: dict[str, dict[str, Any]]
    """The tree flattened: "programming.thinking.problems" -> label and parent."""

    def keys(self, kind: Kind) -> list[str]:
        """All keys of one part of the index."""
        return list({"subject": self.subjects, "transversal": self.transversal, "competence": self.competences}[kind])

    def known(self, kind: Kind, key: str) -> str:
        """The key itself if the index has it; else a ValueError that helps."""
        if key not in self.keys(kind):
            raise ValueError(f'unknown {NAMES[kind]} "{key}". {advice(key, self.keys(kind))}')
        return key

    def goal(self, band: str, subject: str, goal: str) -> dict[str, Any]:
        """A goal with its label; LookupError says which goals the index has for that band and subject."""
        return _look_up(self.goals, band, subject, goal, "goal")

    def content(self, band: str, subject: str, content: str) -> dict[str, Any]:
        """A content area with its label; LookupError as for `goal`."""
        return _look_up(self.contents, band, subject, content, "content area")


def _look_up(entries: dict[str, dict[str, Any]], band: str, subject: str, number: str, what: str) -> dict[str, Any]:
    found = entries.get(f"{band} {subject} {number}")
    if found is None:
        there = [key.split()[-1] for key in entries if key.startswith(f"{band} {subject} ")]
        known = f"It knows {listed(there)} there" if there else "It knows none there yet"
        raise LookupError(f"the curriculum index has no {what} {number} for {subject} in grades {band}. {known}.")
    return found


def listed(numbers: list[str]) -> str:
    """`T1 to T20`, or one by one where some are left out."""
    letter, whole = numbers[0][0], [int(number[1:]) for number in numbers]
    if len(whole) > 1 and whole == list(range(whole[0], whole[-1] + 1)):
        return f"{numbers[0]} to {letter}{whole[-1]}"
    return ", ".join(numbers)


def _flat(nodes: list[dict[str, Any]], parent: str | None = None) -> dict[str, dict[str, Any]]:
    tree: dict[str, dict[str, Any]] = {}
    for node in nodes:
        key = f"{parent}.{node['key']}" if parent else node["key"]
        tree[key] = {"label": node["label"], "parent": parent}
        tree |= _flat(node.get("areas", []), key)
    return tree


@cache
def curriculum() -> Curriculum:
    """The index that comes with this package."""
    raw = read_index()
    return Curriculum(
        subjects=raw["subjects"],
        bands=raw["bands"],
        levels=raw["levels"],
        transversal=raw["transversal"],
        goals={f"{g['band']} {g['subject']} {g['goal']}": _with_label(g) for g in raw["goals"]},
        contents={f"{c['band']} {c['subject']} {c['content']}": _with_label(c) for c in raw["contents"]},
        competences=_flat(raw["competences"]),
    )


def _with_label(entry: dict[str, Any]) -> dict[str, Any]:
    return entry | {"label": entry["label"] or {}}
