"""The curriculum index: subjects, goals, contents, transversal areas and the digital competence tree."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from innolab_modules.problems import advice

Label = dict[str, str]
Kind = Literal["subject", "transversal", "competence"]
NAMES = {"subject": "subject", "transversal": "transversal area", "competence": "competence"}


@dataclass(frozen=True)
class Curriculum:
    """The index as read from curriculum.json; `null` ids have not been confirmed."""

    subjects: dict[str, dict[str, Any]]
    bands: dict[str, dict[str, Any]]
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
        known = f"It knows {', '.join(there)} there" if there else "It knows none there yet"
        raise LookupError(f"the curriculum index has no {what} {number} for {subject} in grades {band}. {known}.")
    return found


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
    raw = json.loads(files("innolab_modules").joinpath("curriculum.json").read_text(encoding="utf-8"))
    return Curriculum(
        subjects=raw["subjects"],
        bands=raw["bands"],
        transversal=raw["transversal"],
        goals={f"{g['band']} {g['subject']} {g['goal']}": g for g in raw["goals"]},
        contents={f"{c['band']} {c['subject']} {c['content']}": c for c in raw["contents"]},
        competences=_flat(raw["competences"]),
    )
