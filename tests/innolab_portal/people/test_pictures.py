"""Picture passwords: a class's code, one's animal, four pictures in a row."""

import re
from pathlib import Path

import innolab_portal
import pytest
from django.test import Client
from django.urls import reverse
from innolab_portal.people import actions, limits, pictures
from innolab_portal.people.models import Membership, Tries

SIGN_IN = "/services/portal/sign-in/"


@pytest.fixture
def school_class(town):
    return town.school_class("1A")


@pytest.fixture
def child(town, school_class):
    return town.pupil(school_class, full_name="Aino Virtanen")


@pytest.fixture
def chosen(child, school_class):
    return actions.give_pictures(user=child, school_class=school_class)


def address(school_class, child):
    return reverse("picture_choose", args=[school_class.sign_in_code, child.alias])


def tried(school_class, child, chosen, tries=0):
    browser = Client(headers={"accept-language": "en"})
    reply = browser.post(address(school_class, child), {"pictures": ",".join(chosen), "tries": tries})
    return reply, browser.session.get("_auth_user_id")


def wrong(chosen):
    return [*chosen[1:], chosen[0]]


def test_every_picture_has_a_drawing_and_a_name_of_its_own_in_each_language():
    sprite = (Path(innolab_portal.__file__).parent / "static/innolab/pictures.svg").read_text(encoding="utf-8")
    assert re.findall(r'<symbol id="picture-([a-z]+)"', sprite) == list(pictures.PICTURES)
    for language in ("fi", "sv", "en"):
        assert len({names[language] for names in pictures.PICTURES.values()}) == len(pictures.PICTURES) == 16


def test_passwords_are_four_different_pictures_by_chance():
    given = [pictures.new_password() for _ in range(200)]
    assert all(len(set(each)) == len(each) == 4 for each in given)
    assert {key for each in given for key in each} == set(pictures.PICTURES)
    assert len({tuple(each) for each in given}) > 190


def test_guessing_takes_about_a_year_for_one_of_a_class():
    passwords = 16 * 15 * 14 * 13
    assert passwords / limits.PICTURES_OF_CLASS.most == 364
    assert limits.PICTURES_OF_CLASS.seconds == 24 * 60 * 60
    assert limits.PICTURES_IN_A_DAY.most / passwords < 0.001


def test_a_child_types_the_classs_code_only_and_comes_to_the_animals(school_class, child, chosen):
    browser = Client(headers={"accept-language": "en"})
    reply = browser.post(SIGN_IN, {"class_code": f" {school_class.sign_in_code.lower()} ", "code": ""})
    assert reply["Location"] == reverse("picture_who", args=[school_class.sign_in_code])
    page = browser.get(reply["Location"])
    assert [key for key, _name in page.context["animals"]] == [child.alias]
    assert address(school_class, child) in page.text
    assert "Aino" not in page.text


def test_a_class_without_picture_passwords_is_asked_for_the_own_code(school_class, child):
    reply = Client().post(SIGN_IN, {"class_code": school_class.sign_in_code, "code": ""})
    assert (reply.status_code, list(reply.context["form"].errors)) == (422, ["code"])
    assert Client().get(reverse("picture_who", args=[school_class.sign_in_code]))["Location"] == SIGN_IN


def test_the_right_pictures_in_the_right_order_let_in(school_class, child, chosen):
    reply, who = tried(school_class, child, chosen)
    assert (reply["Location"], who) == ("/hub/logout", str(child.pk))


@pytest.mark.parametrize("spoil", [wrong, lambda c: c[:3], lambda c: [*c, "sun"], lambda _c: [], lambda _c: ["\x00"]])
def test_other_pictures_do_not(school_class, child, chosen, spoil):
    reply, who = tried(school_class, child, spoil(chosen))
    assert (reply.status_code, who) == (422, None)


def test_a_child_is_asked_to_try_again_and_then_to_call_an_adult(school_class, child, chosen):
    told = [tried(school_class, child, wrong(chosen), tries)[0].text for tries in (0, 1, 2, "x")]
    assert "Almost! Try again." in told[0]
    assert all("Not these pictures. Ask an adult for help." in page for page in told[1:])


def test_one_childs_pictures_do_not_open_anothers_door(school_class, town, child, chosen):
    other = town.pupil(school_class)
    actions.give_pictures(user=other, school_class=school_class)
    assert tried(school_class, other, chosen)[1] is None


def test_two_with_the_same_animal_are_told_apart_by_their_pictures(school_class, town, child, chosen):
    twin = town.pupil(school_class)
    twin.alias = child.alias
    twin.save()
    theirs = actions.give_pictures(user=twin, school_class=school_class)
    assert tried(school_class, child, chosen)[1] == str(child.pk)
    assert tried(school_class, twin, theirs)[1] == str(twin.pk)


def test_the_password_is_kept_as_a_keyed_hash(child, chosen, school_class):
    kept = Membership.objects.get(user=child).picture_hmac
    assert kept == pictures.password_hmac(class_key=school_class.key, username=child.username, chosen=chosen)
    assert re.fullmatch(r"[0-9a-f]{64}", kept)


def test_after_ten_wrong_tries_even_the_right_pictures_wait_until_the_teacher_gives_new_ones(
    school_class, child, chosen
):
    for _ in range(limits.PICTURES_IN_AN_HOUR.most):
        tried(school_class, child, wrong(chosen))
    reply, who = tried(school_class, child, chosen)
    assert (reply.status_code, who) == (429, None)
    fresh = actions.give_pictures(user=child, school_class=school_class)
    assert tried(school_class, child, fresh)[1] == str(child.pk)


def test_a_class_is_not_guessed_through_child_by_child(school_class, town, child, chosen, monkeypatch):
    monkeypatch.setattr(limits, "PICTURES_OF_CLASS", limits.Limit("class", most=3, seconds=86400))
    others = [town.pupil(school_class) for _ in range(3)]
    for other in others:
        tried(school_class, other, wrong(actions.give_pictures(user=other, school_class=school_class)))
    assert tried(school_class, child, chosen)[0].status_code == 429


def test_class_codes_are_not_found_by_trying_addresses(db, monkeypatch):
    monkeypatch.setattr(limits, "ADDRESS", limits.Limit("address", most=5, seconds=300))
    for number in range(5):
        Client().get(reverse("picture_who", args=[f"SUO{number}"]))
    assert set(Tries.objects.values_list("count", flat=True)) == {1, 5}
    assert limits.exceeded(limits.for_class(class_code="KUU10", address="127.0.0.1"))


def test_an_animal_that_is_not_in_the_class_leads_back(school_class, child, chosen):
    back = Client().get(reverse("picture_choose", args=[school_class.sign_in_code, "dragon"]))
    assert back["Location"] == reverse("picture_who", args=[school_class.sign_in_code])


def test_the_teacher_sees_the_pictures_once(town, school_class, child):
    teacher = town.browser_of(town.teacher(school_class))
    page = teacher.post(reverse("class_give_pictures", args=[school_class.key]), {"pupil": child.username})
    ((who, _animal, given),) = page.context["given"]
    assert (who, tried(school_class, child, [key for key, _name in given])[1]) == (child, str(child.pk))
    assert all(name in page.text for _key, name in given)
    assert "no-store" in page["Cache-Control"]
    assert "has a picture password" in teacher.get(reverse("class_people", args=[school_class.key])).text
