"""What CHANGELOG.md tells of a version, by language.

    ## 1.1.0

    - fi: Tehtävä 3 on helpompi.
    - sv: Uppgift 3 är lättare.
    - en: Task 3 is easier.

A section without such points is told to all as it stands.
"""

from __future__ import annotations

import re

from innolab_modules.manifest import LANGUAGES

_HEADING = re.compile(r"^## +", re.MULTILINE)
_POINT = re.compile(rf"^[-*] +({'|'.join(LANGUAGES)}): +", re.MULTILINE)


def changes_in(changelog: str, version: str) -> dict[str, str]:
    """What changed in the version, Markdown by language: a list where a language has several points."""
    for section in _HEADING.split(changelog)[1:]:
        heading, _line, text = section.partition("\n")
        if heading.strip() == version:
            return _by_language(text.strip())
    return {}


def _by_language(text: str) -> dict[str, str]:
    before, *rest = _POINT.split(text)
    if not rest:
        return dict.fromkeys(LANGUAGES, before) if before else {}
    points: dict[str, list[str]] = {}
    for language, words in zip(rest[::2], rest[1::2], strict=True):
        points.setdefault(language, []).append(" ".join(words.split()))
    return {language: "\n".join(f"- {point}" for point in told) for language, told in points.items()}
