"""How words and numbers are written in each language."""

from __future__ import annotations

import json

import innolab_check
import pytest
from innolab_check import language, say, shown, t, use_language
from innolab_check.texts import read_messages


@pytest.fixture
def messages(tmp_path):
    words = {
        "temp": {
            "fi": "lämpötila {value:.1f} °C",
            "sv": "temperatur {value:.1f} °C",
            "en": "temperature {value:.1f} °C",
        },
        "who": {"fi": "{kind}", "sv": "{kind}", "en": "{kind}"},
    }
    path = tmp_path / "messages.json"
    path.write_text(json.dumps(words), encoding="utf-8")
    read_messages(path)
    return path


def test_numbers_follow_the_language(messages):
    assert say("temp", {"value": -1234.56}) == {
        "fi": "lämpötila −1234,6 °C",
        "sv": "temperatur −1234,6 °C",
        "en": "temperature −1234.6 °C",
    }


def test_labels_speak_the_language_in_use(messages):
    use_language("sv")
    assert (language(), t("temp", value=6.5)) == ("sv", "temperatur 6,5 °C")


def test_an_unknown_language_changes_nothing(messages):
    use_language("xx")
    assert language() == "fi"


def test_a_parameter_may_bring_its_own_words_for_each_language(messages):
    assert say("who", {"kind": {"fi": "luku", "sv": "tal", "en": "number"}})["sv"] == "tal"


@pytest.mark.parametrize(("value", "written"), [("x", "x"), (True, "True"), (None, "None"), ([1], "[1]"), (3, "3")])
def test_any_value_can_be_filled_in(messages, value, written):
    assert t("who", kind=value) == written


def test_a_missing_value_or_key_never_stops_a_pupil(messages):
    assert t("temp") == "lämpötila ? °C"
    assert t("no.such.key") == "no.such.key"


def test_without_a_messages_file_the_old_messages_stay(messages, tmp_path):
    innolab_check.start(messages=tmp_path / "nothing.json")
    assert t("temp", value=1) == "lämpötila 1,0 °C"


def test_a_picture_of_a_value_is_short_and_on_one_line():
    assert len(shown("x" * 500)) == 60
    assert shown("a\nb") == "'a\\nb'"
