"""The curriculum index: what it knows, and that it knows it in three languages."""

from __future__ import annotations

import pytest
from innolab_modules import curriculum
from innolab_modules.curriculum_file import index_path, index_text, read_index


def labels():
    index = curriculum()
    parts = (index.subjects, index.bands, index.levels, index.transversal, index.goals, index.contents)
    return {key: entry["label"] for part in (*parts, index.competences) for key, entry in part.items()}


def test_every_label_is_there_in_three_languages_or_not_at_all():
    assert {key for key, label in labels().items() if label and list(label) != ["fi", "sv", "en"]} == set()
    assert {key for key, label in labels().items() if label and not all(label.values())} == set()


def test_only_goals_and_contents_may_lack_words():
    assert {key for key, label in labels().items() if not label and len(key.split()) != 3} == set()


def test_mathematics_is_whole():
    goals = {key: entry for key, entry in curriculum().goals.items() if entry["subject"] == "MA"}
    numbers = {"1-2": 12, "3-6": 14, "7-9": 20}
    assert list(goals) == [f"{band} MA T{n}" for band, last in numbers.items() for n in range(1, last + 1)]
    assert [key for key, entry in goals.items() if not entry["label"] or not entry["contents"]] == []


def test_confirmed_ids_are_those_of_eperusteet():
    index = curriculum()
    assert index.goal("7-9", "MA", "T20")["eperusteet_id"] == 748930
    assert index.content("7-9", "MA", "S1")["eperusteet_id"] == 469558
    assert index.transversal["L5"]["eperusteet_id"] == 428674
    assert index.subjects["YL"]["eperusteet_id"] == 428820
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
        curriculum().goal("7-9", "MU", "T1")
    with pytest.raises(LookupError, match="It knows T1, T2, T5, T6, T8 there"):
        curriculum().goal("7-9", "AI", "T3")
    with pytest.raises(ValueError, match='Did you mean "L5"'):
        curriculum().known("transversal", "L55")


def test_bands_name_their_level_of_digital_competence():
    index = curriculum()
    assert {band["competence_level"] for band in index.bands.values()} < set(index.levels)
    assert index.levels["ESIOPETUS"]["describes"] == "activity"


def test_the_file_is_written_as_it_is_read():
    assert index_text(read_index()) == index_path().read_text(encoding="utf-8")
