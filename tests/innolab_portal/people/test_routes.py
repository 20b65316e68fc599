"""Who may use each page of the people app: every person of a town on every route, own and others' classes.

The routes come from the URL map: one without a row here fails.
"""

import datetime as dt
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from innolab_portal.people import actions, urls
from innolab_portal.people.models import Role, SchoolClass, User

OPEN = {
    "home",
    "sign_in",
    "sign_in_adult",
    "invitation",
    "card",
    "picture_who",
    "picture_choose",
    "sign_out",
    "arrive",
    "set_language",
}
"""Before or without signing in; tests/innolab_portal/people/test_sign_in.py, test_cards.py, test_pictures.py and test_invitations.py tell of them."""
FOREIGN = {"account_login", "account_reauthenticate", None}
"""Names by which allauth finds the sign-in page, and what it answers itself."""

SERVICE, SCHOOL = "operator of the service", "operator of the school"
TEACHER, SUBSTITUTE = "teacher of the class", "substitute today"
EVERYBODY = {
    "nobody", "pupil of the class", "pupil of another class", TEACHER, SUBSTITUTE, "substitute of the past",
    "teacher of another class", "trainer", SERVICE, SCHOOL, "operator of another school",
}  # fmt: skip
KEEP_NAMES = {TEACHER, SUBSTITUTE, SCHOOL}
KEEP_TEACHERS = {SERVICE, SCHOOL}

CLASS, PUPIL_OF_CLASS, TEACHER_OF_CLASS = ("key",), ("key", "pupil"), ("key", "teacher")
SCHOOL_CODE, ADULT = ("code",), ("code", "teacher")
ROUTES = {
    "operator": ("get", (), {}, {SERVICE, SCHOOL, "operator of another school"}),
    "school_add": ("post", (), {}, {SERVICE, SCHOOL, "operator of another school"}),
    "school": ("get", SCHOOL_CODE, {}, KEEP_TEACHERS),
    "school_roster": ("get", SCHOOL_CODE, {}, {SCHOOL}),
    "school_roster_look": ("post", SCHOOL_CODE, {}, {SCHOOL}),
    "school_roster_bring_in": ("post", SCHOOL_CODE, {}, {SCHOOL}),
    "school_log": ("get", SCHOOL_CODE, {}, KEEP_TEACHERS),
    "school_idle": ("post", SCHOOL_CODE, {"minutes": "10"}, KEEP_TEACHERS),
    "class_idle": ("post", CLASS, {"minutes": "10"}, KEEP_NAMES | {SERVICE}),
    "school_add_class": ("post", SCHOOL_CODE, {}, KEEP_TEACHERS),
    "school_invite": ("post", SCHOOL_CODE, {}, KEEP_TEACHERS),
    "school_new_link": ("post", ADULT, {}, KEEP_TEACHERS),
    "school_close": ("post", ADULT, {}, KEEP_TEACHERS),
    "class_people": ("get", CLASS, {}, KEEP_NAMES | {SERVICE}),
    "class_add_pupils": ("post", CLASS, {"names": "Uusi Oppilas"}, KEEP_NAMES),
    "class_new_codes": ("post", CLASS, {}, KEEP_NAMES),
    "class_give_pictures": ("post", CLASS, {}, KEEP_NAMES),
    "class_new_cards": ("post", CLASS, {}, KEEP_NAMES),
    "class_void_card": ("post", PUPIL_OF_CLASS, {}, KEEP_NAMES),
    "class_pupil_leaves": ("post", PUPIL_OF_CLASS, {}, KEEP_NAMES),
    "class_add_teacher": ("post", CLASS, {"email": "uusi@example.org", "full_name": "Uusi"}, KEEP_TEACHERS),
    "class_teacher_leaves": ("post", TEACHER_OF_CLASS, {}, KEEP_TEACHERS),
}


@dataclass
class People:
    """A class of a school, and everybody who might want to see it."""

    school_class: SchoolClass
    by_word: dict[str, User]

    def address(self, name: str, parts: tuple[str, ...]) -> str:
        of = {
            "key": self.school_class.key,
            "code": self.school_class.school_id,
            "pupil": self.by_word["pupil of the class"].username,
            "teacher": self.by_word[TEACHER].username,
        }
        return reverse(name, args=[of[part] for part in parts])

    def browser(self, town, who: str) -> Client:
        return Client() if who == "nobody" else town.browser_of(self.by_word[who])


@pytest.fixture
def people(town) -> People:
    school_class, other = town.school_class("7B"), town.school_class("8A")
    today = timezone.localdate()
    substitutes = {SUBSTITUTE: today, "substitute of the past": today - dt.timedelta(days=1)}
    by_word = {
        "pupil of the class": town.pupil(school_class, full_name="Aino Virtanen"),
        "pupil of another class": town.pupil(other),
        TEACHER: actions.invite(
            role=Role.TEACHER, email="m@example.org", full_name="Maija", school=school_class.school
        ),
        "teacher of another class": town.teacher(other),
        "trainer": town.trainer(),
        SERVICE: town.operator(),
        SCHOOL: town.operator(school_class.school),
        "operator of another school": town.operator(other.school),
    }
    actions.join(user=by_word[TEACHER], school_class=school_class)
    for word, until in substitutes.items():
        by_word[word] = town.teacher()
        actions.join(user=by_word[word], school_class=school_class, until=until)
    return People(school_class, by_word)


def test_every_route_has_its_row():
    named = {getattr(pattern, "name", None) for pattern in urls.urlpatterns}
    assert named - FOREIGN == OPEN | set(ROUTES)


@pytest.mark.parametrize("name", ROUTES)
@pytest.mark.parametrize("who", sorted(EVERYBODY))
def test_who_may_use_it(town, people, hub_servers, name, who):
    method, parts, data, allowed = ROUTES[name]
    reply = getattr(people.browser(town, who), method)(people.address(name, parts), data)
    if who in allowed:
        assert reply.status_code in {200, 302, 422}
        assert "/sign-in/" not in reply.get("Location", "")
    elif who == "nobody":
        assert reply["Location"].startswith("/services/portal/sign-in/?next=")
    else:
        assert reply.status_code == 403


@pytest.mark.parametrize("name", [name for name, route in ROUTES.items() if route[0] == "post"])
def test_what_changes_something_is_not_done_by_a_link(town, people, name):
    assert people.browser(town, SCHOOL).get(people.address(name, ROUTES[name][1])).status_code == 405


@pytest.mark.parametrize("name", [name for name, route in ROUTES.items() if route[0] == "post"])
def test_what_changes_something_needs_the_pages_own_form(town, people, name):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(people.by_word[SCHOOL])
    assert browser.post(people.address(name, ROUTES[name][1]), ROUTES[name][2]).status_code == 403


@pytest.mark.parametrize("who", sorted(EVERYBODY - {"nobody"}))
def test_names_of_pupils_are_seen_by_their_teachers_and_their_schools_operators_only(town, people, who):
    page = people.browser(town, who).get(people.address("class_people", CLASS)).text
    assert ("Aino" in page) == (who in KEEP_NAMES)


@pytest.mark.parametrize("name", ["school", "class_people"])
def test_no_page_of_a_school_is_kept_by_the_browser(town, people, name):
    parts = SCHOOL_CODE if name == "school" else CLASS
    assert "no-store" in people.browser(town, SCHOOL).get(people.address(name, parts))["Cache-Control"]
