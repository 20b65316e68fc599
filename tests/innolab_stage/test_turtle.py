"""The turtle goes where Python's own goes, and what it did is shown."""

from __future__ import annotations

import json
import math
import xml.dom.minidom

import pytest
from innolab_stage import recording, turtle

from tests.innolab_stage.conftest import STAGE, check, shown

PROGRAM = """
t.forward(50); t.left(90); t.back(20); t.rt(30)
t.goto(10, -40); t.setheading(200); t.setx(3); t.sety(4)
t.circle(30); t.circle(-40, 100); t.circle(25, -70); t.circle(12, 180, 3)
for side in range(7):
    t.fd(11.5); t.lt(360 / 7)
"""


def test_it_goes_where_pythons_own_turtle_goes():
    pythons = pytest.importorskip("turtle")
    ours, theirs = turtle.Turtle(), pythons.TNavigator()
    exec(PROGRAM, {"t": theirs})
    with recording.aside():
        exec(PROGRAM, {"t": ours})
    assert math.dist(ours.position(), theirs.position()) < 0.01
    assert ours.heading() == pytest.approx(theirs.heading())
    assert ours.distance(100, 100) == pytest.approx(theirs.distance(100, 100))
    assert ours.towards(-5, 100) == pytest.approx(theirs.towards(-5, 100))


def test_it_has_the_commands_of_pythons_own_that_need_no_window():
    pythons = pytest.importorskip("turtle")
    needs_window = {"onclick", "onrelease", "ondrag", "undo", "undobufferentries", "setundobuffer", "getscreen", "getpen", "getturtle", "clone", "ontimer"}  # fmt: skip
    needs_window |= {"shapesize", "turtlesize", "tilt", "tiltangle", "shapetransform", "shearfactor", "get_shapepoly", "resizemode", "settiltangle"}  # fmt: skip
    rare = {"clearstamp", "clearstamps", "degrees", "radians", "filling", "pen", "poly", "fill", "teleport"}
    rare |= {"begin_poly", "end_poly", "get_poly"}
    wanted = {
        name for name in vars(pythons.TNavigator) | vars(pythons.TPen) | vars(pythons.RawTurtle) if name[0] != "_"
    }
    upper = {name for name in wanted if name.isupper()} | {"DEFAULT_MODE", "DEFAULT_ANGLEOFFSET", "DEFAULT_ANGLEORIENT"}
    assert wanted - set(turtle.__all__) - needs_window - rare - upper - {"screens"} == set()


def test_a_cell_shows_data_a_still_picture_and_words(stage):
    stage.run("color('red')\nfor side in range(4):\n    forward(100)\n    right(90)")
    data = shown(stage)
    moves = [event for event in data[STAGE]["events"] if event["do"] == "move"]
    assert [event["to"] for event in moves] == [[[100.0, 0.0]], [[100.0, -100.0]], [[0.0, -100.0]], [[0.0, 0.0]]]
    assert all(event["lines"] == [3] for event in moves)
    assert json.loads(json.dumps(data[STAGE])) == data[STAGE]
    drawn = xml.dom.minidom.parseString(data["image/svg+xml"]).getElementsByTagName("polyline")
    assert [line.getAttribute("stroke") for line in drawn] == ["red"] * 4
    assert data["text/plain"] == "Kilpikonnan liikkeitä: 4, käännöksiä: 4."


def test_each_cell_starts_on_an_empty_stage_and_is_shown_once(stage):
    stage.run("forward(30)")
    stage.run("right(90)\nforward(10)")
    assert [event["do"] for event in shown(stage)[STAGE]["events"]] == ["turn", "move"]
    assert check(stage, "picture().end") == pytest.approx((0, -10))
    stage.run("1 + 1")
    assert not [output for output in stage.shell.display_pub.outputs if STAGE in output["data"]]
    assert check(stage, "picture().is_empty")


def test_lines_tell_the_function_and_who_called_it_but_no_other_cell(stage):
    stage.run("def leaf():\n    forward(10)\n\nleaf()")
    assert shown(stage)[STAGE]["events"][0]["lines"] == [2, 4]
    stage.run("right(5)\nleaf()")
    assert [event["lines"] for event in shown(stage)[STAGE]["events"]] == [[1], [2]]


def test_turtles_with_names_draw_side_by_side(stage):
    stage.run(
        "import turtle\na, b = turtle.Turtle(), turtle.Turtle()\na.forward(5)\nb.left(90)\nb.forward(7)\na.clear()"
    )
    events = shown(stage)[STAGE]["events"]
    assert [event.get("who", 0) for event in events] == [0, 1, 1, 0]
    assert check(stage, "[s.end for s in picture().segments]") == [pytest.approx((0, 7))]


def test_a_loop_without_end_is_stopped_kindly_and_still_shown(stage):
    stage.run("while True:\n    forward(1)\n    right(1)")
    assert "5000" in stage.plain["title"]["fi"]
    assert "silmukka" in stage.plain["message"]["fi"]
    assert stage.plain["line"] in (2, 3)
    assert len(shown(stage)[STAGE]["events"]) == recording.MOST_MOVES


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("forward('50')", "forward"),
        ("right(None)", "right"),
        ("forward(float('nan'))", "liian suuri"),
        ("forward(10 ** 400)", "forward"),
        ("color('sininen')", "'sininen'"),
        ("color(1, 2, 3)", "(1, 2, 3)"),
        ("goto('a')", "goto"),
    ],
)
def test_what_it_cannot_do_is_said_in_plain_words(stage, code, said):
    stage.run(code)
    assert said in stage.plain["title"]["fi"]
    assert stage.plain["line"] == 1


def test_colours_are_those_of_browsers_and_of_tk(stage):
    stage.run(
        "color('Light Blue')\ncolor('#FF0000', 'green')\ncolor((0, 0.5, 1))\nbegin_fill()\ncircle(20)\nend_fill()"
    )
    events = shown(stage)[STAGE]["events"]
    assert [event["color"] for event in events if event["do"] == "pen"] == ["lightblue", "#ff0000", "#0080ff"]
    assert [event["color"] for event in events if event["do"] == "fill"] == ["#0080ff"]
