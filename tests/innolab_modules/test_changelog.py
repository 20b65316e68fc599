"""What teachers are told of a version, from CHANGELOG.md."""

from __future__ import annotations

from innolab_modules import changes_in

CHANGELOG = """\
# Muutokset

## 1.1.0

- fi: Tehtävä 3
  on helpompi.
- sv: Uppgift 3 är lättare.
- fi: Uusi kuva.
- en: Task 3 is easier.

## 1.0.0

Ensimmäinen versio.

## 0.9.0
"""


def test_points_go_to_their_language() -> None:
    assert changes_in(CHANGELOG, "1.1.0") == {
        "fi": "- Tehtävä 3 on helpompi.\n- Uusi kuva.",
        "sv": "- Uppgift 3 är lättare.",
        "en": "- Task 3 is easier.",
    }


def test_a_section_without_languages_is_told_to_all() -> None:
    assert changes_in(CHANGELOG, "1.0.0") == dict.fromkeys(("fi", "sv", "en"), "Ensimmäinen versio.")


def test_a_version_of_which_nothing_is_told_has_no_changes() -> None:
    assert changes_in(CHANGELOG, "0.9.0") == changes_in(CHANGELOG, "1.1") == {}
