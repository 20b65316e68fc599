"""The curriculum index: what it knows, and that it knows it in three languages."""

from __future__ import annotations

import pytest
from innolab_modules import curriculum


def test_every_label_is_there_in_three_languages():
    index = curriculum()
    parts = (index.subjects, index.bands, index.transversal, index.goals, index.contents, index.competences)
    labels = {key: entry["label"] for part in parts for key, entry in part.items()}
    assert {
        key for key, label in labels.items() if set(label) != {"fi", "sv", "en"} or not all(label.values())
    } == set()


def test_confirmed_ids_are_those_of_eperusteet():
    index = curriculum()
    assert index.goal("7-9", "MA", "T20")["eperusteet_id"] == 748930
    assert index.content("7-9", "MA", "S1")["eperusteet_id"] == 469558
    assert index.transversal["L5"]["eperusteet_id"] == 428674
    assert index.subjects["KS"]["eperusteet_id"] is None, "not confirmed, so not guessed"


def test_goals_name_bands_subjects_and_contents_of_the_index():
    index = curriculum()
    for goal in index.goals.values():
        assert goal["band"] in index.bands
        assert goal["subject"] in index.subjects
        for content in goal["contents"]:
            index.content(goal["band"], goal["subject"], content)


def test_the_competence_tree_knows_its_branches():
    assert curriculum().competences["programming.thinking.logic"]["parent"] == "programming.thinking"


def test_the_same_number_in_another_band_is_another_goal():
    index = curriculum()
    assert index.goal("3-6", "MA", "T14") != index.goal("7-9", "MA", "T14")


def test_what_is_not_known_helps():
    with pytest.raises(LookupError, match="It knows none there yet"):
        curriculum().goal("7-9", "KU", "T1")
    with pytest.raises(ValueError, match='Did you mean "L5"'):
        curriculum().known("transversal", "L55")
