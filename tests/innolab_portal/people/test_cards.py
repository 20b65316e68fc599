"""Sign-in cards: what the sheet holds, that a card lets in, and that a lost one does not, nor leaves a trace."""

import io
import logging
import re
from importlib import resources

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from innolab_portal.people import actions, cards, codes, limits
from innolab_portal.people.models import Membership, Tries

CARD = "/services/portal/card/"
SIGN_IN = "/services/portal/sign-in/"


@pytest.fixture
def school_class(town):
    return town.school_class("7B")


@pytest.fixture
def aino(town, school_class):
    return town.pupil(school_class, full_name="Aino Virtanen")


@pytest.fixture
def teacher(town, school_class):
    return town.browser_of(town.teacher(school_class))


def shown(secret, browser=None):
    """A browser in which a card has been shown, and what came of it."""
    browser = browser or Client(headers={"accept-language": "en"})
    return browser, browser.post(CARD, {"secret": secret})


def test_a_card_lets_its_pupil_in(aino, school_class):
    secret, _code = actions.give_card(user=aino, school_class=school_class)
    browser, reply = shown(secret)
    assert (reply["Location"], browser.session["_auth_user_id"]) == ("/hub/logout", str(aino.pk))


def test_the_code_printed_on_the_card_lets_in_too(aino, school_class):
    _secret, code = actions.give_card(user=aino, school_class=school_class)
    assert Client().post(SIGN_IN, {"class_code": school_class.sign_in_code, "code": code}).status_code == 302


def test_a_card_is_kept_as_a_keyed_hash_and_has_128_bits(aino, school_class):
    secret, code = actions.give_card(user=aino, school_class=school_class)
    kept = Membership.objects.get(user=aino)
    assert re.fullmatch(r"[0-9a-f]{64}", kept.card_hmac)
    assert kept.card_hmac == codes.card_hmac(secret)
    assert len(secret) == 22
    assert {codes.new_card_secret() for _ in range(100)}.isdisjoint({secret, code})


@pytest.mark.parametrize("secret", ["", "x", "å" * 5000, "\x00", "card"])
def test_what_is_no_card_is_told_gently(db, secret):
    _browser, reply = shown(secret)
    assert reply.status_code == 422
    assert "This card doesn&#x27;t work any more." in reply.text or "This card doesn't work any more." in reply.text


def test_a_new_card_ends_the_old_one(aino, school_class):
    old, old_code = actions.give_card(user=aino, school_class=school_class)
    actions.give_card(user=aino, school_class=school_class)
    assert shown(old)[1].status_code == 422
    assert Client().post(SIGN_IN, {"class_code": school_class.sign_in_code, "code": old_code}).status_code == 422


def test_a_card_ends_with_the_class_and_with_the_account(aino, school_class, town):
    secret, _code = actions.give_card(user=aino, school_class=school_class)
    aino.is_active = False
    aino.save()
    assert shown(secret)[1].status_code == 422
    leo = town.pupil(school_class)
    secret, _code = actions.give_card(user=leo, school_class=school_class)
    actions.leave(user=leo, school_class=school_class)
    assert shown(secret)[1].status_code == 422


def test_the_secret_does_not_come_back_in_a_page_or_stand_in_the_log(aino, school_class, caplog):
    secret, _code = actions.give_card(user=aino, school_class=school_class)
    actions.void_card(user=aino, school_class=school_class)
    with caplog.at_level(logging.DEBUG):
        _browser, reply = shown(secret)
    assert secret not in reply.text
    assert secret not in caplog.text
    assert secret not in str(list(Tries.objects.values()))


def test_the_secret_is_never_taken_from_an_address_that_logs_would_keep(aino, school_class):
    secret, _code = actions.give_card(user=aino, school_class=school_class)
    browser = Client()
    assert browser.get(CARD, {"secret": secret}).status_code == 200
    assert "_auth_user_id" not in browser.session
    assert cards.address_of(secret) == f"{settings.PORTAL.public_url}{CARD}#{secret}"


def test_the_pages_script_takes_the_secret_out_of_the_address_before_it_does_anything_with_it(db):
    script = (resources.files("innolab_portal") / "static/innolab/card.js").read_text()
    assert script.index("history.replaceState") < script.index("form.submit")
    assert "card.js" in Client().get(CARD).text


def test_a_card_is_posted_with_the_pages_own_form_only(aino, school_class):
    secret, _code = actions.give_card(user=aino, school_class=school_class)
    assert Client(enforce_csrf_checks=True).post(CARD, {"secret": secret}).status_code == 403


def test_wrong_cards_are_counted_by_address_and_then_good_ones_wait_too(aino, school_class, monkeypatch):
    secret, _code = actions.give_card(user=aino, school_class=school_class)
    monkeypatch.setattr(limits, "CARD", limits.Limit("cards", most=3, seconds=300))
    for _ in range(3):
        assert shown("wrong")[1].status_code == 422
    assert shown(secret)[1].status_code == 429


def test_a_lost_card_ends_everything_in_one_click(aino, school_class, teacher, hub_servers):
    secret, code = actions.give_card(user=aino, school_class=school_class)
    thief, _reply = shown(secret)
    assert UserSession.objects.filter(user=aino).count() == 1
    reply = teacher.post(reverse("class_void_card", args=[school_class.key, aino.username]), follow=True)
    assert "The card of Aino Virtanen doesn" in reply.text
    assert "/sign-in/" in thief.get("/services/portal/")["Location"]
    assert UserSession.objects.filter(user=aino).count() == 0
    assert hub_servers.forgotten == [aino.username]
    assert shown(secret)[1].status_code == 422
    assert Client().post(SIGN_IN, {"class_code": school_class.sign_in_code, "code": code}).status_code == 422


def test_a_lost_card_leaves_the_sessions_of_others(aino, school_class, teacher, hub_servers, town):
    leo = town.pupil(school_class)
    browser, _reply = shown(actions.give_card(user=leo, school_class=school_class)[0])
    teacher.post(reverse("class_void_card", args=[school_class.key, aino.username]))
    assert "_auth_user_id" in browser.session
    assert Session.objects.filter(session_key=browser.session.session_key).exists()


def test_when_the_hub_does_not_answer_the_card_is_void_all_the_same_and_that_is_said(
    aino, school_class, teacher, hub_servers
):
    hub_servers.away = True
    secret, _code = actions.give_card(user=aino, school_class=school_class)
    page = teacher.post(reverse("class_void_card", args=[school_class.key, aino.username]), follow=True)
    assert "Do the same once more." in page.text
    assert shown(secret)[1].status_code == 422


def read(pdf: bytes) -> tuple[int, bytes]:
    """Number of pages, and all there is."""
    return len(re.findall(rb"/Type /Page\b", pdf)), pdf


def test_the_sheet_has_ten_cards_on_a_page_and_each_pupil_gets_one(teacher, school_class, town):
    for number in range(11):
        town.pupil(school_class, full_name=f"Pupil {number}")
    reply = teacher.post(reverse("class_new_cards", args=[school_class.key]))
    assert (reply["Content-Type"], reply["Content-Disposition"]) == (
        "application/pdf",
        'attachment; filename="innolab-7b.pdf"',
    )
    assert "no-store" in reply["Cache-Control"]
    assert read(reply.content)[0] == 2
    assert Membership.objects.filter(school_class=school_class).exclude(card_hmac="").count() == 11


def test_one_pupils_new_card_leaves_the_others(teacher, aino, school_class, town):
    leo = town.pupil(school_class)
    secret, _code = actions.give_card(user=leo, school_class=school_class)
    reply = teacher.post(reverse("class_new_cards", args=[school_class.key]), {"pupil": aino.username})
    assert read(reply.content)[0] == 1
    assert shown(secret)[1].status_code == 302
    assert Membership.objects.get(user=aino).card_hmac


def test_a_class_without_pupils_has_no_sheet(teacher, school_class):
    page = teacher.post(reverse("class_new_cards", args=[school_class.key]), follow=True)
    assert "There is nobody to print a card for." in page.text


@pytest.mark.parametrize(
    "name",
    [
        "Łucja Żółkowska",
        "Олена Коваленко",
        "عائشة محمد",
        "李小龍",
        "X" * 80,
        "Anna-Maria-Charlotta von und zu " * 2,
        "()\\",
    ],
)
def test_any_name_can_be_printed(school_class, name):
    pdf = cards.sheet(school_class=school_class, given=[cards.Card(name, codes.new_card_secret(), "ACDEF")])
    assert pdf.startswith(b"%PDF")
    assert io.BytesIO(pdf).getbuffer().nbytes < 200_000
