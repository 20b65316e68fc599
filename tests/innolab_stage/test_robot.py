"""The robot goes through its world, and says in plain words what it can't do."""

from __future__ import annotations

import xml.dom.minidom

import pytest
from innolab_stage import robot

from tests.innolab_stage.conftest import STAGE, check, shown

TO_GOAL = 'enter("corridor")\nwhile not wall_ahead():\n    move()\n    if on_thing():\n        pick_up()'


def test_its_way_is_shown_and_can_be_checked(stage):
    stage.run(TO_GOAL)
    data = shown(stage)
    assert data[STAGE]["kind"] == "robot"
    assert [event["do"] for event in data[STAGE]["events"]] == ["enter", "go", "go", "go", "pick", "go"]
    assert xml.dom.minidom.parseString(data["image/svg+xml"])
    assert data["text/plain"] == "Robotin siirtoja: 4, poimittuja: 1. Robotti on sarakkeessa 6, rivillä 2."
    found = check(stage, "journey()")
    assert (found.end, found.picked, found.left, found.at_goal, found.bumped) == ((5, 1), ((4, 1),), (), True, False)
    assert (found.world, found.looks, found.turns) == ("corridor", ">", 0)


@pytest.mark.parametrize(
    ("code", "line", "said"),
    [
        ('enter("corridor")\nturn_left()\nmove()', 3, "törmäsi seinään"),
        ('enter("corridor")\npick_up()', 2, "ei ole mitään"),
        ("move()", 1, "ei ole vielä rataa"),
        ('enter("coridor")', 1, "'coridor'"),
    ],
)
def test_what_it_cannot_do_is_said_in_plain_words(stage, code, line, said):
    stage.run(code)
    assert said in stage.plain["title"]["fi"]
    assert stage.plain["line"] == line


def test_a_bump_is_seen_and_ends_the_code(stage):
    stage.run('enter("corridor")\nturn_right()\nmove()\nturn_right()')
    assert [event["do"] for event in shown(stage)[STAGE]["events"]] == ["enter", "turn", "bump"]
    assert check(stage, "journey().bumped")
    assert check(stage, "journey().looks") == "v"


def test_without_a_world_there_is_no_journey(stage):
    stage.run("1 + 1")
    assert check(stage, "journey().end") is None


@pytest.mark.parametrize(
    ("drawing", "said"),
    [
        ("#>#\n##", "equally long"),
        ("#>?", "no sign"),
        ("#.#", "one robot"),
        ("><", "one robot"),
        (">" + "." * 40, "30"),
    ],
)
def test_an_author_hears_what_is_wrong_with_a_world(drawing, said):
    with pytest.raises(ValueError, match=said):
        robot.world("w", drawing)
