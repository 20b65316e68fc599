"""Each module is whole: three languages, a guide, a picture, licences, goals."""

from __future__ import annotations

import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from innolab_modules import LANGUAGES, curriculum

from .conftest import COURSES, MODULES, module_named, zips

HEADING = re.compile(r"^(#+) ", re.MULTILINE)


def all_texts(activity):
    """Everything a pupil reads, by where it is from and language."""
    cells = {cell.name: cell.source for cell in activity.cells if cell.is_translated}
    texts = {name: {"fi": text} for name, text in cells.items()}
    for language, translated in activity.translations.cells.items():
        for name, text in translated.items():
            texts[name][language] = text
    return texts | activity.messages


@pytest.mark.parametrize("name", MODULES)
def test_the_module_is_read_without_a_problem(name):
    assert module_named(name).manifest.id == name


@pytest.mark.parametrize("name", MODULES)
def test_everything_is_there_in_three_languages(name):
    texts = {key: text for a in module_named(name).activities for key, text in all_texts(a).items()}
    assert {key for key, text in texts.items() if set(text) != set(LANGUAGES) or not all(text.values())} == set()


@pytest.mark.parametrize("name", MODULES)
def test_no_sentence_was_left_in_finnish(name):
    texts = {key: text for a in module_named(name).activities for key, text in all_texts(a).items()}
    sentences = {key: text for key, text in texts.items() if len(re.findall(r"[^\W\d_]{3,}", text["fi"])) > 3}
    assert {key for key, text in sentences.items() if text["fi"] in (text["sv"], text["en"])} == set()


@pytest.mark.parametrize("name", MODULES)
def test_translated_texts_have_the_same_code_and_the_same_list(name):
    for activity in module_named(name).activities:
        for key, text in all_texts(activity).items():
            code = {lang: sorted(re.findall(r"`[^`]+`", text[lang])) for lang in LANGUAGES}
            items = {lang: len(re.findall(r"^(?:\d+\.|-|\|) ", text[lang], re.MULTILINE)) for lang in LANGUAGES}
            assert len({tuple(found) for found in code.values()}) == 1, (key, code)
            assert len(set(items.values())) == 1, (key, items)


@pytest.mark.parametrize("name", MODULES)
def test_a_step_asks_for_two_to_five_things(name):
    for activity in module_named(name).activities:
        for cell in activity.cells:
            if cell.role == "text" and cell.step:
                assert 2 <= len(re.findall(r"^\d+\. ", cell.source, re.MULTILINE)) <= 5, cell.name


@pytest.mark.parametrize("name", MODULES)
def test_the_guides_have_the_same_parts_in_each_language(name):
    guides = module_named(name).guides
    headings = {lang: HEADING.findall(guide) for lang, guide in guides.items()}
    rows = {lang: len(re.findall(r"^\|", guide, re.MULTILINE)) for lang, guide in guides.items()}
    assert headings["fi"] == headings["sv"] == headings["en"]
    assert rows["fi"] == rows["sv"] == rows["en"]
    levels = [len(marks) for marks in headings["fi"]]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels)), "a heading level is skipped"


@pytest.mark.parametrize("name", MODULES)
def test_the_guide_says_the_goals_in_words(name):
    module = module_named(name)
    for goal in module.manifest.goals:
        label = curriculum().goal(goal.band, goal.subject, goal.goal)["label"]
        for language in LANGUAGES:
            assert goal.goal in module.guides[language]
            assert label[language] in module.guides[language]


@pytest.mark.parametrize("name", MODULES)
def test_the_lesson_plan_fills_the_minutes_without_gaps(name):
    manifest = module_named(name).manifest
    ends = [part.start + part.minutes for part in manifest.plan]
    assert [part.start for part in manifest.plan] == [0, *ends[:-1]]
    assert ends[-1] == manifest.minutes


@pytest.mark.parametrize("name", MODULES)
def test_data_is_attributed_where_it_is_shown_and_in_the_guides(name):
    module = module_named(name)
    for data in module.manifest.data:
        for language in LANGUAGES:
            said = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", module.guides[language])
            assert getattr(data.attribution, language) in said


@pytest.mark.parametrize("name", MODULES)
def test_the_picture_is_a_plain_drawing(name):
    module = module_named(name)
    path = COURSES / name / module.manifest.picture.file
    tags = {element.tag.rpartition("}")[2] for element in ET.parse(path).iter()}
    assert tags <= {"svg", "g", "path", "rect", "circle", "title", "desc", "ellipse", "polygon", "line", "text"}
    assert "http" not in path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
    assert path.stat().st_size < 60_000


@pytest.mark.parametrize("name", MODULES)
def test_building_twice_gives_the_same_bytes(name):
    for activity in module_named(name).activities:
        first = zips(name, activity.slug)
        zips.cache_clear()
        assert zips(name, activity.slug) == first
