"""Pages around lessons: a pupil's day, a teacher's classes, giving, the lesson room."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from innolab_portal.errors import HubAway
from innolab_portal.lessons import actions, talking
from innolab_portal.lessons.marks import Mark
from innolab_portal.lessons.models import Idea, Lesson
from innolab_portal.people.actions import join
from innolab_portal.people.servers import ServerState

NOON = dt.datetime(2026, 11, 24, 10, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
PORTAL = "/services/portal/"
WHO = ["teacher", "aino", "colleague", "stranger", "trainer", "operator"]
# Who may: teacher and pupil of the class, teacher and pupil of another, trainer, operator.
TABLE = {
    "GET today/": [403, 200, 403, 200, 403, 403],
    "GET classes/": [200, 403, 200, 403, 403, 403],
    "GET classes/{class}/": [200, 403, 403, 403, 403, 403],
    "GET library/lumi/keskiarvo/give/": [200, 403, 200, 403, 403, 403],
    "GET lessons/{lesson}/": [200, 403, 403, 403, 403, 403],
    "GET lessons/{lesson}/board/": [200, 403, 403, 403, 403, 403],
    "POST lessons/{lesson}/start/": [302, 403, 403, 403, 403, 403],
    "POST lessons/{lesson}/end/": [302, 403, 403, 403, 403, 403],
    "POST lessons/{lesson}/extend/": [302, 403, 403, 403, 403, 403],
    "POST lessons/{lesson}/withdraw/": [302, 403, 403, 403, 403, 403],
    "POST lessons/{lesson}/pause/": [302, 403, 403, 403, 403, 403],
    "POST lessons/{lesson}/go-on/": [302, 403, 403, 403, 403, 403],
    "POST lessons/{lesson}/open-steps/": [302, 403, 403, 403, 403, 403],
    "GET lessons/{lesson}/pupils/{aino}/": [200, 403, 403, 403, 403, 403],
    "GET lessons/{lesson}/pupils/{aino}/now/": [200, 403, 403, 403, 403, 403],
    "GET lessons/{lesson}/pupils/{aino}/work/": [200, 403, 403, 403, 403, 403],
    "GET lessons/{lesson}/pupils/{stranger}/": [404, 403, 403, 403, 403, 403],
    "GET lessons/{lesson}/pupils/{stranger}/work/": [404, 403, 403, 403, 403, 403],
    "POST lessons/{lesson}/pupils/{aino}/hand/": [302, 403, 403, 403, 403, 403],
    "POST lessons/{lesson}/pupils/{aino}/note/": [302, 403, 403, 403, 403, 403],
    "POST lessons/{lesson}/pupils/{stranger}/note/": [404, 403, 403, 403, 403, 403],
    "GET lessons/{lesson}/screen/": [200, 403, 403, 403, 403, 403],
    "GET lessons/{lesson}/screen/now/": [200, 403, 403, 403, 403, 403],
    "GET ideas/": [200, 403, 200, 403, 403, 403],
    "POST ideas/{idea}/read/": [302, 403, 404, 403, 403, 403],
    "GET lessons/0000000000/": [404, 403, 404, 403, 403, 403],
    "GET classes/nobodys/": [403, 403, 403, 403, 403, 403],
}


def person(classroom: Any, who: str) -> Any:
    makers = {"trainer": classroom.town.trainer, "operator": classroom.town.operator}
    return makers[who]() if who in makers else getattr(classroom, who)


def ask(browser: Any, route: str, classroom: Any, lesson: Lesson) -> Any:
    verb, path = route.split()
    path = path.replace("{class}", classroom.school_class.key).replace("{lesson}", lesson.pk)
    if "{idea}" in path:
        talking.send_idea(lesson=lesson, pupil=classroom.aino, key="k", kind=Idea.Kind.TOO_HARD, words="", step="read")
        path = path.replace("{idea}", str(Idea.objects.get().pk))
    path = path.replace("{aino}", classroom.aino.username).replace("{stranger}", classroom.stranger.username)
    return getattr(browser, verb.lower())(PORTAL + path)


@pytest.mark.parametrize(
    ("route", "who", "status"),
    [(route, who, status) for route, row in TABLE.items() for who, status in zip(WHO, row, strict=True)],
)
def test_who_may_open_what(classroom: Any, route: str, who: str, status: int) -> None:
    browser = classroom.town.browser_of(person(classroom, who))
    lesson = classroom.gives()
    assert ask(browser, route, classroom, lesson).status_code == status
    if status != 302:
        assert Lesson.objects.get().closes_at is None


@pytest.mark.parametrize("route", TABLE)
def test_strangers_are_sent_to_sign_in(classroom: Any, client: Any, route: str) -> None:
    if route.startswith("POST"):
        return
    answer = ask(client, route, classroom, classroom.gives())
    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, f"{PORTAL}sign-in/")


def page(browser: Any, path: str) -> str:
    """What a page says, without its markup."""
    html = browser.get(PORTAL + path).content.decode()
    words = re.sub(r"<[^>]+>", " ", re.sub(r"(?s)<(head|script).*?</\1>", "", html)).replace("\u00ad", "")
    return " ".join(unescape(words).split())


# --- a pupil's day


def test_a_pupil_is_greeted_by_animal_and_told_what_to_do_now(classroom: Any, clock: Any) -> None:
    lesson = classroom.gives(closes_at=NOON + HOUR)
    classroom.works(lesson, classroom.aino, "plot", read="done")
    browser = classroom.town.browser_of(classroom.aino, "fi")
    shown = page(browser, "today/")
    assert "Tunti on käynnissä, päättyy klo 13.00" in shown
    assert "1 askel tehty. Seuraavaksi: Piirrä ." in shown
    assert "Aino" not in shown
    html = browser.get(f"{PORTAL}today/").content.decode()
    assert f'href="{PORTAL}lessons/{lesson.pk}/open/"' in html
    assert html.count("button--filled") == 1


def test_a_lesson_to_come_says_when(classroom: Any, clock: Any) -> None:
    classroom.gives(opens_at=NOON + 24 * HOUR)
    shown = page(classroom.town.browser_of(classroom.aino, "sv"), "today/")
    assert "Ingen lektion pågår just nu" in shown
    assert "Börjar i morgon kl. 12.00." in shown


def test_what_was_stays_with_its_state(classroom: Any, clock: Any, hand_ins: Any) -> None:
    done, begun = classroom.gives(), classroom.gives()
    classroom.works(begun, classroom.aino, "plot", read="done")
    hand_ins.known[done.pk, classroom.aino.pk] = Mark(handed_in_at=NOON)
    for lesson in (done, begun):
        actions.end(lesson=lesson, by=classroom.teacher)
    shown = page(classroom.town.browser_of(classroom.aino), "today/")
    assert "Handed in today" in shown
    assert "Unfinished, 1 / 3 steps" in shown


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fi", "Voit vielä palauttaa sen. Se merkitään myöhässä palautetuksi."),
        ("sv", "Du kan fortfarande lämna in det. Det markeras då som sent inlämnat."),
        ("en", "You can still hand it in. It is then marked as late."),
    ],
)
def test_where_late_work_is_taken_what_was_not_handed_in_says_so(
    classroom: Any, clock: Any, hand_ins: Any, language: str, words: str
) -> None:
    done, missed, missed_for_good = (classroom.gives(late_allowed=late) for late in (True, True, False))
    hand_ins.known[done.pk, classroom.aino.pk] = Mark(handed_in_at=NOON)
    for lesson in (done, missed, missed_for_good):
        actions.end(lesson=lesson, by=classroom.teacher)
    assert page(classroom.town.browser_of(classroom.aino, language), "today/").count(words) == 1


def test_a_waiting_page_learns_that_a_lesson_started(classroom: Any, clock: Any) -> None:
    browser = classroom.town.browser_of(classroom.aino)
    before = browser.get(f"{PORTAL}today/?version=1").json()
    assert before == browser.get(f"{PORTAL}today/?version=1").json()
    classroom.gives()
    assert before != browser.get(f"{PORTAL}today/?version=1").json()


def test_a_pupils_day_costs_the_same_however_much_was(classroom: Any, clock: Any) -> None:
    browser = classroom.town.browser_of(classroom.aino)

    def queries() -> int:
        with CaptureQueriesContext(connection) as taken:
            browser.get(f"{PORTAL}today/")
        return len(taken)

    classroom.gives()
    actions.end(lesson=classroom.gives(), by=classroom.teacher)
    few = queries()
    for _ in range(5):
        actions.end(lesson=classroom.gives(), by=classroom.teacher)
    assert queries() == few


# --- a teacher's classes


def test_a_teachers_home_puts_todays_lessons_first(classroom: Any, clock: Any, hand_ins: Any) -> None:
    over = classroom.gives()
    hand_ins.known[over.pk, classroom.aino.pk] = Mark(handed_in_at=NOON, status="graded", to_review=True)
    actions.end(lesson=over, by=classroom.teacher)
    running = classroom.gives(closes_at=NOON + HOUR)
    classroom.works(running, classroom.aino, "read")
    classroom.gives(opens_at=NOON + 24 * HOUR)
    shown = page(classroom.town.browser_of(classroom.teacher), "classes/")
    assert re.search(
        r"On now .* ends at 13:00 · 1 / 2 pupils have started .*"
        r"Coming up .* starts tomorrow at 12:00 .*Waiting for you .* Review 1 work",
        shown,
    )


def test_a_class_shows_its_code_pupils_and_lessons(classroom: Any, clock: Any) -> None:
    classroom.gives()
    shown = page(classroom.town.browser_of(classroom.teacher), f"classes/{classroom.school_class.key}/")
    for words in (classroom.school_class.sign_in_code, "Pupils (2)", "Aino Virtanen", "On now since at 12:00"):
        assert words in shown
    assert shown.index("Eino Ahola") > shown.index("Aino Virtanen")


# --- giving


def give(classroom: Any, **answers: Any) -> Any:
    told = {
        "school_class": classroom.school_class.key,
        "starts": "now",
        "ends": "teacher",
        "feedback_when": "by_teacher",
        "hints_allowed": "on",
    }
    browser = classroom.town.browser_of(classroom.teacher)
    return browser.post(f"{PORTAL}library/lumi/keskiarvo/give/", told | answers)


def test_given_with_the_answers_that_stand_there(classroom: Any, clock: Any) -> None:
    answer = give(classroom)
    lesson = Lesson.objects.get()
    assert answer.headers["Location"] == f"{PORTAL}lessons/{lesson.pk}/"
    assert (lesson.school_class, lesson.opens_at, lesson.closes_at, lesson.feedback_when, lesson.hints_allowed) == (
        classroom.school_class, NOON, None, "by_teacher", True,
    )  # fmt: skip


def test_planned_for_later_in_helsinki_time(classroom: Any, clock: Any) -> None:
    give(classroom, starts="later", opens_at="2026-11-25T09:15", ends="45", feedback_when="at_once", hints_allowed="")
    lesson = Lesson.objects.get()
    opens = dt.datetime(2026, 11, 25, 7, 15, tzinfo=dt.UTC)
    assert (lesson.opens_at, lesson.closes_at, lesson.feedback_when, lesson.hints_allowed) == (
        opens, opens + dt.timedelta(minutes=45), "at_once", False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"school_class": ""}, "This field is required."),
        ({"starts": "later", "opens_at": ""}, "Say when the lesson starts."),
        ({"ends": "time", "closes_at": ""}, "Say when the lesson ends."),
        ({"ends": "time", "closes_at": "2026-11-24T09:00"}, "The lesson must end after it starts."),
        ({"ends": "time", "closes_at": "soon"}, "Enter a valid date/time."),
    ],
)
def test_what_is_missing_is_said_at_its_place(classroom: Any, clock: Any, answers: Any, words: str) -> None:
    answer = give(classroom, **answers)
    assert (answer.status_code, words in unescape(answer.content.decode())) == (200, True)
    assert not Lesson.objects.exists()


def test_another_teachers_class_cannot_be_given_to(classroom: Any) -> None:
    other = classroom.town.school_class("9C")
    join(user=classroom.colleague, school_class=other)
    assert give(classroom, school_class=other.key).status_code == 200
    assert not Lesson.objects.exists()


# --- the lesson room


def test_the_board_is_a_table_with_a_caption(classroom: Any, clock: Any, hand_ins: Any) -> None:
    lesson = classroom.gives(closes_at=NOON + HOUR)
    classroom.works(lesson, classroom.aino, "plot", read="done", plot=("trying", 2))
    hand_ins.known[lesson.pk, classroom.eino.pk] = Mark(NOON, status="graded", points=3.5, max_points=6)
    shown = page(classroom.town.browser_of(classroom.teacher), f"lessons/{lesson.pk}/")
    assert "12:00–13:00, 60 min left" in shown
    assert "2 pupils, 2 started, 1 handed in" in shown
    assert "Aino V. done 2× checks, 0 min trying not yet" in shown
    assert re.search(r"Eino A\. .* Handed in : Eino A\. 3\.5 / 6", shown)


def test_the_names_switch_is_remembered(classroom: Any, clock: Any) -> None:
    lesson = classroom.gives()
    browser = classroom.town.browser_of(classroom.teacher)
    assert "Aino V." in page(browser, f"lessons/{lesson.pk}/")
    assert "Aino V." not in page(browser, f"lessons/{lesson.pk}/?animals=1")
    assert "Aino V." not in page(browser, f"lessons/{lesson.pk}/")
    assert "Aino V." in page(browser, f"lessons/{lesson.pk}/?animals=0")


def test_the_board_is_drawn_only_when_something_changed(classroom: Any, clock: Any) -> None:
    lesson = classroom.gives(closes_at=NOON + HOUR)
    browser = classroom.town.browser_of(classroom.teacher)

    def look(etag: str = "") -> Any:
        return browser.get(f"{PORTAL}lessons/{lesson.pk}/board/", headers={"if-none-match": etag} if etag else {})

    first = look()
    etag = first.headers["ETag"]
    assert (first.status_code, look(etag).status_code) == (200, 304)
    classroom.works(lesson, classroom.aino, "read")
    changed = look(etag)
    assert changed.status_code == 200
    assert "0 <abbr" in changed.content.decode()
    clock.goes_on(seconds=2)
    classroom.works(lesson, classroom.aino, "read")  # only says that the pupil is still there
    assert look(changed.headers["ETag"]).status_code == 304
    clock.goes_on(minutes=1)
    assert look(changed.headers["ETag"]).status_code == 200
    actions.end(lesson=lesson, by=classroom.teacher)
    assert 'data-state="closed"' in look(changed.headers["ETag"]).content.decode()


def test_an_unchanged_board_is_cheap(classroom: Any, clock: Any, django_assert_max_num_queries: Any) -> None:
    lesson = classroom.gives()
    for number in range(28):
        classroom.works(lesson, classroom.town.pupil(classroom.school_class, f"Oppilas {number}"), "read")
    browser = classroom.town.browser_of(classroom.teacher)
    etag = browser.get(f"{PORTAL}lessons/{lesson.pk}/board/").headers["ETag"]
    with django_assert_max_num_queries(8):
        browser.get(f"{PORTAL}lessons/{lesson.pk}/board/", headers={"if-none-match": etag})


def test_a_lesson_runs_from_plan_to_end(classroom: Any, clock: Any) -> None:
    lesson = classroom.gives(opens_at=NOON + HOUR, closes_at=NOON + 2 * HOUR)
    browser = classroom.town.browser_of(classroom.teacher)
    room = f"{PORTAL}lessons/{lesson.pk}/"
    told = [unescape(browser.post(f"{room}{verb}/", {"minutes": "10"}, follow=True).content.decode())
            for verb in ("start", "extend", "end", "start", "extend", "withdraw")]  # fmt: skip
    for words, shown in zip(
        [
            "The lesson is running.",
            "The lesson has 10 minutes more.",
            "The lesson has ended.",
            "The lesson is running.",
            "This lesson has no end time",
            "The lesson has started, so it can only be ended.",
        ],
        told,
        strict=True,
    ):
        assert words in shown


def test_a_planned_lesson_is_withdrawn(classroom: Any, clock: Any) -> None:
    lesson = classroom.gives(opens_at=NOON + HOUR)
    browser = classroom.town.browser_of(classroom.teacher)
    answer = browser.post(f"{PORTAL}lessons/{lesson.pk}/withdraw/")
    assert answer.headers["Location"] == f"{PORTAL}classes/{classroom.school_class.key}/"
    assert not Lesson.objects.exists()


@pytest.mark.parametrize("verb", ["start", "end", "extend", "withdraw"])
def test_following_a_link_changes_nothing(classroom: Any, verb: str) -> None:
    lesson = classroom.gives()
    browser = classroom.town.browser_of(classroom.teacher)
    assert browser.get(f"{PORTAL}lessons/{lesson.pk}/{verb}/").status_code == 405


def test_an_app_has_a_board_without_steps(classroom: Any, clock: Any, put_on_shelf: Any) -> None:
    app = put_on_shelf("saa", "kartta", steps=[])
    lesson = actions.give(school_class=classroom.school_class, activity=app, by=classroom.teacher)
    shown = page(classroom.town.browser_of(classroom.teacher), f"lessons/{lesson.pk}/")
    assert "2 pupils Pupil State Points Aino V. Eino A." in shown


# --- into the activity


@dataclass
class FakeServers:
    """The hub's servers, ours in tests."""

    now: ServerState | None
    in_the_end: ServerState = ServerState.STARTING
    """How a server is that was waited for."""
    started: list[str] = field(default_factory=list)

    def state(self, username: str) -> ServerState:
        if self.now is None:
            raise HubAway
        return self.now

    at_once: bool = False
    """Whether the hub answers a start only when it is done."""

    def start(self, username: str) -> ServerState:
        self.started.append(username)
        return self.in_the_end if self.at_once else ServerState.STARTING

    def wait(self, username: str, seconds: float) -> ServerState:
        return self.in_the_end


@pytest.fixture
def servers(monkeypatch: pytest.MonkeyPatch) -> FakeServers:
    fake = FakeServers(ServerState.READY)
    monkeypatch.setattr(apps.get_app_config("people"), "hub_servers", fake, raising=False)
    return fake


def test_an_opened_lesson_leads_into_the_pupils_own_server(classroom: Any, servers: FakeServers) -> None:
    lesson = classroom.gives()
    answer = classroom.town.browser_of(classroom.aino).get(f"{PORTAL}lessons/{lesson.pk}/open/")
    assert answer.headers["Location"] == f"/user/{classroom.aino.username}/innolab/lesson/{lesson.pk}"


@pytest.mark.parametrize(
    ("now", "at_once"), [(ServerState.STOPPED, False), (ServerState.STOPPED, True), (ServerState.STARTING, False)]
)
def test_a_server_soon_ready_is_gone_to_at_once(
    classroom: Any, servers: FakeServers, now: ServerState, at_once: bool
) -> None:
    lesson = classroom.gives()
    servers.now, servers.in_the_end, servers.at_once = now, ServerState.READY, at_once
    answer = classroom.town.browser_of(classroom.aino).get(f"{PORTAL}lessons/{lesson.pk}/open/")
    assert answer.headers["Location"] == f"/user/{classroom.aino.username}/innolab/lesson/{lesson.pk}"
    assert servers.started == ([classroom.aino.username] if now == ServerState.STOPPED else [])


@pytest.mark.parametrize("in_the_end", [ServerState.STARTING, ServerState.STOPPED])
def test_a_start_that_takes_long_or_failed_goes_on_on_the_waiting_page(
    classroom: Any, servers: FakeServers, in_the_end: ServerState
) -> None:
    lesson = classroom.gives()
    servers.now, servers.in_the_end = ServerState.STOPPED, in_the_end
    answer = classroom.town.browser_of(classroom.aino).get(f"{PORTAL}lessons/{lesson.pk}/open/state/")
    assert answer.json()["state"] == "starting"


def test_a_stopped_server_is_started_while_a_page_waits(classroom: Any, servers: FakeServers) -> None:
    lesson = classroom.gives()
    servers.now = ServerState.STOPPED
    shown = page(classroom.town.browser_of(classroom.aino, "fi"), f"lessons/{lesson.pk}/open/")
    assert "Tehtävä avautuu" in shown
    assert servers.started == [classroom.aino.username]


@pytest.mark.parametrize(
    ("who", "status", "words"),
    [
        ("aino", 409, "Tunti ei ole vielä alkanut."),
        ("stranger", 403, "Sinulla ei ole"),
        ("teacher", 302, ""),
    ],
)
def test_before_the_lesson_the_door_says_so(
    classroom: Any, servers: FakeServers, who: str, status: int, words: str
) -> None:
    lesson = classroom.gives(opens_at=NOON + 365 * 24 * HOUR)
    answer = classroom.town.browser_of(getattr(classroom, who), "fi").get(f"{PORTAL}lessons/{lesson.pk}/open/")
    assert answer.status_code == status
    assert words in unescape(answer.content.decode())


def test_a_hub_that_is_away_is_waited_for(classroom: Any, servers: FakeServers) -> None:
    servers.now = None
    answer = classroom.town.browser_of(classroom.aino).get(f"{PORTAL}lessons/{classroom.gives().pk}/open/")
    assert (answer.status_code, "The page goes on by itself" in answer.content.decode()) == (200, True)
