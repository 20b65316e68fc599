"""The link on which an invited operator chooses a password."""

import datetime as dt
import json
from io import StringIO

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.core.management import call_command
from django.test import Client
from innolab_portal.people import invitations
from innolab_portal.people.models import Role, User

ORIGIN = "http://127.0.0.1:8000"
HUB_LOGOUT = "/hub/logout"
GOOD = "kolme sanaa rivissa"


def invite(email="outi@example.org"):
    out = StringIO()
    call_command("invite_operator", "--email", email, "--name", "Outi Rissanen", stdout=out)
    return json.loads(out.getvalue())


@pytest.fixture
def link(db):
    return invite()["link"]


def opened(link, browser=None, language="en"):
    """A browser in which the link was opened, and what it shows."""
    browser = browser or Client(headers={"accept-language": language})
    return browser, browser.get(link.removeprefix(ORIGIN), follow=True)


def choose(browser, page, password=GOOD, again=None):
    return browser.post(page.request["PATH_INFO"], {"new_password1": password, "new_password2": again or password})


def test_the_invited_operator_chooses_a_password_and_is_in(link):
    browser, page = opened(link)
    assert page.status_code == 200
    assert "outi@example.org" in page.content.decode()
    reply = choose(browser, page)
    operator = User.objects.get(email="outi@example.org")
    assert (reply.status_code, reply["Location"]) == (302, HUB_LOGOUT)
    assert browser.session["_auth_user_id"] == str(operator.pk)
    assert (operator.role, operator.full_name, operator.check_password(GOOD)) == (Role.OPERATOR, "Outi Rissanen", True)


def test_the_address_of_the_page_does_not_hold_the_token(link):
    _, page = opened(link)
    assert link.rstrip("/").rsplit("/", 1)[1] not in page.request["PATH_INFO"]


def test_a_link_works_once(link):
    browser, page = opened(link)
    choose(browser, page)
    _, again = opened(link)
    assert again.status_code == 410
    assert "This link has ended" in again.content.decode()


def test_a_link_ends_after_three_days(link, monkeypatch):
    later = default_token_generator._now() + dt.timedelta(days=3, minutes=1)
    monkeypatch.setattr(default_token_generator, "_now", lambda: later)
    assert opened(link)[1].status_code == 410


def test_inviting_again_ends_the_link_that_was_not_used_yet(link):
    newer = invite()["link"]
    assert opened(link)[1].status_code == 410
    assert opened(newer)[1].status_code == 200
    assert User.objects.count() == 1


def test_who_has_forgotten_the_password_gets_in_again_and_until_then_the_old_one_stays(town):
    operator = town.operator()
    before = operator.password
    link = invite(operator.email.upper())["link"]
    operator.refresh_from_db()
    assert operator.password == before
    browser, page = opened(link)
    choose(browser, page)
    operator.refresh_from_db()
    assert operator.check_password(GOOD)


@pytest.mark.parametrize(
    ("password", "again", "language", "told"),
    [
        ("short", None, "en", "That is too short. A password needs"),
        ("short", None, "fi", "Se on liian lyhyt. Salasanassa"),
        ("short", None, "sv", "Det är för kort. Ett lösenord"),
        (GOOD, "something else altogether", "fi", "Tämä ei ole sama kuin yllä."),
        ("", None, "sv", "Skriv ditt nya lösenord här."),
    ],
)
def test_what_is_wrong_with_a_password_is_said_and_the_link_still_works(link, password, again, language, told):
    browser, page = opened(link, language=language)
    reply = choose(browser, page, password, again)
    assert reply.status_code == 422
    assert told in reply.content.decode()
    assert choose(browser, page).status_code == 302


def test_nobodys_link_and_a_changed_one_have_ended(link, town):
    path, token, _ = link.removeprefix(ORIGIN).rsplit("/", 2)
    other = town.operator()
    for changed in (f"{path}/{token[:-1]}x/", f"/services/portal/invitation/{other.username}/{token}/"):
        assert opened(changed)[1].status_code == 410


def test_no_link_opens_a_pupils_account_or_a_closed_one(town):
    pupil, closed = town.pupil(), town.operator()
    closed.is_active = False
    closed.save()
    for user in (pupil, closed):
        assert opened(invitations.link_of(user))[1].status_code == 410


def test_whoever_was_signed_in_in_this_browser_is_so_no_longer(link, town):
    browser = town.browser_of(town.pupil())
    browser, page = opened(link, browser)
    choose(browser, page)
    assert browser.session["_auth_user_id"] == str(User.objects.get(email="outi@example.org").pk)


@pytest.mark.parametrize(("email", "why"), [("outi", "not_an_email"), ("teacher@example.org", "other_role")])
def test_who_cannot_be_invited(town, email, why):
    teacher = town.teacher()
    teacher.email = "teacher@example.org"
    teacher.save()
    assert invite(email) == {"refused": why}
    assert not User.objects.filter(role=Role.OPERATOR).exists()
