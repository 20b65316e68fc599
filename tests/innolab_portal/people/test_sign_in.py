"""Signing in and out: by codes, by password, one browser and several people."""

import datetime as dt
import html
import re

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from innolab_portal.people import actions, codes, limits, sessions
from innolab_portal.people.models import Tries

ROOT = "/services/portal/"
SIGN_IN = f"{ROOT}sign-in/"
AUTHORIZE = f"{ROOT}identity/o/authorize?client_id=innolab-hub"
HUB_LOGOUT = "/hub/logout"


@pytest.fixture
def pupil_with_codes(town):
    """A pupil and what the pupil types."""
    school_class = town.school_class("7B")
    pupil = town.pupil(school_class)
    code = actions.give_code(user=pupil, school_class=school_class)
    return pupil, {"class_code": school_class.sign_in_code, "code": code}


def who_is_in(browser):
    return browser.session.get("_auth_user_id")


def test_a_pupil_signs_in_with_the_codes_however_they_are_typed(pupil_with_codes):
    pupil, typed = pupil_with_codes
    browser = Client()
    word, digits = typed["class_code"][:-2], typed["class_code"][-2:]
    spoken = {"class_code": f" {word.lower()}-{digits} ", "code": " ".join(typed["code"].lower())}
    reply = browser.post(SIGN_IN, spoken)
    assert (reply.status_code, reply["Location"], who_is_in(browser)) == (302, HUB_LOGOUT, str(pupil.pk))


def test_each_sign_in_first_ends_the_hub_session_and_then_goes_where_the_person_wanted(pupil_with_codes):
    _, typed = pupil_with_codes
    browser = Client()
    reply = browser.post(SIGN_IN, {**typed, "next": "/user/p-7k3f9/innolab/lesson/1"})
    assert reply["Location"] == HUB_LOGOUT
    # The hub's sign-out sends the browser to `arrive`, which signs in at the hub on the way.
    onward = browser.get(f"{ROOT}arrive/")["Location"]
    assert onward == "/hub/oauth_login?next=%2Fuser%2Fp-7k3f9%2Finnolab%2Flesson%2F1"


def test_when_the_hub_asks_and_nobody_is_signed_in_there_the_answer_goes_straight_back(pupil_with_codes):
    _, typed = pupil_with_codes
    assert Client().post(SIGN_IN, {**typed, "next": AUTHORIZE})["Location"] == AUTHORIZE


def test_when_the_hub_asks_but_holds_somebodys_session_that_session_ends_first(pupil_with_codes):
    _, typed = pupil_with_codes
    browser = Client()
    browser.cookies["jupyterhub-session-id"] = "left by the last pupil"
    assert browser.post(SIGN_IN, {**typed, "next": AUTHORIZE})["Location"] == HUB_LOGOUT


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "http:///evil.example", "javascript:x", "evil"],
)
def test_nobody_is_sent_to_another_site_after_signing_in(pupil_with_codes, elsewhere):
    _, typed = pupil_with_codes
    browser = Client()
    browser.post(SIGN_IN, {**typed, "next": elsewhere})
    assert browser.get(f"{ROOT}arrive/")["Location"] == "/hub/oauth_login?next=%2Fservices%2Fportal%2F"


def test_a_session_given_to_a_browser_before_sign_in_is_worthless_after_it(pupil_with_codes):
    _, typed = pupil_with_codes
    browser = Client()
    browser.get(SIGN_IN)
    session = browser.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    browser.cookies["innolab_session"] = planted
    browser.post(SIGN_IN, typed)
    assert browser.session.session_key != planted
    assert "planted" not in browser.session
    assert not Session.objects.filter(session_key=planted).exists()


def test_one_browser_two_pupils_the_second_is_only_the_second(town):
    school_class = town.school_class("7B")
    first, second = town.pupil(school_class), town.pupil(school_class)
    typed = [
        {"class_code": school_class.sign_in_code, "code": actions.give_code(user=pupil, school_class=school_class)}
        for pupil in (first, second)
    ]
    browser = Client()
    browser.post(SIGN_IN, typed[0])
    first_session = browser.session.session_key
    browser.post(SIGN_IN, typed[1])
    assert who_is_in(browser) == str(second.pk)
    assert not Session.objects.filter(session_key=first_session).exists()


def test_signing_out_ends_the_portals_session_and_goes_on_to_the_hubs(town):
    browser = Client()
    pupil = town.pupil()
    school_class = pupil.memberships.get().school_class
    code = actions.give_code(user=pupil, school_class=school_class)
    browser.post(SIGN_IN, {"class_code": school_class.sign_in_code, "code": code})
    assert UserSession.objects.count() == 1
    reply = browser.post(f"{ROOT}sign-out/")
    assert (reply["Location"], who_is_in(browser)) == (HUB_LOGOUT, None)
    assert (UserSession.objects.count(), Session.objects.count()) == (0, 0)
    assert browser.get(f"{ROOT}arrive/")["Location"] == SIGN_IN


def test_signing_out_at_the_hub_signs_out_here(town):
    browser = town.browser_of(town.pupil())
    reply = browser.get(f"{ROOT}arrive/")
    assert (reply["Location"], who_is_in(browser)) == (SIGN_IN, None)


@pytest.mark.parametrize("asked_by", [{"Sec-Fetch-Dest": "image"}, {"Sec-Fetch-Site": "cross-site"}])
def test_a_picture_or_a_link_elsewhere_to_the_hubs_sign_out_leaves_the_person_in(town, asked_by):
    browser = town.browser_of(town.pupil())
    reply = browser.get(f"{ROOT}arrive/", headers=asked_by)
    assert reply["Location"] == "/hub/oauth_login?next=%2Fservices%2Fportal%2F"
    assert who_is_in(browser)


def test_what_has_run_out_is_forgotten(pupil_with_codes):
    _, typed = pupil_with_codes
    Client().post(SIGN_IN, typed)
    sessions.forget_ended()
    assert (UserSession.objects.count(), Session.objects.count()) == (1, 1)
    yesterday = timezone.now() - dt.timedelta(days=1)
    Session.objects.update(expire_date=yesterday)
    UserSession.objects.update(last_seen_at=yesterday)
    sessions.forget_ended()
    assert (UserSession.objects.count(), Session.objects.count()) == (0, 0)


def test_a_link_cannot_sign_anybody_out(town):
    browser = town.browser_of(town.pupil())
    assert browser.get(f"{ROOT}sign-out/").status_code == 405
    assert who_is_in(browser)


def test_portal_cookies_do_not_reach_pupils_servers(pupil_with_codes):
    _, typed = pupil_with_codes
    browser = Client()
    browser.get(SIGN_IN)
    browser.post(SIGN_IN, typed)
    assert {name: cookie["path"] for name, cookie in browser.cookies.items()} == {
        "innolab_csrf": ROOT,
        "innolab_session": ROOT,
    }
    assert all(cookie["httponly"] and cookie["samesite"] == "Lax" for cookie in browser.cookies.values())


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("fi", "Koodia ei löydy. Näkyykö se taululla? Voit myös kysyä opettajalta."),
        ("sv", "Koden finns inte. Ser du den på tavlan? Du kan också fråga din lärare."),
        ("en", "No class has this code. Look at the board, or ask your teacher."),
    ],
)
def test_a_wrong_class_code_is_told_gently_and_stays_in_the_field(db, language, message):
    reply = Client(headers={"accept-language": language}).post(SIGN_IN, {"class_code": "kuu 73", "code": "abcde"})
    page = html.unescape(reply.text)
    assert reply.status_code == 422
    assert message in page
    assert re.search(r'name="class_code" value="kuu 73"[^>]*autofocus', page)
    assert 'name="code" value="abcde"' in page


def test_a_wrong_own_code_is_told_beside_its_field(pupil_with_codes):
    _, typed = pupil_with_codes
    reply = Client(headers={"accept-language": "en"}).post(SIGN_IN, {**typed, "code": "WRONG"})
    assert reply.context["form"].errors == {"code": ["This code isn't in your class. Check it, or ask your teacher."]}


def test_a_code_opens_its_own_class_only(town, pupil_with_codes):
    _, typed = pupil_with_codes
    other = town.school_class("8A")
    reply = Client().post(SIGN_IN, {**typed, "class_code": other.sign_in_code})
    assert (reply.status_code, list(reply.context["form"].errors)) == (422, ["code"])


def test_a_closed_account_stays_out_and_its_open_session_ends(pupil_with_codes, town):
    pupil, typed = pupil_with_codes
    browser = town.browser_of(pupil)
    pupil.is_active = False
    pupil.save()
    assert Client().post(SIGN_IN, typed).status_code == 422
    assert browser.get(ROOT)["Location"].startswith(SIGN_IN)


def test_a_new_code_ends_the_old_one(pupil_with_codes):
    pupil, typed = pupil_with_codes
    new = actions.give_code(user=pupil, school_class=pupil.memberships.get().school_class)
    assert Client().post(SIGN_IN, typed).status_code == 422
    assert Client().post(SIGN_IN, {**typed, "code": new}).status_code == 302


def test_an_adult_signs_in_by_e_mail_in_any_case(town):
    teacher = town.teacher()
    browser = Client()
    browser.post(f"{SIGN_IN}adult/", {"email": teacher.email.upper(), "password": "a long enough password"})
    assert who_is_in(browser) == str(teacher.pk)


@pytest.mark.parametrize("spoiled", [{"password": "another long password"}, {"email": "nobody@example.org"}])
def test_a_wrong_password_and_an_unknown_e_mail_look_the_same(town, spoiled):
    right = {"email": town.teacher().email, "password": "a long enough password"}
    reply = Client(headers={"accept-language": "en"}).post(f"{SIGN_IN}adult/", {**right, **spoiled})
    assert reply.context["form"].errors == {"__all__": ["E-mail and password don't match. Check both."]}
    assert "password" not in re.findall(r'<input[^>]*name="password"[^>]*value="([^"]*)', reply.text)


def test_a_pupil_has_no_password_to_guess(town):
    pupil = town.pupil()
    assert not pupil.has_usable_password()
    reply = Client().post(f"{SIGN_IN}adult/", {"email": pupil.username, "password": "x"})
    assert reply.status_code == 422


def guess(browser, class_code, times, address="192.0.2.7"):
    for _ in range(times):
        browser.post(SIGN_IN, {"class_code": class_code, "code": codes.new_own_code()}, REMOTE_ADDR=address)


def test_guessing_codes_of_a_class_is_stopped_even_for_the_right_code(pupil_with_codes, monkeypatch):
    monkeypatch.setattr(limits, "CLASS_HERE", limits.Limit("class at an address", most=5, seconds=300))
    _, typed = pupil_with_codes
    browser = Client(headers={"accept-language": "en"})
    guess(browser, typed["class_code"], 5)
    reply = browser.post(SIGN_IN, typed, REMOTE_ADDR="192.0.2.7")
    assert reply.status_code == 429
    assert "Wait a few minutes" in reply.text
    assert f'value="{typed["class_code"]}"' in reply.text


def test_a_guesser_elsewhere_does_not_shut_the_class_out(pupil_with_codes, monkeypatch):
    monkeypatch.setattr(limits, "CLASS_HERE", limits.Limit("class at an address", most=5, seconds=300))
    _, typed = pupil_with_codes
    guess(Client(), typed["class_code"], 6)
    assert Client().post(SIGN_IN, typed, REMOTE_ADDR="192.0.2.8").status_code == 302


@pytest.mark.parametrize("limit", ["CLASS_IN_A_DAY", "OWN_CODE", "ADDRESS"])
def test_every_other_limit_stops_too(pupil_with_codes, monkeypatch, limit):
    monkeypatch.setattr(limits, limit, limits.Limit(limit, most=1, seconds=600))
    _, typed = pupil_with_codes
    Client().post(SIGN_IN, {**typed, "class_code": typed["class_code"] if limit != "OWN_CODE" else "MERI10"})
    if limit != "OWN_CODE":
        Client().post(SIGN_IN, {**typed, "code": "WRONG"})
    assert Client().post(SIGN_IN, typed).status_code == 429


def test_signing_in_rightly_counts_as_no_failure(pupil_with_codes):
    _, typed = pupil_with_codes
    for _ in range(3):
        Client().post(SIGN_IN, typed)
    assert Tries.objects.count() == 0


def test_guessing_an_adults_password_is_stopped(town, monkeypatch):
    monkeypatch.setattr(limits, "E_MAIL", limits.Limit("e-mail", most=2, seconds=600))
    right = {"email": town.teacher().email, "password": "a long enough password"}
    for _ in range(2):
        Client().post(f"{SIGN_IN}adult/", {**right, "password": "guess"})
    assert Client().post(f"{SIGN_IN}adult/", right).status_code == 429


def test_addresses_and_codes_are_not_readable_where_failures_are_counted(db):
    guess(Client(), "KUU73", 1)
    assert all(re.fullmatch(r"[0-9a-f]{64}", key) for key in Tries.objects.values_list("key", flat=True))


def test_a_form_open_for_too_long_says_so_and_does_nothing(pupil_with_codes):
    _, typed = pupil_with_codes
    browser = Client(enforce_csrf_checks=True, headers={"accept-language": "fi"})
    reply = browser.post(SIGN_IN, typed)
    assert (reply.status_code, who_is_in(browser)) == (403, None)
    assert "Sivu on vanhentunut" in reply.text
