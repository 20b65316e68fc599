"""Who sees what: pages by role, the API by token, and one form for every failure."""

import json

import pytest
from django.test import Client
from django.urls import reverse
from innolab_portal.errors import HubAway
from innolab_portal.people import actions
from innolab_portal.people.hub import HubUser

ROOT = "/services/portal/"
API = f"{ROOT}api/"
ROLES = ["pupil", "teacher", "trainer", "operator"]


def person(town, role):
    return getattr(town, role)()


@pytest.mark.parametrize(
    ("role", "page"), [("pupil", "today"), ("teacher", "classes"), ("trainer", "modules"), ("operator", "operator")]
)
def test_each_roles_day_begins_on_its_own_page(town, role, page):
    assert town.browser_of(person(town, role)).get(ROOT)["Location"] == reverse(page)


def test_whoever_has_not_signed_in_signs_in_and_comes_back(db):
    reply = Client().get(f"{ROOT}operator/")
    assert reply["Location"] == f"{ROOT}sign-in/?next=/services/portal/operator/"


@pytest.mark.parametrize("role", ROLES)
def test_only_the_operator_sees_the_operators_page(town, role):
    status = town.browser_of(person(town, role)).get(f"{ROOT}operator/").status_code
    assert status == (200 if role == "operator" else 403)


def test_the_operator_of_the_service_sees_numbers_and_no_names_of_pupils(town):
    school_class = town.school_class("7B")
    town.pupil(school_class, full_name="Aino Virtanen")
    town.teacher(school_class, full_name="Maija Lindholm")
    browser = town.browser_of(town.operator())
    assert [(s.teacher_count, s.pupil_count) for s in browser.get(f"{ROOT}operator/").context["schools"]] == [(1, 1)]
    page = browser.get(reverse("school", args=[school_class.school_id])).text
    assert school_class.sign_in_code in page
    assert not {name for name in ("Aino", "Virtanen") if name in page}


def test_a_pupils_header_shows_no_name(town):
    pupil = town.pupil(full_name="Aino Virtanen")
    page = town.browser_of(pupil).get(f"{ROOT}nothing/here/").text
    assert "Sign out" in page
    assert "Aino" not in page


def test_every_page_holds_its_scripts_styles_and_frames_to_this_site(db):
    policy = Client().get(f"{ROOT}sign-in/")["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


def test_pages_hold_no_inline_script_or_style(town):
    browser = town.browser_of(town.operator())
    for page in (Client().get(f"{ROOT}sign-in/"), browser.get(f"{ROOT}operator/"), browser.get(f"{ROOT}nothing/")):
        assert "<script>" not in page.text
        assert " style=" not in page.text
        assert "<style" not in page.text
        assert " onclick=" not in page.text


def test_the_language_of_the_browser_is_used_until_one_is_chosen(town):
    browser = town.browser_of(town.pupil(), language="sv")
    assert '<html lang="sv">' in browser.get(f"{ROOT}nothing/").text
    reply = browser.post(f"{ROOT}language/", {"language": "fi", "next": f"{ROOT}nothing/"})
    assert reply["Location"] == f"{ROOT}nothing/"
    assert '<html lang="fi">' in browser.get(f"{ROOT}nothing/").text


def test_a_chosen_language_follows_the_person_to_another_device(town):
    pupil = town.pupil()
    town.browser_of(pupil).post(f"{ROOT}language/", {"language": "sv"})
    pupil.refresh_from_db()
    assert '<html lang="sv">' in town.browser_of(pupil, language="en").get(f"{ROOT}nothing/").text


def test_a_language_we_do_not_speak_changes_nothing(town):
    browser = town.browser_of(town.pupil())
    browser.post(f"{ROOT}language/", {"language": "tlh"})
    assert '<html lang="en">' in browser.get(f"{ROOT}nothing/").text


def test_the_language_switch_leads_nowhere_else(db):
    assert Client().post(f"{ROOT}language/", {"language": "sv", "next": "//evil.example"})["Location"] == ROOT


def test_me_is_a_pseudonym_with_classes(town):
    school_class = town.school_class("7B")
    pupil = town.pupil(school_class, full_name="Aino Virtanen")
    me = {
        "user": pupil.username,
        "role": "pupil",
        "language": "",
        "classes": [{"key": school_class.key, "name": "7B"}],
    }
    # The caller's language is not the person's choice: a program would keep it for every browser.
    assert town.program_of(pupil, "sv").get(f"{API}me").json() == me
    town.browser_of(pupil).post(f"{ROOT}language/", {"language": "fi"})
    assert town.program_of(pupil, "sv").get(f"{API}me").json() == {**me, "language": "fi"}


def test_a_session_of_the_browser_does_not_open_the_api(town):
    assert town.browser_of(town.pupil()).get(f"{API}me").status_code == 401


def test_a_token_without_the_portals_scope_does_not_speak_for_its_person(town):
    token = town.hub.token_of(town.pupil(), frozenset({"access:servers!user=p-7k3f9"}))
    reply = Client(headers={"authorization": f"Bearer {token}"}).get(f"{API}me")
    assert (reply.status_code, reply.json()["error"]["code"]) == (403, "not_allowed")


def test_a_token_of_somebody_the_portal_does_not_know_is_no_sign_in(town):
    town.hub.known["stray"] = HubUser("admin", frozenset({"access:services"}))
    assert Client(headers={"authorization": "Bearer stray"}).get(f"{API}me").status_code == 401


def test_a_closed_account_has_no_api(town):
    pupil = town.pupil()
    program = town.program_of(pupil)
    pupil.is_active = False
    pupil.save()
    assert program.get(f"{API}me").status_code == 401


@pytest.mark.parametrize(
    ("language", "message"), [("fi", "Kirjaudu ensin sisään."), ("sv", "Logga in först."), ("en", "Sign in first.")]
)
def test_an_error_is_told_in_the_callers_language(town, language, message):
    reply = Client(headers={"accept-language": language}).get(f"{API}me")
    assert (reply.status_code, reply.json()) == (401, {"error": {"code": "not_signed_in", "message": message}})


def test_the_hub_being_away_is_not_the_persons_fault(town, monkeypatch):
    def away(token):
        raise HubAway

    program = town.program_of(town.pupil())
    monkeypatch.setattr(town.hub, "of_token", away)
    reply = program.get(f"{API}me")
    assert (reply.status_code, reply.json()["error"]["code"]) == (503, "hub_away")


def test_every_failure_of_the_api_has_one_form(town):
    program = town.program_of(town.teacher())
    replies = {
        "not_found": program.get(f"{API}no/such/route"),
        "method_not_allowed": program.post(f"{API}me"),
        "not_signed_in": Client().get(f"{API}me"),
        "invalid": program.put(f"{API}lessons/0123456789/progress", b"[not json", content_type="application/json"),
    }
    for code, reply in replies.items():
        told = json.loads(reply.content)
        assert set(told) == {"error"}, code
        assert set(told["error"]) == {"code", "message"}, code
        assert told["error"]["message"], code
    assert {code: reply.json()["error"]["code"] for code, reply in replies.items() if code != "invalid"} == {
        code: code for code in replies if code != "invalid"
    }


def test_a_fault_of_ours_tells_nothing_of_its_inside(town, monkeypatch):
    def broken(*, user):
        raise RuntimeError("the database's password is hunter2")

    monkeypatch.setattr("innolab_portal.people.queries.classes_of", broken)
    reply = town.program_of(town.pupil()).get(f"{API}me")
    assert (reply.status_code, reply.json()["error"]["code"]) == (500, "our_fault")
    assert "hunter2" not in reply.text


def test_a_page_that_breaks_says_that_the_fault_is_ours(town, monkeypatch):
    browser = town.browser_of(town.operator(), language="fi")
    browser.raise_request_exception = False
    monkeypatch.setattr("innolab_portal.people.queries.schools_with_numbers", lambda: 1 / 0)
    reply = browser.get(f"{ROOT}operator/")
    assert reply.status_code == 500
    assert "Vika ei ole sinussa vaan meillä." in reply.text


def test_people_are_members_of_the_classes_they_were_put_into(town):
    school_class = town.school_class("7B")
    teacher = town.teacher(school_class)
    again = actions.join(user=teacher, school_class=school_class)
    assert teacher.memberships.get() == again
