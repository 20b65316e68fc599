"""Who looked at names or took something out is written down, in pseudonyms, and stays."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from innolab_portal.people import disclosures
from innolab_portal.people.models import CannotChange, Disclosure


@pytest.fixture
def school_class(town):
    return town.school_class("7B")


@pytest.fixture
def teacher(town, school_class):
    return town.teacher(school_class, full_name="Maija Lindholm")


def logged():
    return [(entry.what, entry.by, entry.class_key, entry.count) for entry in Disclosure.objects.all()]


@pytest.mark.parametrize("page", ["class_people", "school_class"])
def test_a_look_at_a_class_is_noted_once_an_hour(town, school_class, teacher, page):
    town.pupil(school_class, full_name="Aino Virtanen")
    browser = town.browser_of(teacher)
    for _ in range(3):
        assert "Aino" in browser.get(reverse(page, args=[school_class.key])).text
    assert logged() == [("seen", teacher.username, school_class.key, 0)]
    super(type(Disclosure.objects.all()), Disclosure.objects.all()).update(at=timezone.now() - dt.timedelta(minutes=61))
    browser.get(reverse(page, args=[school_class.key]))
    assert len(logged()) == 2


@pytest.mark.parametrize(
    ("verb", "what"),
    [("class_new_codes", "codes"), ("class_new_cards", "cards"), ("class_give_pictures", "pictures")],
)
def test_what_is_given_is_noted_each_time_with_how_many(town, school_class, teacher, verb, what):
    town.pupil(school_class), town.pupil(school_class)
    for _ in range(2):
        town.browser_of(teacher).post(reverse(verb, args=[school_class.key]))
    assert logged() == [(what, teacher.username, school_class.key, 2)] * 2


def test_a_file_that_was_brought_in_is_noted(town, school_class):
    school = school_class.school
    operator = town.operator(school)
    browser = town.browser_of(operator)
    file = SimpleUploadedFile("o.csv", b"Nimi;Luokka\nAino;7C\n")
    page = browser.post(reverse("school_roster_look", args=[school.code]), {"file": file})
    typed = {"sealed": page.context["sealed"], "fingerprint": page.context["plan"].fingerprint}
    browser.post(reverse("school_roster_bring_in", args=[school.code]), typed)
    assert logged() == [("roster", operator.username, "", 1), ("seen", operator.username, "", 0)]


def test_who_sees_no_names_is_not_noted(town, school_class):
    town.browser_of(town.operator()).get(reverse("class_people", args=[school_class.key]))
    assert logged() == []


def test_the_log_holds_pseudonyms_only_and_the_page_tells_who_it_was(town, school_class, teacher):
    town.pupil(school_class, full_name="Aino Virtanen")
    town.browser_of(teacher).post(reverse("class_new_cards", args=[school_class.key]))
    assert "Maija" not in str(Disclosure.objects.values())
    page = town.browser_of(town.operator(school_class.school)).get(reverse("school_log", args=[school_class.school_id]))
    assert [words in page.text for words in ("Maija Lindholm", "printed cards", "7B", "Aino")] == [
        True,
        True,
        True,
        False,
    ]


def test_another_schools_log_is_another_schools(town, school_class, teacher):
    town.browser_of(teacher).get(reverse("class_people", args=[school_class.key]))
    assert disclosures.of_school(town.school(), most=10) == []


def test_what_was_noted_can_not_be_changed_or_removed(town, school_class, teacher):
    disclosures.note(by=teacher, what=Disclosure.What.CARDS, of=school_class)
    entry = Disclosure.objects.get()
    entry.by = "t-other"
    for change in (
        entry.save,
        entry.delete,
        Disclosure.objects.all().delete,
        lambda: Disclosure.objects.update(by="t-other"),
    ):
        with pytest.raises(CannotChange):
            change()
    assert logged() == [("cards", teacher.username, school_class.key, 0)]


def test_the_log_is_read_with_few_questions_to_the_database(town, school_class, django_assert_num_queries):
    for _ in range(5):
        disclosures.note(by=town.teacher(), what=Disclosure.What.CARDS, of=school_class)
    with django_assert_num_queries(3):
        disclosures.of_school(school_class.school, most=10)
