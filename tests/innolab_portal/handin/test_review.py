"""The teacher reviews and returns; the pupil reads."""

from __future__ import annotations

import csv
import io
import re
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from innolab_portal.handin import actions, forms, grading, reviewing
from innolab_portal.handin.models import CellResult, EarlierFeedback, HandIn, KeptComment, Result
from innolab_portal.lessons.models import Lesson
from innolab_portal.people.animals import ANIMALS

from .conftest import SOURCE, Cell, Classroom, Graded, work

XSS = "<script>alert(document.cookie)</script><img src=x onerror=alert(1)>"


class Teacher:
    """A teacher in the browser."""

    def __init__(self, classroom: Classroom, language: str = "en") -> None:
        self.classroom = classroom
        self.browser: Client = classroom.town.browser_of(classroom.teacher, language)

    def url(self, name: str, *arguments: str) -> str:
        return reverse(name, args=[self.classroom.lesson.pk, *arguments])

    def opens(self, name: str, *arguments: str) -> Any:
        return self.browser.get(self.url(name, *arguments))

    def fields(self, hand_in: HandIn, **typed: str) -> dict[str, str]:
        """The form's fields as they open, with what the teacher typed: `why="2,5"`, `why_comment="..."`."""
        result = Result.objects.get(hand_in=hand_in)
        data = {"receipt": hand_in.receipt, f"revision-{result.pk}": str(result.revision)}
        data[f"whole-{result.pk}"] = typed.pop("comment", result.comment)
        for cell in result.cells.all():
            name = cell.grade_id.replace("-", "_")
            data[f"points-{cell.pk}"] = typed.pop(name, forms.shown(cell.points))
            data[f"comment-{cell.pk}"] = typed.pop(f"{name}_comment", cell.comment)
        return data | typed

    def saves(self, hand_in: HandIn, **typed: str) -> Any:
        return self.browser.post(self.url("review_pupil", hand_in.pupil.username), self.fields(hand_in, **typed))


def judged(hand_in: HandIn) -> dict[str, tuple[float | None, str]]:
    return {c.grade_id: (c.manual_points, c.comment) for c in CellResult.objects.filter(result__hand_in=hand_in)}


def test_who_waits_for_a_person_comes_first(classroom: Classroom) -> None:
    mika, liisa = (classroom.town.pupil(classroom.school_class, name) for name in ("Mika M", "Liisa L"))
    classroom.judges(classroom.has_graded(classroom.aino))
    classroom.has_graded(classroom.eino)
    classroom.hands_in(mika)
    states = {row.pupil.username: row.state for row in reviewing.review(classroom.lesson, animals=True).rows}
    assert list(states.items()) == [
        (classroom.eino.username, "waits"),
        (mika.username, "grading"),
        (classroom.aino.username, "reviewed"),
        (liisa.username, "nothing"),
    ]


def test_pupils_are_animals_until_names_are_asked_for(classroom: Classroom) -> None:
    classroom.has_graded(classroom.aino)
    teacher = Teacher(classroom)
    page = teacher.opens("review").content.decode()
    assert ANIMALS[classroom.aino.alias]["en"] in page
    assert "Aino" not in page
    page = teacher.url("review")
    answer = teacher.browser.post(reverse("review_habits"), {"names": "1", "next": page})
    assert answer["Location"] == page
    assert "Aino" in Teacher(classroom).opens("review").content.decode()  # signed in anew
    away = {"names": "0", "next": "https://evil.example/"}
    assert teacher.browser.post(reverse("review_habits"), away).status_code == HTTPStatus.NO_CONTENT
    assert "Aino" not in teacher.opens("review").content.decode()


def test_points_and_words_are_saved_and_the_next_pupil_opens(classroom: Classroom) -> None:
    aino, eino = classroom.has_graded(classroom.aino), classroom.has_graded(classroom.eino)
    teacher = Teacher(classroom, "fi")
    answer = teacher.saves(aino, why="2,5", why_comment="Hyvä perustelu!", comment="Hienoa työtä.")
    assert answer.status_code == HTTPStatus.FOUND
    assert answer["Location"] == teacher.url("review_pupil", classroom.eino.username)
    assert judged(aino) == {"check-mean": (None, ""), "why": (2.5, "Hyvä perustelu!")}
    assert Result.objects.get(hand_in=aino).comment == "Hienoa työtä."
    assert teacher.saves(eino, why="3")["Location"] == teacher.url("review")


@pytest.mark.parametrize("typed", ["4", "-1", "1.3", "many", "nan", "inf", "1e3"])
def test_nothing_is_lost_when_a_number_is_wrong(classroom: Classroom, typed: str) -> None:
    hand_in = classroom.has_graded(classroom.aino)
    answer = Teacher(classroom).saves(hand_in, why=typed, why_comment="My long words", comment="On the whole")
    page = answer.content.decode()
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert judged(hand_in) == {"check-mean": (None, ""), "why": (None, "")}
    assert f'value="{typed}"' in page
    assert "My long words" in page
    assert "On the whole" in page
    assert 'aria-invalid="true"' in page


def test_an_emptied_field_gives_the_automatic_points_back(classroom: Classroom) -> None:
    hand_in = classroom.has_graded(classroom.aino)
    teacher = Teacher(classroom)
    teacher.saves(hand_in, check_mean="0.5")
    assert judged(hand_in)["check-mean"] == (0.5, "")
    teacher.saves(hand_in, check_mean="")
    assert judged(hand_in)["check-mean"] == (None, "")


def test_two_teachers_never_overwrite_one_another_unseen(classroom: Classroom) -> None:
    hand_in = classroom.has_graded(classroom.aino)
    teacher = Teacher(classroom)
    opened = teacher.fields(hand_in, why="1", comment="Mine")
    classroom.judges(hand_in, why=3, comment="The colleague's")
    url = teacher.url("review_pupil", classroom.aino.username)
    answer = teacher.browser.post(url, opened)
    page = answer.content.decode()
    assert answer.status_code == HTTPStatus.CONFLICT
    assert judged(hand_in)["why"] == (3.0, "Hyvä!")
    assert ("Mine" in page, "saved: The colleague&#x27;s" in page, "saved: 3" in page) == (True, True, True)
    (revision,) = re.findall(r'name="revision-\d+" value="(\d+)"', page)
    again = opened | {f"revision-{Result.objects.get().pk}": revision}
    assert teacher.browser.post(url, again).status_code == HTTPStatus.FOUND
    assert judged(hand_in)["why"] == (1.0, "")


def test_the_teacher_sees_the_task_the_answer_and_the_model_answer(classroom: Classroom) -> None:
    classroom.has_graded(classroom.aino, work(words="Koska *kaupunki* kasvoi."))
    page = Teacher(classroom, "sv").opens("review_pupil", classroom.aino.username).content.decode()
    for seen in (
        "Varför blev det <strong>varmare</strong>?",
        "Koska <em>kaupunki</em> kasvoi.",
        "Hiilidioksidi lämmittää.",
        "mean = sum(range(15)) / 15",
    ):
        assert seen in page


def test_an_untouched_answer_is_no_answer(classroom: Classroom) -> None:
    classroom.has_graded(classroom.aino, work(words=""))
    assert "No answer" in Teacher(classroom).opens("review_pupil", classroom.aino.username).content.decode()


def test_nothing_that_a_pupil_writes_or_prints_runs(classroom: Classroom) -> None:
    outputs = [
        {"output_type": "stream", "name": "stdout", "text": XSS},
        {"output_type": "display_data", "data": {"text/html": XSS, "text/plain": ""}},
        {"output_type": "display_data", "data": {"text/markdown": XSS}},
        {"output_type": "error", "ename": XSS, "evalue": XSS, "traceback": [XSS]},
        {"output_type": "display_data", "data": {"application/vnd.innolab.check+json": {"message": {"fi": XSS}}}},
    ]
    made = work(mean=f"mean = 7 # {XSS}", words=XSS, outputs=outputs)
    made["metadata"]["innolab"] = {"locale": {"en": {"mean-text": XSS, "why": XSS}}, "steps": XSS}
    hand_in = classroom.has_graded(classroom.aino, made)
    classroom.judges(hand_in, comment=XSS)
    actions.return_feedback(lesson=classroom.lesson)
    teacher, pupil = Teacher(classroom), classroom.town.browser_of(classroom.aino)
    pages = [
        teacher.opens("review_pupil", classroom.aino.username),
        teacher.opens("review_step", "mean"),
        teacher.opens("review_step", "why"),
        pupil.get(reverse("feedback", args=[hand_in.receipt])),
    ]
    for page in pages:
        html = page.content.decode()
        assert "<script>alert" not in html
        assert not re.search(r"<[^>]+\sonerror=", html)
        assert "script-src 'self'" in page["Content-Security-Policy"]


def test_one_step_across_the_class(classroom: Classroom) -> None:
    aino, eino = classroom.has_graded(classroom.aino), classroom.has_graded(classroom.eino)
    teacher = Teacher(classroom)
    data = teacher.fields(aino, why="2") | teacher.fields(eino, why="9", why_comment="Kept")
    answer = teacher.browser.post(teacher.url("review_step", "why"), data)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert judged(aino)["why"] == (2.0, "")  # the right ones are saved
    assert judged(eino)["why"] == (None, "")
    assert "Kept" in answer.content.decode()
    data |= teacher.fields(aino) | teacher.fields(eino, why="3")
    assert teacher.browser.post(teacher.url("review_step", "why"), data)["Location"] == teacher.url("review")
    assert judged(eino)["why"] == (3.0, "")


def test_saving_a_step_leaves_the_other_steps_and_words_alone(classroom: Classroom) -> None:
    hand_in = classroom.has_graded(classroom.aino)
    classroom.judges(hand_in, why=1, mean=1.5, comment="Sanat")
    teacher = Teacher(classroom)
    teacher.browser.post(teacher.url("review_step", "why"), teacher.fields(hand_in, why="2", comment="Ei tätä"))
    assert judged(hand_in) == {"check-mean": (1.5, ""), "why": (2.0, "Hyvä!")}
    assert Result.objects.get().comment == "Sanat"


def test_all_reviewed_returns_to_the_class_and_pupils_read_it(classroom: Classroom) -> None:
    hand_in = classroom.has_graded(classroom.aino)
    classroom.judges(hand_in, comment="Keksit itse, hienoa!")
    teacher = Teacher(classroom)
    assert "Return to 1 pupil" in teacher.opens("review").content.decode()
    teacher.browser.post(teacher.url("return_feedback"))
    pupil = classroom.town.browser_of(classroom.aino, "fi")
    home = pupil.get(reverse("today")).content.decode()
    assert "Keksit itse, hienoa!" in home
    page = pupil.get(reverse("feedback", args=[hand_in.receipt])).content.decode()
    order = [page.index(text) for text in ("Keksit itse, hienoa!", "Läpi!", "Hyvässä vauhdissa", "Ilmasto lämpenee.")]
    assert order == sorted(order)
    assert Result.objects.get().read_at is not None
    home = pupil.get(reverse("today")).content.decode()
    assert "Keksit itse, hienoa!" not in home
    assert f'href="{reverse("feedback", args=[hand_in.receipt])}"' in home  # to be read again


def test_a_pupil_never_reads_a_model_answer(classroom: Classroom) -> None:
    hand_in = classroom.has_graded(classroom.aino)
    classroom.judges(hand_in)
    actions.return_feedback(lesson=classroom.lesson)
    page = classroom.town.browser_of(classroom.aino).get(reverse("feedback", args=[hand_in.receipt])).content.decode()
    assert SOURCE["cells"][4]["source"] not in page
    assert "range(15)" not in page


def printed(text: str) -> list[dict[str, str]]:
    return [{"output_type": "stream", "name": "stdout", "text": text}]


def test_the_pupil_sees_the_outputs_handed_in_and_the_teacher_those_of_grading(classroom: Classroom) -> None:
    hand_in = classroom.hands_in(classroom.aino, work(outputs=printed("seen at home")))
    graded = work(outputs=printed("seen while the hidden tests ran"))
    mean = Cell("check-mean", "mean", "passed", 2.0, 2.0)
    grading.grade_one(hand_in_id=hand_in.pk, grader=lambda *_: Graded([mean], graded))
    actions.save_review(result=hand_in.result, revision=0, cells={}, comment="")
    actions.return_feedback(lesson=classroom.lesson)
    page = classroom.town.browser_of(classroom.aino).get(reverse("feedback", args=[hand_in.receipt])).content.decode()
    assert ("seen at home" in page, "while the hidden tests ran" in page) == (True, False)
    page = Teacher(classroom).opens("review_pupil", classroom.aino.username).content.decode()
    assert ("seen at home" in page, "while the hidden tests ran" in page) == (False, True)


def test_code_that_reaches_for_its_grader_is_shown_to_the_teacher(classroom: Classroom) -> None:
    hand_in = classroom.has_graded(classroom.aino)
    result = Result.objects.get(hand_in=hand_in)
    teacher = Teacher(classroom)
    assert "Look at the code yourself" not in teacher.opens("review_pupil", classroom.aino.username).content.decode()
    result.repaired = ["reaches mean"]
    result.save()
    page = teacher.opens("review_pupil", classroom.aino.username).content.decode()
    assert "It seems to reach for the program that runs and tests it (mean)." in page
    assert "mended before grading" not in page


def test_feedback_before_it_is_returned_says_that_work_is_safe(classroom: Classroom) -> None:
    hand_in = classroom.has_graded(classroom.aino)
    page = classroom.town.browser_of(classroom.aino).get(reverse("feedback", args=[hand_in.receipt])).content.decode()
    assert "No feedback yet" in page


def test_earlier_feedback_stays_within_reach(classroom: Classroom) -> None:
    """Returned, changed and returned again; then handed in anew and returned."""
    first = classroom.has_graded(classroom.aino)
    for words in ("The first words", "The second words"):
        classroom.judges(first, comment=words)
        actions.return_feedback(lesson=classroom.lesson)
    actions.return_feedback(lesson=classroom.lesson)  # nothing new: nothing is returned
    second = classroom.has_graded(classroom.aino, work("mean = 7.0"))
    classroom.judges(second, comment="The third words")
    actions.return_feedback(lesson=classroom.lesson)
    pupil = classroom.town.browser_of(classroom.aino)
    page = pupil.get(reverse("feedback", args=[second.receipt])).content.decode()
    links = re.findall(r'href="([^"]*/feedback/[^"]+)"', page.split("All feedback on this activity")[1])
    read = [pupil.get(link).content.decode() for link in links]
    assert ["The second words" in read[0], "The first words" in read[1], len(read)] == [True, True, 2]
    assert "Earlier feedback, from" in read[1]
    other = classroom.town.browser_of(classroom.eino)
    assert [other.get(link).status_code for link in links] == [HTTPStatus.NOT_FOUND] * 2
    url = reverse("feedback", args=[second.receipt])
    foreign = EarlierFeedback.objects.get().pk  # of the first hand-in
    for version in (str(foreign), "0", "x", "9" * 30):
        assert pupil.get(f"{url}?version={version}").status_code == HTTPStatus.NOT_FOUND
    page = Teacher(classroom).opens("review_pupil", classroom.aino.username).content.decode()
    assert "The first words" not in page  # of the hand-in that counts nothing was returned before
    page = Teacher(classroom).browser.get(
        Teacher(classroom).url("review_pupil", classroom.aino.username) + f"?receipt={first.receipt}"
    )
    assert "The first words" in page.content.decode()


def test_feedback_at_once_says_that_it_comes_and_comes(classroom: Classroom) -> None:
    classroom.lesson.feedback_when = Lesson.FeedbackWhen.AT_ONCE
    classroom.lesson.save()
    hand_in = classroom.hands_in(classroom.aino)
    pupil = classroom.town.browser_of(classroom.aino, "sv")
    url = reverse("feedback", args=[hand_in.receipt])
    page = pupil.get(url).content.decode()
    assert ("Ditt arbete bedöms" in page, 'data-live="1"' in page) == (True, True)
    classroom.is_graded(hand_in)
    page = pupil.get(url).content.decode()
    assert ('data-live="0"' in page, "Medelvärde" in page) == (True, True)
    actions.regrade(hand_in=hand_in)
    classroom.is_graded(hand_in)
    assert not EarlierFeedback.objects.exists()  # nothing changed, so nothing was returned again


def test_a_broken_grading_says_whose_fault_it_is(classroom: Classroom) -> None:
    classroom.grader.breaks = RuntimeError("oops")
    classroom.has_graded(classroom.aino)
    page = Teacher(classroom).opens("review_pupil", classroom.aino.username).content.decode()
    assert "The fault is ours, not the pupil" in page


def test_grading_again_from_the_page(classroom: Classroom) -> None:
    hand_in = classroom.has_graded(classroom.aino)
    teacher = Teacher(classroom)
    teacher.browser.post(teacher.url("regrade", classroom.aino.username), {"receipt": hand_in.receipt})
    assert Result.objects.get().status == Result.Status.QUEUED


def test_the_table_for_spreadsheets_holds_no_formulas(classroom: Classroom) -> None:
    hand_in = classroom.has_graded(classroom.aino)
    classroom.judges(hand_in, why=2.5, comment='=HYPERLINK("http://evil")')
    teacher = Teacher(classroom, "fi")
    teacher.browser.post(reverse("review_habits"), {"names": "1"})
    answer = teacher.opens("points_csv")
    text = answer.content.decode("utf-8-sig")
    _title, head, first, second = csv.reader(io.StringIO(text), delimiter=";")
    assert head[4:6] == ["1. Keskiarvo (check-mean, 2)", "2. Miksi (why, 3)"]
    assert [first[0], *first[4:]] == ["Aino A.", "2", "2,5", "4,5", '\'=HYPERLINK("http://evil")']
    assert second == ["Eino E.", classroom.eino.username, "", "", "", "", "", ""]
    assert answer["Content-Disposition"].startswith("attachment")


def test_own_comments_are_offered_by_step_and_are_the_teachers_alone(classroom: Classroom) -> None:
    teacher = Teacher(classroom)
    colleague = classroom.town.browser_of(classroom.town.teacher(classroom.school_class))
    url = teacher.url("kept_comments")
    for step, text in (("mean", "Laske uudelleen"), ("why", "Mistä tiedät?"), ("why", "Hyvä <perustelu>"), ("no", "x")):
        teacher.browser.post(url, {"step": step, "text": text})
    page = teacher.browser.post(url, {"step": "why", "text": "Mistä tiedät?"}).content.decode()
    shown = re.findall(r'data-step="(\w*)".*?<span>(.*?)</span>', page)
    assert shown == [("why", "Mistä tiedät?"), ("why", "Hyvä &lt;perustelu&gt;"), ("mean", "Laske uudelleen")]
    assert "Laske" not in colleague.post(url, {}).content.decode()
    (pk,) = KeptComment.objects.filter(text="Laske uudelleen").values_list("pk", flat=True)
    colleague.post(url, {"drop": pk})
    assert "Laske" in teacher.browser.post(url, {"drop": "no number"}).content.decode()
    assert "Laske" not in teacher.browser.post(url, {"drop": pk}).content.decode()
    assert "x" * 501 not in teacher.browser.post(url, {"step": "why", "text": "x" * 501}).content.decode()


PAGES = {
    "review": (),
    "points_csv": (),
    "review_pupil": ("aino",),
    "review_step": ("why",),
    "POST review_pupil": ("aino",),
    "POST review_step": ("why",),
    "POST regrade": ("aino",),
    "POST save_review": (),
    "POST kept_comments": (),
    "POST return_feedback": (),
}


@pytest.mark.parametrize("name", PAGES)
def test_only_teachers_of_the_class_review(classroom: Classroom, name: str) -> None:
    classroom.has_graded(classroom.aino)
    town, verb = classroom.town, name.removeprefix("POST ")
    arguments = [classroom.aino.username if one == "aino" else one for one in PAGES[name]]
    url = reverse(verb, args=[classroom.lesson.pk, *arguments])
    others = [classroom.aino, town.pupil(), town.teacher(town.school_class()), town.trainer(), town.operator()]
    for person in others:
        browser = town.browser_of(person)
        answer = browser.post(url) if name != verb else browser.get(url)
        assert answer.status_code == HTTPStatus.FORBIDDEN, person.role
    answer = Client().post(url) if name != verb else Client().get(url)
    assert answer.status_code == HTTPStatus.FOUND  # to sign in


def test_feedback_is_for_its_pupil_alone(classroom: Classroom) -> None:
    hand_in = classroom.has_graded(classroom.aino)
    url = reverse("feedback", args=[hand_in.receipt])
    assert classroom.town.browser_of(classroom.eino).get(url).status_code == HTTPStatus.NOT_FOUND
    assert classroom.town.browser_of(classroom.teacher).get(url).status_code == HTTPStatus.FORBIDDEN


def test_pages_cost_the_same_however_many_pupils(classroom: Classroom, django_assert_max_num_queries: Any) -> None:
    teacher = Teacher(classroom)
    hand_ins = [classroom.has_graded(classroom.aino)]
    for pupils in (5, 25):
        while len(hand_ins) < pupils:
            pupil = classroom.town.pupil(classroom.school_class, f"Oppilas {len(hand_ins)}")
            hand_ins.append(classroom.has_graded(pupil))
        with django_assert_max_num_queries(14):
            teacher.opens("review")
        with django_assert_max_num_queries(14):
            teacher.opens("review_step", "why")
        with django_assert_max_num_queries(18):
            teacher.opens("review_pupil", classroom.aino.username)
