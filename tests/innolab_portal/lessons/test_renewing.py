"""A newer version of a lesson's module: offered with what changed, taken only where pupils' work keeps its place."""

from __future__ import annotations

import io
import json
import zipfile
from html import unescape
from typing import Any

import pytest
from innolab_portal.lessons import actions, errors, renewing
from innolab_portal.library.files import store
from innolab_portal.library.models import Activity, ModuleVersion

PORTAL = "/services/portal/"
CELLS = (("read-text", "read", "text"), ("read-code", "read", "code"), ("why-answer", "why", "answer"))


def source(cells: tuple[tuple[str, str, str], ...] = CELLS, **texts: str) -> str:
    """A source notebook in the store."""
    notebook = {
        "metadata": {},
        "cells": [
            {
                "id": name,
                "cell_type": "code" if role == "code" else "markdown",
                "source": texts.get(name.replace("-", "_"), name),
                "metadata": {"innolab": {"step": step, "role": role}},
            }
            for name, step, role in cells
        ],
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("keskiarvo.ipynb", json.dumps(notebook))
    return store().put(packed.getvalue())


def comes_out(activity: Activity, version: str, source_sha256: str, **changes: str) -> Activity:
    """A newer version of the activity's module in the library."""
    old = activity.module_version
    ModuleVersion.objects.filter(module=old.module).update(newest=False)
    fields = {f.attname: getattr(old, f.attname) for f in old._meta.concrete_fields if not f.primary_key}
    new = ModuleVersion.objects.create(**{**fields, "version": version, "changes": changes, "newest": True})
    fields = {f.attname: getattr(activity, f.attname) for f in activity._meta.concrete_fields if not f.primary_key}
    return Activity.objects.create(**{**fields, "module_version_id": new.pk, "source_sha256": source_sha256})


@pytest.fixture
def lesson(classroom: Any) -> Any:
    classroom.activity.source_sha256 = source()
    classroom.activity.save()
    return classroom.gives()


def room(classroom: Any, lesson: Any, language: str = "en") -> str:
    browser = classroom.town.browser_of(classroom.teacher, language)
    return unescape(browser.get(f"{PORTAL}lessons/{lesson.pk}/").content.decode())


def test_nothing_is_offered_while_the_lesson_has_the_newest(classroom: Any, lesson: Any) -> None:
    assert "Go on with" not in room(classroom, lesson)
    with pytest.raises(errors.NothingNewer):
        renewing.take(lesson=lesson, by=classroom.teacher)


def test_a_newer_version_is_offered_with_what_changed_in_each_and_which_steps(classroom: Any, lesson: Any) -> None:
    comes_out(classroom.activity, "1.1.0", source(), sv="*Lättare*.")
    comes_out(classroom.activity, "1.10.0", source(read_text="uusi"), sv="Ny bild.")
    shown = room(classroom, lesson, "sv")
    assert "I biblioteket finns version 1.10.0 av modulen, klassen har 1.0.0." in shown
    assert "<em>Lättare</em>" in shown
    assert "Ny bild." in shown
    assert "Nya eller ändrade steg: Läs<" in shown


def test_taken_the_lesson_and_its_pupils_have_the_new_one_and_their_progress_stays(classroom: Any, lesson: Any) -> None:
    classroom.works(lesson, classroom.aino, "read", read="done")
    new = comes_out(classroom.activity, "1.1.0", source((*CELLS, ("why-more", "why", "code"))))
    browser = classroom.town.browser_of(classroom.teacher)
    answer = browser.post(f"{PORTAL}lessons/{lesson.pk}/newer/", follow=True)
    assert "goes on with version 1.1.0" in answer.content.decode()
    told = classroom.town.program_of(classroom.aino).get(f"{PORTAL}api/lessons/{lesson.pk}").json()
    assert told["module"] == {"slug": "lumi", "version": "1.1.0"}
    lesson.refresh_from_db()
    assert lesson.activity == new
    assert lesson.progress.get().steps["read"]["state"] == "done"
    assert "Go on with" not in room(classroom, lesson)


@pytest.mark.parametrize(
    "cells",
    [
        CELLS[:2],
        (*CELLS[:2], ("why-answer", "why", "code")),
        (*CELLS[:2], ("why-answer", "read", "answer")),
    ],
    ids=["a cell is gone", "another kind", "another step"],
)
def test_a_version_in_which_work_would_have_no_place_is_not_taken(classroom: Any, lesson: Any, cells: Any) -> None:
    comes_out(classroom.activity, "2.0.0", source(cells))
    shown = room(classroom, lesson)
    assert "Go on with" not in shown
    assert "/library/lumi/keskiarvo/give/" in shown
    with pytest.raises(errors.NewerLosesWork):
        renewing.take(lesson=lesson, by=classroom.teacher)
    lesson.refresh_from_db()
    assert lesson.activity == classroom.activity


def test_only_the_classs_teacher_takes_one_and_no_lesson_that_is_over_asks(classroom: Any, lesson: Any) -> None:
    comes_out(classroom.activity, "1.1.0", source(read_text="uusi"))
    for stranger in (classroom.colleague, classroom.aino, classroom.town.trainer()):
        browser = classroom.town.browser_of(stranger)
        assert browser.post(f"{PORTAL}lessons/{lesson.pk}/newer/").status_code == 403
    actions.end(lesson=lesson, by=classroom.teacher)
    assert "Go on with" not in room(classroom, lesson)


def test_another_activity_of_the_module_that_changed_is_nothing_to_this_lesson(classroom: Any, lesson: Any) -> None:
    comes_out(classroom.activity, "1.1.0", classroom.activity.source_sha256)
    assert renewing.newer(lesson) is None
