"""The board of a lesson: where each pupil is, who needs help, in an order that never jumps."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone, translation
from innolab_portal.lessons import actions, board, queries
from innolab_portal.lessons.marks import Mark

NOON = dt.datetime(2026, 11, 24, 10, 0, tzinfo=dt.UTC)


def seen(lesson: Any, *, animals: bool = False) -> board.Board:
    return queries.lesson_board(lesson, timezone.now(), animals=animals)


def row(lesson: Any, name: str) -> board.Row:
    return next(row for row in seen(lesson).rows if row.pupil.shown == name)


def looks(of: board.Row) -> list[str]:
    return [f"[{stop.look} {stop.tries}x {stop.minutes}min]" if stop.here else stop.look for stop in of.stops]


def test_a_pupil_who_has_not_started_has_an_empty_line(classroom: Any, clock: Any) -> None:
    aino = row(classroom.gives(), "Aino V.")
    assert (looks(aino), aino.condition) == (["new", "new", "new"], "not_started")


def test_the_pill_stands_where_the_pupil_is_with_tries_and_minutes(classroom: Any, clock: Any) -> None:
    lesson = classroom.gives()
    classroom.works(lesson, classroom.aino, "plot", read="done")
    clock.goes_on(minutes=5)
    classroom.works(lesson, classroom.aino, "plot", plot=("trying", 2))
    clock.goes_on(seconds=50)
    aino = row(lesson, "Aino V.")
    assert (looks(aino), aino.condition) == (["done", "[trying 2x 0min]", "new"], "")
    assert [(stop.to_here, stop.from_here) for stop in aino.stops] == [(False, True), (True, False), (False, False)]


def test_long_in_the_same_step_is_stuck(classroom: Any, clock: Any) -> None:
    lesson = classroom.gives()
    classroom.works(lesson, classroom.aino, "plot", plot=("trying", 6))
    for _ in range(9):
        clock.goes_on(minutes=1)
        classroom.works(lesson, classroom.aino, "plot")
    aino = row(lesson, "Aino V.")
    assert (looks(aino), aino.condition) == (["new", "[stuck 6x 9min]", "new"], "stuck")
    assert [each.pupil.shown for each in seen(lesson).help] == ["Aino V."]


def test_silent_for_a_minute_is_away_and_not_stuck(classroom: Any, clock: Any) -> None:
    lesson = classroom.gives()
    classroom.works(lesson, classroom.aino, "plot", read="done")
    clock.goes_on(minutes=30)
    aino = row(lesson, "Aino V.")
    assert (looks(aino), aino.condition) == (["done", "[away 0x 1min]", "new"], "away")
    assert seen(lesson).help == []


def test_nobody_is_stuck_or_away_when_the_lesson_is_over(classroom: Any, clock: Any) -> None:
    lesson = classroom.gives()
    classroom.works(lesson, classroom.aino, "plot", read="done")
    clock.goes_on(minutes=30)
    actions.end(lesson=lesson, by=classroom.teacher)
    assert row(lesson, "Aino V.").condition == ""


def test_what_could_not_be_judged_asks_for_the_teacher(classroom: Any, clock: Any) -> None:
    lesson = classroom.gives()
    classroom.works(lesson, classroom.aino, "plot", read="done", plot=("unjudged", 1))
    aino = row(lesson, "Aino V.")
    assert (looks(aino), aino.condition, aino.needs_help) == (
        ["done", "[unjudged 1x 0min]", "new"], "unjudged", True,
    )  # fmt: skip


def test_the_stuck_come_first_the_longest_first(classroom: Any, clock: Any) -> None:
    lesson = classroom.gives()
    kaisa = classroom.town.pupil(classroom.school_class, "Kaisa Koivu")
    classroom.works(lesson, classroom.eino, "plot", plot="unjudged")
    classroom.works(lesson, classroom.aino, "read")
    clock.goes_on(minutes=2)
    classroom.works(lesson, kaisa, "read")
    for _ in range(10):
        clock.goes_on(minutes=1)
        for pupil, step in [(classroom.aino, "read"), (classroom.eino, "plot"), (kaisa, "read")]:
            classroom.works(lesson, pupil, step)
    assert [each.pupil.shown for each in seen(lesson).help] == ["Aino V.", "Kaisa K.", "Eino A."]


def test_a_hand_in_stands_above_all_else(classroom: Any, clock: Any, hand_ins: Any) -> None:
    lesson = classroom.gives()
    classroom.works(lesson, classroom.aino, "why", read="done", plot="done")
    mark = Mark(handed_in_at=NOON, status="graded", points=3.5, max_points=6, to_review=True)
    hand_ins.known[lesson.pk, classroom.aino.pk] = mark
    clock.goes_on(minutes=30)
    shown = seen(lesson)
    aino = row(lesson, "Aino V.")
    assert (aino.condition, aino.mark) == ("handed_in", mark)
    assert (shown.handed_in, shown.to_review, shown.help) == (1, 1, [])


def test_heads_count_who_is_done(classroom: Any, clock: Any) -> None:
    lesson = classroom.gives()
    classroom.works(lesson, classroom.aino, "plot", read="done")
    classroom.works(lesson, classroom.eino, "why", read="done", plot="done")
    with translation.override("fi"):
        heads = seen(lesson).heads
    assert heads == (
        board.Head(1, "Lue", 2),
        board.Head(2, "Piirrä", 1),
        board.Head(3, "Selitä", 0),
    )
    assert seen(lesson).started == 2


def test_the_order_is_the_alphabet_with_a_ring_and_dots_last(town: Any) -> None:
    names = ["Åsa", "Zelda", "Örjan", "aino", "Älva", "Bo"]
    pupils = [board.Pupil(n, f"p-{n}", name, "") for n, name in enumerate(names)]
    assert [pupil.shown for pupil in board.in_alphabet(pupils)] == ["aino", "Bo", "Zelda", "Åsa", "Älva", "Örjan"]


def test_as_animals_nobody_can_be_told_by_name_or_place(classroom: Any, clock: Any) -> None:
    lesson = classroom.gives()
    shown = [each.pupil.shown for each in seen(lesson, animals=True).rows]
    assert shown == sorted(shown, key=board.alphabet)
    assert not {"Aino", "Eino"} & {word for name in shown for word in name.split()}


@pytest.mark.parametrize(
    ("full", "short"),
    [
        (["Aino Virtanen"], ["Aino V."]),
        (["Aino Virtanen", "Aino Virta", "Aino Salo"], ["Aino Virtan.", "Aino Virta", "Aino S."]),
        (["Aino", "Bo Ek"], ["Aino", "Bo E."]),
        (["Li X"], ["Li X"]),
    ],
)
def test_names_are_as_short_as_tells_pupils_apart(full: list[str], short: list[str]) -> None:
    assert list(board.short_names(dict(enumerate(full))).values()) == short


def test_the_board_costs_the_same_for_two_pupils_and_for_thirty(classroom: Any, django_assert_num_queries: Any) -> None:
    lesson = classroom.gives()
    with django_assert_num_queries(4):
        seen(lesson)
    for number in range(28):
        classroom.works(lesson, classroom.town.pupil(classroom.school_class, f"Oppilas {number}"), "read")
    with django_assert_num_queries(4):
        assert len(seen(lesson).rows) == 30
