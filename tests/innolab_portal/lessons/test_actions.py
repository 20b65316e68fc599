"""A teacher gives, starts, ends and extends lessons; pupils' servers tell of progress."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from innolab_portal.lessons import actions, errors
from innolab_portal.lessons.models import Lesson, Progress

NOON = dt.datetime(2026, 11, 24, 10, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def test_a_given_activity_is_open_at_once(classroom: Any, clock: Any) -> None:
    lesson = classroom.gives()
    assert lesson.state(clock()) == "open"
    assert (lesson.assignment, lesson.given_by, lesson.opens_at, lesson.closes_at) == (
        "keskiarvo", classroom.teacher, NOON, None,
    )  # fmt: skip
    assert (lesson.hints_allowed, lesson.feedback_when) == (True, "by_teacher")


def test_given_again_it_has_a_name_of_its_own(classroom: Any, clock: Any) -> None:
    assert [classroom.gives().assignment for _ in range(3)] == ["keskiarvo", "keskiarvo-2", "keskiarvo-3"]


def test_a_planned_lesson_opens_and_closes_by_the_clock(classroom: Any, clock: Any) -> None:
    lesson = classroom.gives(opens_at=NOON + HOUR, closes_at=NOON + 2 * HOUR)
    states = []
    for _ in range(3):
        states.append(lesson.state(clock()))
        clock.goes_on(hours=1)
    assert states == ["planned", "open", "closed"]


def test_a_lesson_that_ends_before_it_starts_is_refused(classroom: Any, clock: Any) -> None:
    with pytest.raises(errors.ClosesBeforeItOpens):
        classroom.gives(opens_at=NOON + HOUR, closes_at=NOON)


def test_started_early_it_keeps_its_end(classroom: Any, clock: Any) -> None:
    lesson = classroom.gives(opens_at=NOON + HOUR, closes_at=NOON + 2 * HOUR)
    actions.start(lesson=lesson, by=classroom.teacher)
    lesson.refresh_from_db()
    assert (lesson.state(clock()), lesson.opens_at, lesson.closes_at) == ("open", NOON, NOON + 2 * HOUR)


def test_ended_it_can_be_opened_again(classroom: Any, clock: Any) -> None:
    lesson = classroom.gives(closes_at=NOON + HOUR)
    actions.end(lesson=lesson, by=classroom.teacher)
    assert (lesson.state(clock()), lesson.closes_at) == ("closed", NOON)
    clock.goes_on(minutes=5)
    actions.start(lesson=lesson, by=classroom.teacher)
    lesson.refresh_from_db()
    assert (lesson.state(clock()), lesson.opens_at, lesson.closes_at) == ("open", NOON, None)


def test_more_time_counts_from_the_end_or_from_now_when_that_is_past(classroom: Any, clock: Any) -> None:
    lesson = classroom.gives(closes_at=NOON + HOUR)
    actions.extend(lesson=lesson, by=classroom.teacher, minutes=10)
    assert lesson.closes_at == NOON + dt.timedelta(minutes=70)
    clock.goes_on(hours=3)
    actions.extend(lesson=lesson, by=classroom.teacher, minutes=5)
    assert lesson.closes_at == NOON + dt.timedelta(hours=3, minutes=5)


def test_without_an_end_there_is_nothing_to_extend(classroom: Any, clock: Any) -> None:
    with pytest.raises(errors.NothingToExtend):
        actions.extend(lesson=classroom.gives(), by=classroom.teacher, minutes=5)


def test_only_a_lesson_nobody_has_seen_is_withdrawn(classroom: Any, clock: Any) -> None:
    actions.withdraw(lesson=classroom.gives(opens_at=NOON + HOUR), by=classroom.teacher)
    assert not Lesson.objects.exists()
    with pytest.raises(errors.AlreadyStarted):
        actions.withdraw(lesson=classroom.gives(), by=classroom.teacher)


@pytest.mark.parametrize("who", ["aino", "stranger", "colleague"])
@pytest.mark.parametrize("verb", ["start", "end", "extend", "withdraw"])
def test_only_teachers_of_the_class_decide_over_its_lessons(classroom: Any, clock: Any, who: str, verb: str) -> None:
    lesson = classroom.gives(opens_at=NOON + HOUR, closes_at=NOON + 2 * HOUR)
    more = {"minutes": 5} if verb == "extend" else {}
    with pytest.raises(errors.NotTheirClass):
        getattr(actions, verb)(lesson=lesson, by=getattr(classroom, who), **more)
    lesson.refresh_from_db()
    assert (lesson.opens_at, lesson.closes_at) == (NOON + HOUR, NOON + 2 * HOUR)


def test_only_teachers_of_the_class_give_to_it(classroom: Any) -> None:
    with pytest.raises(errors.NotTheirClass):
        actions.give(school_class=classroom.school_class, activity=classroom.activity, by=classroom.colleague)


def test_progress_is_kept_with_the_portals_times(classroom: Any, clock: Any) -> None:
    lesson = classroom.gives()
    classroom.works(lesson, classroom.aino, "read", read="trying")
    clock.goes_on(minutes=3)
    classroom.works(lesson, classroom.aino, "plot", read=("done", 1))
    clock.goes_on(minutes=2)
    classroom.works(lesson, classroom.aino, "plot", plot=("trying", 1))
    clock.goes_on(minutes=1)
    classroom.works(lesson, classroom.aino, "plot", plot=("trying", 2))
    kept = Progress.objects.get(lesson=lesson, pupil=classroom.aino)
    assert (kept.current_step, kept.updated_at) == ("plot", NOON + dt.timedelta(minutes=6))
    assert kept.steps == {
        "read": {"state": "done", "tries": 1, "hints": 0, "since": "2026-11-24T10:03:00+00:00"},
        "plot": {"state": "trying", "tries": 2, "hints": 0, "since": "2026-11-24T10:05:00+00:00"},
    }


def test_coming_back_to_a_step_counts_anew(classroom: Any, clock: Any) -> None:
    lesson = classroom.gives()
    classroom.works(lesson, classroom.aino, "read", read="trying", plot="trying")
    clock.goes_on(minutes=20)
    classroom.works(lesson, classroom.aino, "plot")
    steps = Progress.objects.get(lesson=lesson).steps
    assert (steps["read"]["since"], steps["plot"]["since"]) == (
        "2026-11-24T10:00:00+00:00", "2026-11-24T10:20:00+00:00",
    )  # fmt: skip


def test_a_step_the_activity_does_not_have_is_refused(classroom: Any, clock: Any) -> None:
    lesson = classroom.gives()
    with pytest.raises(errors.StepUnknown):
        classroom.works(lesson, classroom.aino, "read", dance="done")
    with pytest.raises(errors.StepUnknown):
        classroom.works(lesson, classroom.aino, "dance")
    assert not Progress.objects.exists()


def test_nothing_is_told_of_a_lesson_that_has_not_opened(classroom: Any, clock: Any) -> None:
    lesson = classroom.gives(opens_at=NOON + HOUR)
    with pytest.raises(errors.LessonNotOpen):
        classroom.works(lesson, classroom.aino, "read")


def test_what_was_done_at_the_bell_is_not_lost(classroom: Any, clock: Any) -> None:
    """A pupil whose connection was gone tells of the last step after the end."""
    lesson = classroom.gives()
    actions.end(lesson=lesson, by=classroom.teacher)
    clock.goes_on(seconds=30)
    classroom.works(lesson, classroom.aino, "why", why="done")
    assert Progress.objects.get().steps["why"]["state"] == "done"
