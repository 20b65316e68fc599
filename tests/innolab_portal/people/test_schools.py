"""Schools, classes, teachers and pupils, as operators and teachers bring them in."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from innolab_portal.people import actions, queries
from innolab_portal.people.models import Membership, Role, School, User

SIGN_IN = "/services/portal/sign-in/"


@pytest.fixture
def school(town):
    return town.school("Kallion koulu")


@pytest.fixture
def desk(town, school):
    """The browser of the school's own operator."""
    return town.browser_of(town.operator(school))


def add_class(desk, school, **typed):
    answers = {"name": "7B", "grade": "7", "school_year": str(queries.this_school_year()), "language": "fi", **typed}
    return desk.post(reverse("school_add_class", args=[school.code]), answers)


def test_an_operator_brings_in_a_school_and_its_operator(town):
    browser = town.browser_of(town.operator())
    reply = browser.post(reverse("school_add"), {"name": "Kallion koulu", "code": "03081"})
    assert reply["Location"] == reverse("school", args=["03081"])
    page = browser.post(
        reverse("school_invite", args=["03081"]), {"role": "operator", "full_name": "Sanna", "email": "s@example.org"}
    )
    link = page.context["link"]
    assert link in page.text
    typed = {"new_password1": "monta sanaa rivissä", "new_password2": "monta sanaa rivissä"}
    sanna = Client()
    form = sanna.get(link.removeprefix("http://127.0.0.1:8000"), follow=True)
    sanna.post(form.request["PATH_INFO"], typed)
    assert sanna.get(reverse("operator"))["Location"] == reverse("school", args=["03081"])


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"code": "123"}, "code"), ({"code": "1234a"}, "code"), ({"code": ""}, "code"), ({"name": ""}, "name")],
)
def test_a_school_that_is_not_written_right_is_told_beside_the_field(town, typed, field):
    reply = town.browser_of(town.operator()).post(reverse("school_add"), {"name": "Koulu", "code": "03081", **typed})
    assert (reply.status_code, list(reply.context["form"].errors), School.objects.count()) == (422, [field], 0)


def test_a_schools_code_is_one_schools(town, school):
    reply = town.browser_of(town.operator()).post(reverse("school_add"), {"name": "Toinen", "code": school.code})
    assert "Kallion koulu has this code already." in reply.text


def test_the_operator_of_one_school_makes_no_other(desk):
    desk.post(reverse("school_add"), {"name": "Toinen", "code": "03081"})
    assert not School.objects.filter(code="03081").exists()


def test_a_class_with_pupils_who_sign_in_with_the_codes_that_are_shown_once(desk, school):
    people = add_class(desk, school)["Location"]
    page = desk.post(f"{people}pupils/", {"names": "Aino Virtanen\n\n  Leo   Järvinen \r\n"})
    given = {pupil.full_name: code for pupil, code in page.context["given"]}
    assert sorted(given) == ["Aino Virtanen", "Leo Järvinen"]
    typed = {"class_code": school.classes.get().sign_in_code, "code": given["Leo Järvinen"]}
    assert Client().post(SIGN_IN, typed).status_code == 302
    assert given["Leo Järvinen"] not in desk.get(people).text


def test_new_codes_end_the_old_ones_of_the_chosen_pupil_only(desk, school, town):
    school_class = town.school_class("7B", school)
    aino, leo = town.pupil(school_class), town.pupil(school_class)
    old = {pupil: actions.give_code(user=pupil, school_class=school_class) for pupil in (aino, leo)}
    page = desk.post(reverse("class_new_codes", args=[school_class.key]), {"pupil": aino.username})
    ((who, new),) = page.context["given"]
    works = {
        code: Client().post(SIGN_IN, {"class_code": school_class.sign_in_code, "code": code}).status_code == 302
        for code in (old[aino], old[leo], new)
    }
    assert (who, works) == (aino, {old[aino]: False, old[leo]: True, new: True})


@pytest.mark.parametrize(
    "names", ["", " \n ", "aino virtanen", "Leo\nLeo", "x" * 81, "\n".join(f"Pupil {n}" for n in range(61))]
)
def test_names_that_can_not_be_taken_are_told_and_nobody_comes(desk, school, town, names):
    school_class = town.school_class("7B", school)
    town.pupil(school_class, full_name="Aino Virtanen")
    reply = desk.post(reverse("class_add_pupils", args=[school_class.key]), {"names": names})
    assert (reply.status_code, list(reply.context["pupils_form"].errors)) == (422, ["names"])
    assert Membership.objects.filter(school_class=school_class).count() == 1


def test_a_name_that_is_code_is_shown_as_text(desk, school, town):
    school_class = town.school_class("7B", school)
    page = desk.post(reverse("class_add_pupils", args=[school_class.key]), {"names": "<script>alert(1)</script>"})
    for text in (page.text, desk.get(reverse("class_people", args=[school_class.key])).text):
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert" in text


def test_a_pupil_who_leaves_comes_in_no_more_and_can_come_back(desk, school, town):
    school_class = town.school_class("7B", school)
    aino = town.pupil(school_class, full_name="Aino Virtanen")
    code = actions.give_code(user=aino, school_class=school_class)
    desk.post(reverse("class_pupil_leaves", args=[school_class.key, aino.username]))
    assert Client().post(SIGN_IN, {"class_code": school_class.sign_in_code, "code": code}).status_code == 422
    assert User.objects.filter(pk=aino.pk).exists()


def test_a_class_of_the_same_name_and_year_is_refused_and_one_of_another_year_not(desk, school):
    add_class(desk, school)
    assert add_class(desk, school, name="7b").status_code == 422
    assert add_class(desk, school, school_year=str(queries.this_school_year() + 1)).status_code == 302
    page = desk.get(reverse("school", args=[school.code]), {"year": queries.this_school_year() + 1})
    assert [each.name for each in page.context["classes"]] == ["7B"]


@pytest.mark.parametrize("year", ["", "x", "1999", "²", "99999999999999999999"])
def test_a_year_that_is_none_shows_the_present_one(desk, school, year):
    page = desk.get(reverse("school", args=[school.code]), {"year": year})
    assert [each["shown"] for each in page.context["years"]] == [True]


def test_a_known_teacher_comes_to_a_class_by_e_mail_and_gets_no_link(desk, school, town):
    school_class, teacher = town.school_class("7B", school), town.teacher(full_name="Maija Lindholm")
    reply = desk.post(reverse("class_add_teacher", args=[school_class.key]), {"email": teacher.email.upper()})
    assert reply["Location"] == reverse("class_people", args=[school_class.key])
    assert queries.is_member(user=teacher, class_key=school_class.key)


def test_a_new_teacher_is_invited_with_the_class(desk, school, town):
    school_class = town.school_class("7B", school)
    address = reverse("class_add_teacher", args=[school_class.key])
    assert desk.post(address, {"email": "uusi@example.org"}).status_code == 422
    page = desk.post(address, {"email": "uusi@example.org", "full_name": "Uusi Opettaja"})
    assert "/invitation/" in page.context["link"]
    assert queries.is_member(user=User.objects.get(email="uusi@example.org"), class_key=school_class.key)


def test_a_substitute_has_the_class_until_the_day_and_then_nothing_of_it(desk, school, town):
    school_class, teacher = town.school_class("7B", school), town.teacher()
    address = reverse("class_add_teacher", args=[school_class.key])
    today = timezone.localdate()
    assert desk.post(address, {"email": teacher.email, "until": today - dt.timedelta(days=1)}).status_code == 422
    desk.post(address, {"email": teacher.email, "until": today})
    browser = town.browser_of(teacher)
    assert browser.get(reverse("school_class", args=[school_class.key])).status_code == 200
    assert f"class:{school_class.key}" in queries.groups_of(user=teacher)
    Membership.objects.update(until=today - dt.timedelta(days=1))
    assert browser.get(reverse("school_class", args=[school_class.key])).status_code == 403
    assert queries.groups_of(user=teacher) == ["role:teacher"]
    assert queries.teachers_of(school_class=school_class) == []


@pytest.mark.parametrize("role", ["trainer", "operator"])
def test_who_is_no_teacher_does_not_become_one(desk, school, town, role):
    other = getattr(town, role)()
    school_class = town.school_class("7B", school)
    assert desk.post(reverse("class_add_teacher", args=[school_class.key]), {"email": other.email}).status_code == 422


def test_the_operator_of_the_service_does_not_become_one_of_a_school(desk, school, town):
    outi = town.operator()
    typed = {"role": "operator", "full_name": "Outi", "email": outi.email}
    assert desk.post(reverse("school_invite", args=[school.code]), typed).status_code == 422
    outi.refresh_from_db()
    assert outi.school is None


@pytest.mark.parametrize("verb", ["school_new_link", "school_close"])
def test_a_teacher_of_another_school_too_is_out_of_an_operators_hands(desk, school, town, verb):
    maija = actions.invite(role=Role.TEACHER, email="m@example.org", full_name="Maija", school=school)
    actions.join(user=maija, school_class=town.school_class("8A"))
    assert desk.post(reverse(verb, args=[school.code, maija.username])).status_code == 404
    maija.refresh_from_db()
    assert maija.is_active


def test_a_closed_account_is_out_and_a_new_invitation_opens_it(desk, school, town, hub_servers):
    maija = actions.make_adult(
        role=Role.TEACHER, full_name="Maija", email="m@example.org", password="monta sanaa", school=school
    )
    browser = town.browser_of(maija)
    desk.post(reverse("school_close", args=[school.code, maija.username]))
    assert "/sign-in/" in browser.get(reverse("home"))["Location"]
    typed = {"role": "teacher", "full_name": "Maija", "email": "m@example.org"}
    assert "/invitation/" in desk.post(reverse("school_invite", args=[school.code]), typed).context["link"]


def test_operators_do_not_close_their_own_account(town, school):
    sanna = town.operator(school)
    town.browser_of(sanna).post(reverse("school_close", args=[school.code, sanna.username]))
    sanna.refresh_from_db()
    assert sanna.is_active


@pytest.mark.parametrize("page", ["operator", "school", "class_people"])
def test_a_page_asks_the_database_the_same_number_of_times_however_many_there_are(
    town, school, django_assert_max_num_queries, page
):
    def fill(count):
        for number in range(count):
            school_class = town.school_class(f"{number}X", school)
            town.pupil(first), town.pupil(school_class), town.teacher(first), town.teacher(school_class), town.school()

    def asked():
        with django_assert_max_num_queries(30) as counted:
            assert browser.get(address).status_code == 200
        return len(counted)

    first = town.school_class("7B", school)
    browser = town.browser_of(town.operator() if page == "operator" else town.operator(school))
    address = reverse(page, args={"operator": [], "school": [school.code], "class_people": [first.key]}[page])
    fill(1)
    browser.get(address)  # The first look at names is noted.
    few = asked()
    fill(5)
    assert asked() == few
