"""Pupils from a file: what is read, what would change, and that it is all or nothing."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from innolab_portal.people import actions, encryption, queries
from innolab_portal.people.models import Membership, SchoolClass, User
from innolab_portal.people.rosters import oneroster, plan, table
from innolab_portal.people.rosters.rows import Problem, Roster, Row, Unreadable, grade_of

WILMA = "Oppilasnumero;Sukunimi;Etunimi;Hetu;Luokka\n101;Virtanen;Aino;010115A123B;7B\n102;Mäkelä;Elias;;7B\n103;Åström;Leo;;8A\n"


@pytest.fixture
def school(town):
    return town.school("Kallion koulu")


@pytest.fixture
def desk(town, school):
    return town.browser_of(town.operator(school))


def rows(text, encoding="utf-8"):
    return [(row.pupil, row.name, row.school_class, row.grade) for row in table.read(text.encode(encoding)).rows]


WANTED = [("101", "Aino Virtanen", "7B", 7), ("102", "Elias Mäkelä", "7B", 7), ("103", "Leo Åström", "8A", 8)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_secretarys_file_reads_the_same_however_it_was_saved(encoding, separator, end):
    assert rows(WILMA.replace(";", separator).replace("\n", end), encoding) == WANTED


@pytest.mark.parametrize(
    ("heading", "line", "wanted"),
    [
        ("Nimi;Ryhmä", '"Virtanen, Aino";7B', ("", "Virtanen, Aino", "7B", 7)),
        ("Efternamn;Förnamn;Klass;Årskurs", "Dahl;Sofia;Blå;2", ("", "Sofia Dahl", "Blå", 2)),
        ("FIRST NAME,Last name, Class", "Ada,Niemi,Esi 2", ("", "Ada Niemi", "Esi 2", 0)),
        ("Elev\tKlass", "  Ebba \u00a0 Holm\u200b\t3. lk", ("", "Ebba Holm", "3. lk", 3)),
        ("Luokka-aste;Luokka;Oppilas;Osoite", "9;Valinnainen;Onni;Katu 1", ("", "Onni", "Valinnainen", 9)),
    ],
)
def test_columns_are_known_by_their_names_in_three_languages(heading, line, wanted):
    assert rows(f"{heading}\n{line}\n") == [wanted]


def test_columns_nobody_needs_are_not_read_and_are_named():
    read = table.read(WILMA.encode())
    assert read.unused == ["Hetu"]
    assert "010115A123B" not in repr(read)


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (";7B", "There is no name."),
        ("Aino;", "There is no class."),
        ("Aino", "There is no class."),
        ("Aino;Sininen", "The grade of the class Sininen is not known. Add a column Grade."),
        ("Aino;10A", "The grade of the class 10A is not known. Add a column Grade."),
        (f"{'x' * 81};7B", "The name, class or number is too long."),
        (f"Aino;7{'B' * 40}", "The name, class or number is too long."),
    ],
)
def test_what_is_wrong_is_told_by_line_and_empty_lines_count(lines, problem):
    assert table.read(f"Nimi;Luokka\n;;\n\n{lines}\n".encode()).problems == [Problem(4, problem)]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "The first line must name the columns"),
        (b"Aino;7B\nLeo;7B\n", "The first line must name the columns"),
        (b"Nimi\nAino\n", "A column is missing: class."),
        (b"Luokka;Etunimi\n7B;Aino\n", "A column is missing: name."),
        (b"%PDF-1.7 \xff\xfe\x00", "The first line must name the columns"),
        (b'Nimi;Luokka\n"' + b"x" * 200_000, "can't be read as a table"),
    ],
)
def test_a_file_that_is_no_roster_is_refused_in_words(content, told):
    with pytest.raises(Unreadable, match=told):
        table.read(content)


def test_too_many_lines_are_refused():
    with pytest.raises(Unreadable, match="more than 10000 lines"):
        table.read(b"Nimi;Luokka\n" + b"".join(b"N %d;7B\n" % n for n in range(10_001)))


@given(st.binary(max_size=300))
@settings(max_examples=150, deadline=None)
def test_no_bytes_at_all_bring_the_reader_down(content):
    for start in (b"", b"Nimi;Luokka\n", b"PK\x03\x04"):
        try:
            read = (
                oneroster.read(start + content, school_code="1") if start[:2] == b"PK" else table.read(start + content)
            )
        except Unreadable:
            continue
        assert all(row.name and row.school_class and 0 <= row.grade <= 9 for row in read.rows)


@pytest.mark.parametrize(
    ("told", "name", "grade"), [("", "7B", 7), ("", "0A", 0), ("esiopetus", "Blå", 0), ("4", "7B", 4), ("", "B7", None)]
)
def test_grades(told, name, grade):
    assert grade_of(told, name) == grade


# What would change, and changing it.


def planned(school, text):
    return plan.make(roster=table.read(text.encode()), school=school, school_year=queries.this_school_year())


def brought_in(school, text):
    made = planned(school, text)
    assert made.problems == []
    plan.carry_out(made)
    return made


def in_classes(school):
    found = {}
    for school_class in school.classes.all():
        found[school_class.name] = [pupil.full_name for pupil in queries.pupils_of(school_class=school_class)]
    return found


def test_a_school_is_brought_in_and_the_same_file_again_changes_nothing(school):
    brought_in(school, WILMA)
    assert in_classes(school) == {"7B": ["Aino Virtanen", "Elias Mäkelä"], "8A": ["Leo Åström"]}
    assert {c.name: c.grade for c in school.classes.all()} == {"7B": 7, "8A": 8}
    again = planned(school, WILMA)
    assert (again.changes, again.staying, User.objects.count()) == (False, 3, 3)


def test_later_somebody_moves_leaves_comes_and_marries(school):
    brought_in(school, WILMA)
    before = {user.full_name: user.username for user in User.objects.all()}
    later = brought_in(
        school, "Oppilasnumero;Nimi;Luokka\n101;Aino Virtanen-Salo;8A\n103;Leo Åström;8A\n104;Nea Uusi;7B\n"
    )
    assert in_classes(school) == {"7B": ["Nea Uusi"], "8A": ["Aino Virtanen-Salo", "Leo Åström"]}
    after = {user.full_name: user.username for user in User.objects.all()}
    assert after["Aino Virtanen-Salo"] == before["Aino Virtanen"]
    assert (len(later.arriving), len(later.renamed), len(later.leaving)) == (1, 1, 2)
    assert after["Elias Mäkelä"] == before["Elias Mäkelä"]  # Out of the class, with all the work.


def test_a_file_of_one_class_leaves_the_others_alone(school):
    brought_in(school, WILMA)
    brought_in(school, "Oppilasnumero;Nimi;Luokka\n101;Aino Virtanen;7B\n")
    assert in_classes(school) == {"7B": ["Aino Virtanen"], "8A": ["Leo Åström"]}


def test_whom_a_teacher_added_by_hand_is_known_by_name_and_then_by_number(school, town):
    aino = town.pupil(town.school_class("7B", school), full_name="aino virtanen")
    brought_in(school, WILMA)
    aino.refresh_from_db()
    assert (aino.full_name, User.objects.filter(role="pupil").count()) == ("Aino Virtanen", 3)
    assert aino.roster_hmac == plan.number_hmac(school=school, number="101")
    assert "101" not in aino.roster_hmac


def test_a_pupil_in_two_classes_is_one_pupil_where_the_file_has_numbers(school):
    text = "Id;Nimi;Luokka\n1;Aino;7B\n1;Aino;7 robotiikka\n"
    brought_in(school, text)
    assert (User.objects.count(), Membership.objects.count()) == (1, 2)
    assert planned(school, text).changes is False


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ("1;Aino;7B\n1;Aino;7b", (3, "Aino is in this class twice.")),
        (";Aino;7B\n;aino;8A", (3, "There are two pupils named aino.")),
        ("1;Aino;7B\n1;Leo;8A", (3, "This number has another name on line 2.")),
        ("1;Kaima;7B\n2;Kaima;7B", (3, "There are two pupils named Kaima.")),
    ],
)
def test_doubles_are_told_by_line(school, town, lines, problem):
    town.pupil(town.school_class("9C", school), full_name="Kaima")
    (found,) = planned(school, f"Id;Nimi;Luokka\n{lines}\n").problems
    assert (found.line, found.message[: len(problem[1])]) == problem


def test_other_schools_and_other_years_are_out_of_reach(school, town):
    town.pupil(town.school_class("7B"), full_name="Aino Virtanen")
    last_year = actions.make_class(school=school, name="7B", grade=7, school_year=queries.this_school_year() - 1)
    town.pupil(last_year, full_name="Vanha Oppilas")
    brought_in(school, WILMA)
    assert [p.full_name for p in queries.pupils_of(school_class=last_year)] == ["Vanha Oppilas"]
    assert User.objects.filter(role="pupil").count() == 5


def test_what_fails_half_way_leaves_everything_as_it_was(school, monkeypatch):
    brought_in(school, WILMA)
    made = planned(school, WILMA.replace("7B", "7C") + "104;Uusi;Nea;;7D\n")
    monkeypatch.setattr(actions, "rename", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        plan.carry_out(made)
    assert in_classes(school) == {"7B": ["Aino Virtanen", "Elias Mäkelä"], "8A": ["Leo Åström"]}


# On the page.


def look(desk, school, content, name="oppilaat.csv"):
    file = SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())
    return desk.post(reverse("school_roster_look", args=[school.code]), {"file": file})


def confirm(desk, school, page):
    typed = {"sealed": page.context["sealed"], "fingerprint": page.context["plan"].fingerprint}
    return desk.post(reverse("school_roster_bring_in", args=[school.code]), typed)


def test_an_operator_looks_first_and_then_brings_in(desk, school):
    page = look(desk, school, WILMA)
    assert SchoolClass.objects.count() == 0
    assert all(words in page.text for words in ("Aino Virtanen", "New pupils", "Columns not read: Hetu"))
    assert "no-store" in page["Cache-Control"]
    assert "Virtanen" not in page.context["sealed"]
    assert confirm(desk, school, page)["Location"] == reverse("school", args=[school.code])
    assert in_classes(school)["8A"] == ["Leo Åström"]
    assert "Everything is as in the file already." in look(desk, school, WILMA).text


def test_while_a_line_is_wrong_nothing_can_be_brought_in(desk, school):
    page = look(desk, school, WILMA + "105;;;;7B\n")
    assert (page.status_code, "Line 5" in page.text, "Bring this in" in page.text) == (422, True, False)


def test_what_changed_meanwhile_is_looked_at_once_more(desk, school, town):
    page = look(desk, school, WILMA)
    town.pupil(town.school_class("8A", school), full_name="Nea Uusi")
    reply = confirm(desk, school, page)
    assert "Look once more." in reply.text
    assert in_classes(school) == {"8A": ["Nea Uusi"]}


def test_another_schools_page_or_an_old_one_or_a_made_up_one_brings_nothing_in(desk, school, town, monkeypatch):
    page = look(desk, school, WILMA)
    other = town.school()
    sealed = {"sealed": page.context["sealed"], "fingerprint": page.context["plan"].fingerprint}
    reply = town.browser_of(town.operator(other)).post(reverse("school_roster_bring_in", args=[other.code]), sealed)
    assert reply.status_code == 422
    for made_up in ("", "x", "ä", encryption.seal("{}")):
        typed = {**sealed, "sealed": made_up}
        assert desk.post(reverse("school_roster_bring_in", args=[school.code]), typed).status_code == 422
    assert SchoolClass.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "told"), [(b"", "empty"), (b"x", "The first line must name"), (b"Nimi;Luokka\n", "has no pupils in it")]
)
def test_a_file_that_can_not_be_taken_is_told_on_the_page(desk, school, content, told):
    page = look(desk, school, content)
    assert page.status_code == 422
    assert told in page.text or not content


def test_without_a_file_it_is_asked_for(desk, school):
    assert "Choose a file first." in desk.post(reverse("school_roster_look", args=[school.code])).text


def test_names_that_are_code_or_formulas_are_text(desk, school):
    page = look(desk, school, "Nimi;Luokka\n<img src=x onerror=alert(1)>;7B\n=HYPERLINK(1);7B\n")
    assert "<img src=x" not in page.text
    assert "&lt;img src=x" in page.text


# OneRoster.

ORGS = "sourcedId,status,dateLastModified,name,type,identifier\ns1,active,,Kallio,school,{code}\ns2,active,,Toinen,school,2\n"
CLASSES = "sourcedId,title,grades,classCode,schoolSourcedId\nc1,7B,7,7B,s1\nc2,Blå,2,BL,s1\nc3,9X,9,9X,s2\n"
USERS = "sourcedId,status,role,givenName,familyName\nu1,active,student,Aino,Virtanen\nu2,active,teacher,Maija,Lindholm\nu3,tobedeleted,student,Pois,Mennyt\n"
ENROLLED = "sourcedId,classSourcedId,schoolSourcedId,userSourcedId,role\ne1,c1,s1,u1,student\ne2,c1,s1,u2,teacher\ne3,c2,s1,u1,student\ne4,c3,s2,u1,student\n"


def packed(code="03081", **changed):
    files = {"orgs": ORGS.format(code=code), "classes": CLASSES, "users": USERS, "enrollments": ENROLLED, **changed}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            if text is not None:
                archive.writestr(f"{name}.csv", text)
    return target.getvalue()


def test_a_oneroster_zip_gives_the_pupils_of_the_school_only():
    assert oneroster.read(packed(), school_code="03081") == Roster(
        rows=[Row(2, "u1", "Aino Virtanen", "7B", 7), Row(4, "u1", "Aino Virtanen", "Blå", 2)]
    )


def test_a_oneroster_zip_is_brought_in_on_the_page(desk, school):
    assert confirm(desk, school, look(desk, school, packed(school.code), "roster.zip")).status_code == 302
    assert in_classes(school) == {"7B": ["Aino Virtanen"], "Blå": ["Aino Virtanen"]}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (packed(users=None), "users.csv is missing"),
        (packed(code="9"), "no school with the code 03081"),
        (packed(classes="a,b\n1,2\n"), "no column sourcedId"),
        (packed(**{f"x{n}": "" for n in range(50)}), "too many files"),
        (packed()[:-30], "can't be opened"),
        (b"PK\x03\x04rubbish", "can't be opened"),
        (packed(users="sourcedId,role\n" + "x" * 51_000_000), "users.csv in the zip is too large"),
    ],
    ids=["missing", "school", "headings", "many", "cut", "rubbish", "bomb"],
)
def test_a_zip_that_is_no_roster_is_refused_in_words(content, told):
    with pytest.raises(Unreadable, match=told):
        oneroster.read(content, school_code="03081")


def test_an_enrollment_of_nobody_is_told_by_line():
    content = packed(enrollments=ENROLLED + "e9,c1,s1,u9,student\n")
    (problem,) = oneroster.read(content, school_code="03081").problems
    assert problem == Problem(6, "enrollments.csv names a pupil who is not in users.csv.")


def test_a_large_school_is_compared_with_few_questions_to_the_database(school, django_assert_max_num_queries):
    text = "Id;Nimi;Luokka\n" + "".join(f"{n};Pupil {n};{n % 9 + 1}A\n" for n in range(60))
    brought_in(school, text)
    with django_assert_max_num_queries(5):
        planned(school, text)
