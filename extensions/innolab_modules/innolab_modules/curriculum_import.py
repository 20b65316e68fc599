"""Refreshing the curriculum index from a saved ePerusteet file.

The file is what `GET /api/external/peruste/419550` answers, whole or its part `perusopetus`. Texts are `{fi, sv}` with
HTML; a goal's number stands at the start of its text, or else is its place in the list. English is ours and stays.
"""

from __future__ import annotations

import copy
import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from innolab_modules.curriculum_file import Index

Node = dict[str, Any]
NUMBER = re.compile(r"^\s*([TSMILK])\s?(\d{1,2})\b[.:]?\s*")
"""Of a goal (T, in Swedish M), content area (S, I) or transversal area (L, K), at the start of its text."""
CODE_SETS = re.compile(r"^(?:oppiaineetyleissivistava2|koskioppiaineetyleissivistava)_(\w+)$")


class NotEperusteet(Exception):  # noqa: N818 - says what the file is
    """The file is no core curriculum from ePerusteet."""


@dataclass
class Refresh:
    """A refreshed index and what is new in it, by the index's keys such as `7-9 MA T20`."""

    index: Index
    new: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    """In the index but not in the file: kept, since modules may name them."""


def read_saved(path: Path) -> Node:
    """The part `perusopetus` of a saved file; NotEperusteet if there is none."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, OSError) as error:
        raise NotEperusteet(f"{path}: {error}") from error
    found = data.get("perusopetus", data) if isinstance(data, dict) else None
    if not isinstance(found, dict) or not isinstance(found.get("oppiaineet"), list):
        raise NotEperusteet(f"{path}: there are no subjects (oppiaineet) in it")
    return found


def refresh(index: Index, saved: Node) -> Refresh:
    """The index with the texts, contents and ids of the saved file; the one given stays as it was."""
    result = Refresh(copy.deepcopy(index))
    for area in saved.get("laajaalaisetosaamiset", []):
        _transversal(result, area)
    bands = dict(_bands(index, saved))
    for subject, node in _subjects(index, saved):
        result.index["subjects"][subject]["eperusteet_id"] = node["id"]
        for part in _with_goals(node):
            band = bands.get(str(part.get("_vuosiluokkaKokonaisuus")))
            if band is not None:
                _subject_in_band(result, band, subject, part)
    for entries in ("goals", "contents"):
        result.index[entries].sort(key=lambda entry: _place(index, entry))
    return result


def _bands(index: Index, saved: Node) -> Iterator[tuple[str, str]]:
    """The id of each band in the file, with its key in the index."""
    for band in saved.get("vuosiluokkakokonaisuudet", []):
        grades = sorted(int(grade.rpartition("_")[2]) for grade in band.get("vuosiluokat", []))
        for key, entry in index["bands"].items():
            if entry["grades"] == grades:
                yield str(band["id"]), key


def _subjects(index: Index, saved: Node) -> Iterator[tuple[str, Node]]:
    """The subjects of the file that the index knows, by id or by code."""
    keys = {entry["eperusteet_id"]: key for key, entry in index["subjects"].items() if entry["eperusteet_id"]}
    for node in saved["oppiaineet"]:
        coded = CODE_SETS.match(node.get("koodiUri") or "")
        code = (coded[1] if coded else node.get("koodiArvo") or "").upper()
        key = keys.get(node.get("id")) or (code if code in index["subjects"] else None)
        if key is not None:
            yield key, node


def _with_goals(node: Node) -> list[Node]:
    """The subject's parts by band; of a subject with syllabuses (mother tongue), those of the first that has any."""
    parts: list[Node] = node.get("vuosiluokkakokonaisuudet") or []
    if any(part.get("tavoitteet") for part in parts):
        return parts
    return next((found for one in node.get("oppimaarat") or [] if (found := _with_goals(one))), [])


def _subject_in_band(result: Refresh, band: str, subject: str, part: Node) -> None:
    at = {"band": band, "subject": subject}
    ids = {node["id"] for name in ("tavoitteet", "sisaltoalueet") for node in part.get(name) or []}
    numbers: dict[str, str] = {}
    for place, node in enumerate(part.get("sisaltoalueet") or [], 1):
        numbers[str(node["id"])] = number = _number(node.get("nimi"), "S", place)
        _entry(result, "contents", at | {"content": number}, node, node.get("nimi"), {})
    for place, node in enumerate(part.get("tavoitteet") or [], 1):
        contents = [numbers[str(each)] for each in node.get("sisaltoalueet") or [] if str(each) in numbers]
        number = _number(node.get("tavoite"), "T", place)
        _entry(result, "goals", at | {"goal": number}, node, node.get("tavoite"), {"contents": contents})
    known = [one for one in (*result.index["contents"], *result.index["goals"]) if at.items() <= one.items()]
    result.kept += [_name(one) for one in known if one["eperusteet_id"] not in ids]


def _entry(result: Refresh, entries: str, key: Node, node: Node, text: Any, more: Node) -> None:
    """Put one goal or content area into the index."""
    there = next((one for one in result.index[entries] if key.items() <= one.items()), None)
    old = copy.deepcopy(there)
    if there is None:
        there = dict(key)
        result.index[entries].append(there)
    there |= more | {"eperusteet_id": node["id"], "label": (there.get("label") or {}) | _words(text)}
    if old is None:
        result.new.append(_name(there))
    elif old != there:
        result.changed.append(_name(there))


def _transversal(result: Refresh, node: Node) -> None:
    areas = result.index["transversal"]
    named = NUMBER.match(_plain((node.get("nimi") or {}).get("fi", "")))
    key = next((key for key, area in areas.items() if area["eperusteet_id"] == node.get("id")), None)
    key = key or (f"L{named[2]}" if named and named[1] == "L" else None)
    if key is None or key not in areas:
        return
    new = {"label": areas[key]["label"] | _words(node["nimi"]), "eperusteet_id": node["id"]}
    if new != areas[key]:
        areas[key] = new
        result.changed.append(key)


def _words(text: Any) -> dict[str, str]:
    """A text of the file in Finnish and Swedish, without HTML and without its number."""
    found = {language: _plain((text or {}).get(language) or "") for language in ("fi", "sv")}
    return {language: NUMBER.sub("", words) for language, words in found.items() if words}


def _plain(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def _number(text: Any, letter: str, place: int) -> str:
    found = NUMBER.match(_plain((text or {}).get("fi") or ""))
    return f"{letter}{found[2] if found and found[1] == letter else place}"


def _name(entry: Node) -> str:
    return f"{entry['band']} {entry['subject']} {entry.get('goal') or entry['content']}"


def _place(index: Index, entry: Node) -> tuple[int, int, int]:
    band, subject, number = _name(entry).split()
    return list(index["bands"]).index(band), list(index["subjects"]).index(subject), int(number[1:])
