"""A class's servers are started before its pupils come, without anybody waiting for it."""

from __future__ import annotations

import datetime as dt
import threading
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from innolab_portal.errors import HubAway
from innolab_portal.lessons import actions, ahead
from innolab_portal.people import actions as people_actions
from innolab_portal.people.servers import ServerState

NOON = dt.datetime(2026, 11, 24, 10, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@dataclass
class FakeServers:
    """The hub's servers: those it knows, and how many were starting at once."""

    states: dict[str, ServerState] = field(default_factory=dict)
    away: bool = False
    asked: list[str] = field(default_factory=list)
    at_once: int = 0
    _lock: Any = field(default_factory=threading.Lock)

    def state(self, username: str) -> ServerState:
        if self.away:
            raise HubAway
        return self.states.get(username, ServerState.UNKNOWN_PERSON)

    def introduce(self, username: str) -> None:
        self.states[username] = ServerState.STOPPED

    def start(self, username: str) -> ServerState:
        with self._lock:
            assert self.states[username] == ServerState.STOPPED
            self.asked.append(username)
            self.states[username] = ServerState.STARTING
            self.at_once = max(self.at_once, list(self.states.values()).count(ServerState.STARTING))
        return ServerState.STARTING

    def wait(self, username: str, seconds: float) -> ServerState:
        with self._lock:
            self.states[username] = ServerState.READY
        return ServerState.READY


@pytest.fixture
def servers(monkeypatch: pytest.MonkeyPatch) -> FakeServers:
    made = FakeServers()
    monkeypatch.setattr(apps.get_app_config("people"), "hub_servers", made, raising=False)
    return made


def grader_works() -> None:
    """A grader does what is due, as the process does."""
    call_command("db_worker", batch=True)


def names(*people: Any) -> list[str]:
    return sorted(person.username for person in people)


@pytest.mark.django_db(transaction=True)
class TestTheQueue:
    """What a grader does with the plans. (In real transactions: it takes locks.)"""

    def test_start_lesson_starts_the_servers_of_the_classs_pupils_only(
        self, classroom: Any, clock: Any, servers: FakeServers
    ) -> None:
        lesson = classroom.gives(opens_at=NOON + 3 * HOUR)
        servers.states[classroom.aino.username] = ServerState.STOPPED
        page = classroom.town.browser_of(classroom.teacher).post(reverse("lesson_start", args=[lesson.pk]))
        assert page.status_code == 302
        assert servers.asked == []  # nobody waited for it
        grader_works()
        assert sorted(servers.asked) == names(classroom.aino, classroom.eino)

    def test_a_planned_lessons_servers_start_some_minutes_before(
        self, classroom: Any, clock: Any, servers: FakeServers
    ) -> None:
        classroom.gives(opens_at=NOON + HOUR)
        clock.goes_on(minutes=54)
        grader_works()
        assert servers.asked == []
        clock.goes_on(minutes=1)
        grader_works()
        assert sorted(servers.asked) == names(classroom.aino, classroom.eino)
        grader_works()
        assert len(servers.asked) == 2

    def test_how_long_before_is_a_setting(
        self, classroom: Any, clock: Any, servers: FakeServers, settings: Any
    ) -> None:
        settings.PORTAL = settings.PORTAL.model_copy(update={"start_ahead_minutes": 20})
        classroom.gives(opens_at=NOON + HOUR)
        clock.goes_on(minutes=40)
        grader_works()
        assert len(servers.asked) == 2

    def test_what_runs_is_left_alone(self, classroom: Any, clock: Any, servers: FakeServers) -> None:
        servers.states[classroom.aino.username] = ServerState.READY
        classroom.gives()
        grader_works()
        assert servers.asked == names(classroom.eino)

    def test_a_hub_that_is_away_is_asked_again_until_it_is_there(
        self, classroom: Any, clock: Any, servers: FakeServers
    ) -> None:
        servers.away = True
        classroom.gives()
        for _ in range(3):
            grader_works()
            clock.goes_on(seconds=15)
        servers.away = False
        grader_works()
        assert sorted(servers.asked) == names(classroom.aino, classroom.eino)
        assert set(DBTaskResult.objects.values_list("status", flat=True)) == {"SUCCESSFUL"}

    def test_a_class_is_started_a_few_at_a_time_with_gradings_between(
        self, classroom: Any, clock: Any, servers: FakeServers
    ) -> None:
        for number in range(7):
            people_actions.make_pupil(school_class=classroom.school_class, full_name=f"Oppilas {number}")
        lesson = classroom.gives()
        call_command("db_worker", batch=True, max_tasks=1)
        assert len(servers.asked) == ahead.A_FEW
        ahead.start_servers.enqueue("a task that came meanwhile", lesson.opens_at.isoformat(), "")
        rest, other = DBTaskResult.objects.ready()
        assert (rest.args_kwargs["args"][0], other.args_kwargs["args"][0]) == (lesson.pk, "a task that came meanwhile")
        other.delete()
        grader_works()
        assert len(servers.asked) == 9
        assert servers.at_once <= ahead.A_FEW

    def test_a_lesson_that_ends_while_its_servers_start_starts_no_more(
        self, classroom: Any, clock: Any, servers: FakeServers
    ) -> None:
        for number in range(7):
            people_actions.make_pupil(school_class=classroom.school_class, full_name=f"Oppilas {number}")
        lesson = classroom.gives()
        call_command("db_worker", batch=True, max_tasks=1)
        actions.end(lesson=lesson, by=classroom.teacher)
        grader_works()
        assert len(servers.asked) == ahead.A_FEW

    def test_a_lesson_started_early_is_not_prepared_once_more_at_its_old_time(
        self, classroom: Any, clock: Any, servers: FakeServers
    ) -> None:
        lesson = classroom.gives(opens_at=NOON + 3 * HOUR)
        actions.start(lesson=lesson, by=classroom.teacher)
        grader_works()
        assert len(servers.asked) == 2
        # Meanwhile nobody came, and the servers were stopped again.
        servers.states = dict.fromkeys(servers.states, ServerState.STOPPED)
        clock.goes_on(hours=3)
        grader_works()
        assert len(servers.asked) == 2

    def test_after_half_an_hour_it_is_given_up(self, classroom: Any, clock: Any, servers: FakeServers) -> None:
        classroom.gives()
        clock.goes_on(minutes=31)
        grader_works()
        assert servers.asked == []
        assert not DBTaskResult.objects.ready().exists()

    def test_a_lesson_that_was_withdrawn_or_ended_starts_nothing(
        self, classroom: Any, clock: Any, servers: FakeServers
    ) -> None:
        withdrawn, ended = classroom.gives(opens_at=NOON + HOUR), classroom.gives(opens_at=NOON + HOUR)
        actions.withdraw(lesson=withdrawn, by=classroom.teacher)
        actions.end(lesson=ended, by=classroom.teacher)
        clock.goes_on(hours=1)
        grader_works()
        assert servers.asked == []
