"""Schools, classes and people: pseudonyms, codes, animals, names."""

import re
from pathlib import Path

import innolab_portal
import pytest
from cryptography.fernet import Fernet
from django.db import connection
from innolab_portal.people import actions, animals, codes, demo, queries
from innolab_portal.people.models import Membership, School, SchoolClass, User


def test_a_pupil_is_a_pseudonym_with_an_animal_and_no_e_mail(town):
    pupil = town.pupil(full_name="Aino Virtanen")
    assert re.fullmatch(r"p-[2-9a-z]{5}", pupil.username)
    assert (pupil.email, pupil.alias in animals.ANIMALS) == ("", True)


def test_names_are_not_readable_in_the_database(town):
    town.pupil(full_name="Aino Virtanen")
    with connection.cursor() as cursor:
        cursor.execute("SELECT full_name FROM people_user")
        (stored,) = cursor.fetchone()
    assert "Aino" not in stored
    assert User.objects.get().full_name == "Aino Virtanen"


def test_a_new_name_key_encrypts_and_the_old_one_still_reads(town, settings):
    pupil = town.pupil(full_name="Aino Virtanen")
    settings.NAME_KEY = f"{Fernet.generate_key().decode()},{settings.NAME_KEY}"
    pupil = User.objects.get(pk=pupil.pk)
    assert pupil.full_name == "Aino Virtanen"
    pupil.save()
    settings.NAME_KEY = settings.NAME_KEY.partition(",")[0]
    assert User.objects.get(pk=pupil.pk).full_name == "Aino Virtanen"


def test_codes_are_kept_only_as_keyed_hashes(town):
    school_class = town.school_class("7B")
    pupil = town.pupil(school_class)
    code = actions.give_code(user=pupil, school_class=school_class)
    kept = Membership.objects.get(user=pupil).code_hmac
    assert re.fullmatch(r"[0-9a-f]{64}", kept)
    assert kept == codes.code_hmac(class_key=school_class.key, code=code.lower())
    assert kept != codes.code_hmac(class_key="another-class", code=code)


def test_two_classmates_never_get_the_same_code(town, monkeypatch):
    school_class = town.school_class("7B")
    drawn = iter(["AAAAA", "AAAAA", "CCCCC"])
    monkeypatch.setattr(codes, "new_own_code", lambda: next(drawn))
    first, second = town.pupil(school_class), town.pupil(school_class)
    given = [actions.give_code(user=pupil, school_class=school_class) for pupil in (first, second)]
    assert given == ["AAAAA", "CCCCC"]


def test_when_all_codes_are_taken_it_is_said(town, monkeypatch):
    school_class = town.school_class("7B")
    monkeypatch.setattr(codes, "new_own_code", lambda: "AAAAA")
    actions.give_code(user=town.pupil(school_class), school_class=school_class)
    with pytest.raises(actions.NoFreeCode):
        actions.give_code(user=town.pupil(school_class), school_class=school_class)


@pytest.mark.parametrize("language", ["fi", "sv"])
def test_a_class_code_is_a_word_of_the_schools_language_and_two_digits(language):
    word, digits = re.fullmatch(r"([A-Z]+)(\d\d)", codes.new_class_code(language)).groups()
    assert word in codes.WORDS[language]
    assert codes.normalised(f" {word.lower()} {digits} ") == f"{word}{digits}"


def test_two_classes_never_get_the_same_code(town, monkeypatch):
    drawn = iter(["KUU73", "KUU73", "MERI20"])
    monkeypatch.setattr(codes, "new_class_code", lambda language: next(drawn))
    assert [town.school_class().sign_in_code for _ in range(2)] == ["KUU73", "MERI20"]


def test_a_class_key_is_fit_for_nbgrader_and_the_hub(town):
    assert re.fullmatch(r"7b-2026-[2-9a-z]{4}", town.school_class("7 B").key)
    assert re.fullmatch(r"class-2026-[2-9a-z]{4}", town.school_class("Åäö").key)


def test_own_codes_hold_no_signs_that_look_alike():
    for alike in ("0O", "1IL", "2Z", "5S", "8B", "UV"):
        assert len(set(alike) & set(codes.ALPHABET)) <= 1


def test_no_two_of_a_class_are_the_same_animal(town):
    school_class = town.school_class("7B")
    pupils = [town.pupil(school_class) for _ in range(24)]
    assert len({pupil.alias for pupil in pupils}) == 24


def test_a_class_larger_than_the_zoo_still_gets_animals(town):
    assert animals.another(taken=set(animals.ANIMALS)) in animals.ANIMALS


def test_every_animal_has_a_drawing_and_three_names():
    sprite = (Path(innolab_portal.__file__).parent / "static/innolab/animals.svg").read_text(encoding="utf-8")
    drawn = re.findall(r'<symbol id="animal-([a-z]+)"', sprite)
    assert sorted(drawn) == sorted(animals.ANIMALS)
    assert len(drawn) >= 30
    for language in ("fi", "sv", "en"):
        assert len({names[language] for names in animals.ANIMALS.values()}) == len(animals.ANIMALS)


def test_a_pupil_is_called_by_the_animals_name_in_the_pages_language():
    assert [animals.name_of("lynx", language) for language in ("fi", "sv", "en")] == ["Ilves", "Lodjur", "Lynx"]


def test_pupils_are_listed_by_name_though_names_are_encrypted(town):
    school_class = town.school_class("7B")
    for name in ("Venla Aaltonen", "aino Virtanen", "Leo Järvinen"):
        town.pupil(school_class, full_name=name)
    listed = [pupil.full_name for pupil in queries.pupils_of(school_class=school_class)]
    assert listed == ["aino Virtanen", "Leo Järvinen", "Venla Aaltonen"]


def test_the_demo_school_is_as_the_tutorials_tell(db, tmp_path):
    accounts = tmp_path / "run" / "demo.json"
    assert demo.seed(accounts)
    assert oct(accounts.stat().st_mode & 0o777) == "0o600"
    in_class = {
        c.name: c.pupil_count
        for school in School.objects.all()
        for c in queries.classes_with_numbers(school=school, school_year=queries.this_school_year())
    }
    assert in_class == {"7B": 24, "7C": 5, "8A": 5}
    assert {school.name: school.teacher_count for school in queries.schools_with_numbers()} == {
        "Demokallion koulu (demo)": 1,
        "Demovikens skola (demo)": 1,
    }


def test_seeding_the_demo_school_again_changes_nothing(db, tmp_path):
    accounts = tmp_path / "demo.json"
    demo.seed(accounts)
    before = accounts.read_bytes()
    assert demo.seed(accounts) is False
    assert accounts.read_bytes() == before
    assert (School.objects.count(), SchoolClass.objects.count(), User.objects.count()) == (2, 3, 39)


def test_a_demo_school_whose_sign_ins_cannot_be_written_is_not_made(db, tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OSError, match="file"):
        demo.seed(tmp_path / "file" / "demo.json")
    assert School.objects.count() == 0


def test_a_demo_school_broken_off_just_before_its_sign_ins_had_their_name_is_the_one_that_stays(db, tmp_path):
    accounts, half = tmp_path / "demo.json", tmp_path / "demo.new"
    demo.seed(half)
    kept = half.read_bytes()
    assert demo.seed(accounts)
    assert (accounts.read_bytes(), half.exists()) == (kept, False)
    assert School.objects.count() == 2


@pytest.mark.parametrize("half_written", ['[{"role": "tea', '[{"role": "teacher", "user": "t-2b3c4"}]'])
def test_a_demo_school_broken_off_before_it_was_kept_is_made_anew(db, tmp_path, half_written):
    (tmp_path / "demo.new").write_text(half_written)
    assert demo.seed(tmp_path / "demo.json")
    assert User.objects.count() == 39
