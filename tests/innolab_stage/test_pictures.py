"""Drawings are compared by what is seen, however they were drawn."""

from __future__ import annotations

import pytest
from innolab_stage import picture, same_drawing, sketch, turtle
from innolab_stage.recording import begin


@pytest.fixture(autouse=True)
def empty():
    begin()


def square(size=100, turn=turtle.right):
    for _ in range(4):
        turtle.forward(size)
        turn(90)


def drawn(program, *args, **kwargs):
    with sketch() as found:
        program(*args, **kwargs)
    return found.picture


def backwards():
    turtle.right(90)
    for _ in range(4):
        for _ in range(10):
            turtle.forward(10)
        turtle.left(90)


def test_order_direction_and_number_of_strokes_make_no_difference():
    assert same_drawing(drawn(square), drawn(backwards))


def gap():
    for _ in range(3):
        turtle.forward(100)
        turtle.right(90)
    turtle.forward(80)


def extra():
    square()
    turtle.right(45)
    turtle.forward(50)


@pytest.mark.parametrize("program", [gap, extra, lambda: square(90), lambda: square(turn=turtle.left), lambda: None])
def test_what_looks_different_is_different(program):
    assert not same_drawing(drawn(program), drawn(square))
    assert not same_drawing(drawn(square), drawn(program))


def test_a_small_slip_is_within_the_tolerance_and_can_be_told():
    assert same_drawing(drawn(square, 102), drawn(square))
    assert not same_drawing(drawn(square, 102), drawn(square), within=1)


def elsewhere():
    turtle.penup()
    turtle.goto(33, 44)
    turtle.pendown()
    square()


def test_another_place_counts_only_when_asked():
    assert not same_drawing(drawn(elsewhere), drawn(square))
    assert same_drawing(drawn(elsewhere), drawn(square), anywhere=True)


def test_symmetry_is_a_drawing_that_stays_the_same():
    flag = drawn(extra)
    plain = drawn(square)
    assert same_drawing(plain, plain.mirrored())
    assert all(same_drawing(plain, plain.rotated(90 * part)) for part in range(4))
    assert not same_drawing(flag, flag.mirrored())
    assert not same_drawing(plain, plain.rotated(45))


def test_the_pupils_picture_is_not_touched_by_a_sketch():
    turtle.forward(10)
    drawn(square)
    found = picture()
    assert (found.length, found.moves, found.turns, found.is_closed) == (10, 1, 0, False)
    assert drawn(square).is_closed


def test_a_long_drawing_is_compared_in_no_time():
    def rosette():
        for _ in range(400):
            turtle.circle(100000, 30, steps=1)

    assert same_drawing(drawn(rosette), drawn(rosette))
