"""The lesson room's pages: hands and who is helped first, one pupil with notes and receipts, pause and pace."""

from __future__ import annotations

import datetime as dt
import json
import re
from html import unescape
from typing import Any

import pytest
from innolab_portal.lessons import queries, talking
from innolab_portal.lessons.models import Hand, Idea, Lesson, Look, Note
from innolab_portal.people.actions import join

NOON = dt.datetime(2026, 11, 24, 10, 0, tzinfo=dt.UTC)
PORTAL = "/services/portal/"


def words(answer: Any) -> str:
    """What a page says, without its markup."""
    html = re.sub(r"(?s)<(head|script|template).*?</\1>", "", answer.content.decode())
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).replace("\u00ad", "").split())


def room_of(lesson: Any, pupil: Any = None) -> str:
    path = f"{PORTAL}lessons/{lesson.pk}/"
    return path if pupil is None else f"{path}pupils/{pupil.username}/"


def test_a_hand_comes_before_who_is_stuck_and_an_unseen_before_a_seen_one(classroom: Any, clock: Any) -> None:
    lesson, aino, eino = classroom.gives(), classroom.aino, classroom.eino
    siiri = classroom.town.pupil(classroom.school_class, "Siiri Salo")
    classroom.works(lesson, siiri, "plot", plot=("trying", 3))
    for pupil in (aino, eino):
        talking.raise_hand(lesson=lesson, pupil=pupil, step="plot")
    for _ in range(9):
        clock.goes_on(minutes=1)
        classroom.works(lesson, siiri, "plot")
    talking.answer_hand(lesson=lesson, pupil=aino, by=classroom.teacher, down=False)
    shown = queries.lesson_board(lesson, clock.now, animals=False)
    assert [row.pupil.shown for row in shown.help] == ["Eino A.", "Aino V.", "Siiri S."]
    told = words(classroom.town.browser_of(classroom.teacher).get(f"{room_of(lesson)}board/"))
    assert "Eino A. hand 9 min, step 2" in told
    assert "Aino V. hand 9 min, step 2, seen" in told


def test_a_hand_is_answered_from_the_board_without_a_new_page(classroom: Any) -> None:
    lesson, aino = classroom.gives(), classroom.aino
    talking.raise_hand(lesson=lesson, pupil=aino, step="")
    browser = classroom.town.browser_of(classroom.teacher)
    assert browser.post(f"{room_of(lesson, aino)}hand/", {"do": "seen", "quiet": "1"}).status_code == 204
    assert Hand.objects.get().seen_at is not None
    answer = browser.post(f"{room_of(lesson, aino)}hand/", {"do": "down", "back": "room"})
    assert answer.headers["Location"] == room_of(lesson)
    assert not Hand.objects.exists()


def test_a_note_has_its_receipt_on_the_teachers_page(classroom: Any, clock: Any) -> None:
    lesson, aino = classroom.gives(), classroom.aino
    browser = classroom.town.browser_of(classroom.teacher)
    browser.post(f"{room_of(lesson, aino)}note/", {"text": "Katso <b>riviä 6</b>"})
    html = browser.get(f"{room_of(lesson, aino)}now/").content.decode()
    assert "Katso &lt;b&gt;riviä 6&lt;/b&gt;" in html
    assert "not read yet" in html
    talking.read_note(lesson=lesson, pupil=aino, note_id=Note.objects.get().pk)
    assert "read 12:00" in words(browser.get(f"{room_of(lesson, aino)}now/"))


def test_an_empty_note_is_told_in_words(classroom: Any) -> None:
    lesson = classroom.gives()
    browser = classroom.town.browser_of(classroom.teacher, "fi")
    answer = browser.post(f"{room_of(lesson, classroom.aino)}note/", {"text": " ", "quiet": "1"})
    assert (answer.status_code, answer.content.decode()) == (422, "Kirjoita ensin muutama sana.")


def test_pause_and_pace_are_the_rooms_buttons(classroom: Any) -> None:
    lesson = classroom.gives()
    browser = classroom.town.browser_of(classroom.teacher)
    assert "Eyes here" in words(browser.get(room_of(lesson)))
    paused = browser.post(f"{room_of(lesson)}pause/", follow=True)
    assert "Go on" in words(paused)
    assert "Eyes on the teacher" in words(paused)
    browser.post(f"{room_of(lesson)}go-on/")
    opened = browser.post(f"{room_of(lesson)}open-steps/", {"steps": "2"}, follow=True)
    assert "Steps 1–2" in words(opened)
    lesson.refresh_from_db()
    assert (lesson.paused_at, lesson.open_steps) == (None, 2)
    browser.post(f"{room_of(lesson)}open-steps/", {"steps": ""})
    assert Lesson.objects.get().open_steps is None


GIVEN = {"starts": "now", "ends": "teacher", "feedback_when": "by_teacher", "pace": "one"}


def give(classroom: Any, *pupils: Any) -> Any:
    answers = {**GIVEN, "school_class": classroom.school_class.pk, "chosen": [pupil.pk for pupil in pupils]}
    return classroom.town.browser_of(classroom.teacher).post(f"{PORTAL}library/lumi/keskiarvo/give/", answers)


def test_a_lesson_is_given_to_some_pupils_with_steps_opened_one_by_one(classroom: Any) -> None:
    assert give(classroom, classroom.aino).status_code == 302
    lesson = Lesson.objects.get()
    assert (list(lesson.chosen.all()), lesson.open_steps) == ([classroom.aino], 1)


def test_pupils_of_another_class_are_not_the_teachers_to_choose(classroom: Any) -> None:
    assert give(classroom, classroom.stranger).status_code == 200
    other = classroom.town.school_class("7C")
    join(user=classroom.teacher, school_class=other)
    elsewhere = classroom.town.pupil(other, "Olli Oja")
    assert "The pupils you ticked are in another class." in words(give(classroom, elsewhere))
    assert not Lesson.objects.exists()


def test_a_teachers_home_tells_of_hands_and_ideas(classroom: Any, clock: Any) -> None:
    lesson, aino = classroom.gives(), classroom.aino
    talking.raise_hand(lesson=lesson, pupil=aino, step="")
    talking.send_idea(
        lesson=lesson, pupil=aino, key="k", kind=Idea.Kind.BETTER_TASK, words="Mitataan <b>piha</b>", step="plot"
    )
    browser = classroom.town.browser_of(classroom.teacher)
    home = words(browser.get(f"{PORTAL}classes/"))
    assert "1 hand up" in home
    assert "1 new idea from pupils" in home
    read = browser.get(f"{PORTAL}ideas/")
    assert "Mitataan &lt;b&gt;piha&lt;/b&gt;" in read.content.decode()
    assert "How much snow? 1.0.0, How much snow?: 2 Plot" in words(read)
    assert "Aino" not in words(read)
    browser.post(f"{PORTAL}ideas/{Idea.objects.get().pk}/read/")
    assert "No new ideas." in words(browser.get(f"{PORTAL}ideas/"))
    assert "Mitataan" in words(browser.get(f"{PORTAL}ideas/?all=1"))
    assert "from pupils" not in words(browser.get(f"{PORTAL}classes/"))


def notebook(source: str, html: str) -> bytes:
    cell = {
        "cell_type": "code",
        "source": source,
        "metadata": {"innolab": {"step": "plot", "role": "code"}},
        "outputs": [{"output_type": "display_data", "data": {"text/html": html}}],
    }
    return json.dumps({"nbformat": 4, "metadata": {}, "cells": [cell]}).encode()


def test_the_work_is_shown_clean_and_as_it_is_now(classroom: Any, clock: Any) -> None:
    lesson, aino = classroom.gives(), classroom.aino
    classroom.works(lesson, aino, "plot")
    browser = classroom.town.browser_of(classroom.teacher)
    work = f"{room_of(lesson, aino)}work/"
    first = browser.get(work)
    assert "Nothing to show yet." in words(first)
    assert browser.get(work, headers={"if-none-match": first.headers["ETag"]}).status_code == 304
    evil = "<script>steal()</script><b onclick=steal()>12</b><img src=https://example.org/x>"
    talking.show_work(lesson=lesson, pupil=aino, notebook=notebook("print('<i>hei</i>')", evil))
    html = browser.get(work, headers={"if-none-match": first.headers["ETag"]}).content.decode()
    assert "print(&#x27;&lt;i&gt;hei&lt;/i&gt;&#x27;)" in html
    assert "<b>12</b>" in html
    assert not {bad for bad in ("<script", "onclick", "example.org") if bad in html}
    assert "Step 2, Plot" in html


@pytest.mark.parametrize("sent", [b"{not json", b"[]", b'{"nbformat": 4, "cells": "none"}'])
def test_what_is_no_notebook_is_not_shown(classroom: Any, sent: bytes) -> None:
    lesson, aino = classroom.gives(), classroom.aino
    talking.look(lesson=lesson, pupil=aino, by=classroom.teacher)
    Look.objects.update(notebook=sent)
    answer = classroom.town.browser_of(classroom.teacher).get(f"{room_of(lesson, aino)}work/")
    assert "Nothing to show yet." in words(answer)
