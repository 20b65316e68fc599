"""The index is refreshed from a saved ePerusteet file, and keeps what the file does not have."""

from __future__ import annotations

import json

import pytest
from innolab_modules.curriculum_file import read_index
from innolab_modules.curriculum_import import NotEperusteet, read_saved, refresh

SAVED = {
    "laajaalaisetosaamiset": [
        {
            "id": 428674,
            "tunniste": "a1",
            "nimi": {"fi": "L5 Tieto- ja viestintäteknologia", "sv": "K5 Digital kompetens"},
        },
    ],
    "vuosiluokkakokonaisuudet": [
        {"id": 428782, "vuosiluokat": ["VUOSILUOKKA_7", "VUOSILUOKKA_8", "VUOSILUOKKA_9"]},
    ],
    "oppiaineet": [
        {
            "id": 466344,
            "nimi": {"fi": "Matematiikka"},
            "koodiUri": "oppiaineetyleissivistava2_ma",
            "koosteinen": False,
            "vuosiluokkakokonaisuudet": [
                {
                    "_vuosiluokkaKokonaisuus": "428782",
                    "sisaltoalueet": [{"id": 469558, "nimi": {"fi": "S1 Ajattelun taidot ja menetelmät"}}],
                    "tavoitteet": [
                        {
                            "id": 748930,
                            "tavoite": {
                                "fi": "<p>T20 ohjata oppilasta kehittämään <b>algoritmista</b>&nbsp;ajatteluaan</p>",
                                "sv": "<p>M20 handleda eleven att utveckla sitt algoritmiska tänkande</p>",
                            },
                            "sisaltoalueet": [469558],
                        }
                    ],
                }
            ],
        },
        {
            "id": 530525,
            "nimi": {"fi": "Käsityö"},
            "koodiUri": "oppiaineetyleissivistava2_ks",
            "vuosiluokkakokonaisuudet": [
                {
                    "_vuosiluokkaKokonaisuus": "428782",
                    "sisaltoalueet": [],
                    "tavoitteet": [
                        {"id": 1, "tavoite": {"fi": "kannustaa oppilasta"}, "sisaltoalueet": []},
                        *({"id": n, "tavoite": {"fi": f"T{n} muuta"}, "sisaltoalueet": []} for n in range(2, 10)),
                    ],
                }
            ],
        },
        {"id": 7, "nimi": {"fi": "Tuntematon"}, "koodiUri": "oppiaineetyleissivistava2_xx"},
    ],
}


@pytest.fixture
def refreshed():
    return refresh(read_index(), SAVED)


def entry(index, entries, **key):
    (found,) = [one for one in index[entries] if key.items() <= one.items()]
    return found


def test_a_goal_gets_the_official_words_in_finnish_and_swedish_and_keeps_its_english(refreshed):
    goal = entry(refreshed.index, "goals", band="7-9", subject="MA", goal="T20")
    assert goal["label"] == {
        "fi": "ohjata oppilasta kehittämään algoritmista ajatteluaan",
        "sv": "handleda eleven att utveckla sitt algoritmiska tänkande",
        "en": "to guide the pupil to develop algorithmic thinking and skills in applying mathematics and programming "
        "to solve problems",
    }
    assert goal["contents"] == ["S1"]


def test_what_lacked_words_and_ids_gets_them(refreshed):
    assert entry(read_index(), "goals", band="7-9", subject="KS", goal="T8")["label"] is None
    assert entry(refreshed.index, "goals", band="7-9", subject="KS", goal="T8") == {
        "band": "7-9",
        "subject": "KS",
        "goal": "T8",
        "contents": [],
        "eperusteet_id": 8,
        "label": {"fi": "muuta"},
    }
    assert refreshed.index["subjects"]["KS"]["eperusteet_id"] == 530525


def test_a_goal_without_a_number_has_that_of_its_place(refreshed):
    goal = entry(refreshed.index, "goals", band="7-9", subject="KS", goal="T1")
    assert (goal["eperusteet_id"], goal["label"]["fi"]) == (1, "kannustaa oppilasta")


def test_a_transversal_area_is_found_by_its_id(refreshed):
    assert refreshed.index["transversal"]["L5"]["label"] == {
        "fi": "Tieto- ja viestintäteknologia",
        "sv": "Digital kompetens",
        "en": "ICT competence",
    }


def test_it_says_what_is_new_changed_and_only_in_the_index(refreshed):
    assert refreshed.new == ["7-9 KS T9"]
    assert refreshed.changed == ["L5", "7-9 MA T20", *(f"7-9 KS T{n}" for n in range(1, 9))]
    assert "7-9 MA T14" in refreshed.kept
    assert entry(refreshed.index, "goals", band="7-9", subject="MA", goal="T14")["label"]
    assert [key for key in refreshed.kept if key.startswith("7-9 GE")] == [], "the file says nothing of geography"


def test_importing_twice_changes_nothing_more(refreshed):
    again = refresh(refreshed.index, SAVED)
    assert (again.new, again.changed, again.index) == ([], [], refreshed.index)


def test_the_goals_of_a_subject_with_syllabuses_are_those_of_the_first(refreshed):
    maths = SAVED["oppiaineet"][0]
    tongue = {
        "id": 1,
        "koodiUri": "oppiaineetyleissivistava2_ai",
        "koosteinen": True,
        "vuosiluokkakokonaisuudet": [],
        "oppimaarat": [{"id": 466341, "vuosiluokkakokonaisuudet": maths["vuosiluokkakokonaisuudet"]}],
    }
    index = refresh(read_index(), {**SAVED, "oppiaineet": [tongue]}).index
    assert entry(index, "goals", band="7-9", subject="AI", goal="T20")["eperusteet_id"] == 748930


def test_the_whole_answer_or_its_part_may_be_saved(tmp_path):
    for name, data in (("whole.json", {"id": 419550, "perusopetus": SAVED}), ("part.json", SAVED)):
        (tmp_path / name).write_text(json.dumps(data))
        assert read_saved(tmp_path / name)["oppiaineet"][0]["id"] == 466344


@pytest.mark.parametrize("text", ["[]", "{}", "no JSON", '{"perusopetus": {"oppiaineet": 1}}'])
def test_another_file_is_refused(tmp_path, text):
    (tmp_path / "file.json").write_text(text)
    with pytest.raises(NotEperusteet, match=r"file\.json"):
        read_saved(tmp_path / "file.json")
