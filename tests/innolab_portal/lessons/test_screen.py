"""The big screen: the class together, by animals, and never a name or anybody's own place."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from innolab_portal.lessons import queries, talking, tram

PORTAL = "/services/portal/"


def drawn(lesson: Any, now: dt.datetime, *, minute: int = 0) -> tram.Tram:
    return tram.build(queries.lesson_board(lesson, now, animals=True), seed=lesson.pk, minute=minute)


def test_the_tram_stands_where_the_class_is_together(classroom: Any, clock: Any) -> None:
    lesson = classroom.gives()
    assert drawn(lesson, clock.now).front == 0
    classroom.works(lesson, classroom.aino, "why", read="done", plot="done")
    classroom.works(lesson, classroom.eino, "read")
    seen = drawn(lesson, clock.now)
    assert (seen.done, seen.front) == (2, round(tram.WIDTH / 3))
    assert [(stop.number, stop.behind, stop.next) for stop in seen.stops] == [
        (1, True, False), (2, False, True), (3, False, False),
    ]  # fmt: skip


def test_animals_keep_their_seats_all_through_a_lesson(classroom: Any, clock: Any) -> None:
    lesson = classroom.gives()
    pupils = [classroom.town.pupil(classroom.school_class, f"Oppilas {number}") for number in range(19)]
    for pupil in pupils:
        classroom.works(lesson, pupil, "read")
    first = drawn(lesson, clock.now)
    classroom.works(lesson, pupils[3], "plot", read="done")
    assert [len(car.seats) for car in first.cars] == [16, 3]
    assert drawn(lesson, clock.now).cars == first.cars


def test_praise_is_for_trying_and_passes_from_one_to_another(classroom: Any, clock: Any) -> None:
    lesson = classroom.gives()
    classroom.works(lesson, classroom.aino, "plot", read=("done", 4), plot=("trying", 9))
    classroom.works(lesson, classroom.eino, "plot", read=("done", 3))
    praised = {drawn(lesson, clock.now, minute=minute).praise for minute in range(4)}
    assert {(each.animal, each.tries) for each in praised if each} == {
        (classroom.aino.alias, 4),
        (classroom.eino.alias, 3),
    }


def test_no_name_stands_on_the_big_screen_and_the_pause_does(classroom: Any, clock: Any) -> None:
    lesson = classroom.gives(closes_at=clock.now + dt.timedelta(minutes=18))
    classroom.works(lesson, classroom.aino, "plot", read=("done", 4))
    browser = classroom.town.browser_of(classroom.teacher)
    browser.get(f"{PORTAL}lessons/{lesson.pk}/?animals=0")
    screen = f"{PORTAL}lessons/{lesson.pk}/screen/"
    shown = browser.get(screen)
    html = shown.content.decode()
    assert not re.search("Aino|Eino", html)
    for words in ("18 min", classroom.school_class.sign_in_code, "Next stop 2: Plot", "tried 4 times and got there!"):
        assert words in html
    assert "tried 4 times" not in browser.get(f"{screen}?praise=0").content.decode()
    etag = browser.get(f"{screen}now/").headers["ETag"]
    assert browser.get(f"{screen}now/", headers={"if-none-match": etag}).status_code == 304
    talking.pause(lesson=lesson, by=classroom.teacher)
    assert "Eyes on the teacher" in browser.get(f"{screen}now/", headers={"if-none-match": etag}).content.decode()
