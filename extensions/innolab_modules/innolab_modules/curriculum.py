"""The curriculum index: subjects, goals, contents, transversal areas and the digital competence tree."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from innolab_modules.curriculum_file import read_index
from innolab_modules.problems import advice
from innolab_modules.saying import Said, say

Label = dict[str, str]
Kind = Literal["subject", "transversal", "competence"]
UNKNOWN = {
    "subject": say('unknown subject "{key}". {advice}'),
    "transversal": say('unknown transversal area "{key}". {advice}'),
    "competence": say('unknown competence "{key}". {advice}'),
}


NO_GOAL = say("the curriculum index has no goal {number} for {subject} in grades {band}. {known}")
NO_CONTENT = say("the curriculum index has no content area {number} for {subject} in grades {band}. {known}")


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
        """The key itself if the index has it; else a ValueError with what is Said."""
        if key not in self.keys(kind):
            raise ValueError(UNKNOWN[kind].having(key=key, advice=advice(key, self.keys(kind))))
        return key

    def goal(self, band: str, subject: str, goal: str) -> dict[str, Any]:
        """A goal with its label; LookupError with what is Said of the goals the index has for that band and subject."""
        return _look_up(self.goals, f"{band} {subject}", goal, NO_GOAL)

    def content(self, band: str, subject: str, content: str) -> dict[str, Any]:
        """A content area with its label; LookupError as for `goal`."""
        return _look_up(self.contents, f"{band} {subject}", content, NO_CONTENT)


def _look_up(entries: dict[str, dict[str, Any]], where: str, number: str, none: Said) -> dict[str, Any]:
    found = entries.get(f"{where} {number}")
    if found is None:
        band, subject = where.split()
        there = [key.split()[-1] for key in entries if key.startswith(f"{where} ")]
        known = say("It knows {numbers} there.", numbers=listed(there)) if there else say("It knows none there yet.")
        raise LookupError(none.having(number=number, subject=subject, band=band, known=known))
    return found


def listed(numbers: list[str]) -> Said | str:
    """`T1 to T20`, or one by one where some are left out."""
    letter, whole = numbers[0][0], [int(number[1:]) for number in numbers]
    if len(whole) > 1 and whole == list(range(whole[0], whole[-1] + 1)):
        return say("{first} to {last}", first=numbers[0], last=f"{letter}{whole[-1]}")
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
