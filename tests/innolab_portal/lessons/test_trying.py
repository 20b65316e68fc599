"""Trying an activity out from the library: for teachers and trainers, in no class, with nothing kept."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from innolab_portal.lessons.models import Lesson, Progress
from innolab_portal.library.models import Activity
from innolab_portal.people.servers import ServerState

PORTAL = "/services/portal/"
API = f"{PORTAL}api/lessons/"


@pytest.mark.parametrize(("who", "status"), [("teacher", 200), ("trainer", 200), ("operator", 403), ("pupil", 403)])
def test_who_may_try(town: Any, classroom: Any, who: str, status: int) -> None:
    program = town.program_of(getattr(town, who)())
    for path in ("", "/state", "/release"):
        assert program.get(f"{API}try-{classroom.activity.pk}{path}").status_code == status
    if status != 200:
        page = town.browser_of(getattr(town, who)()).get(f"{PORTAL}lessons/try-{classroom.activity.pk}/open/")
        assert page.status_code == status


def test_it_is_a_lesson_of_no_class_that_is_always_open(town: Any, classroom: Any) -> None:
    program = town.program_of(town.trainer())
    told = program.get(f"{API}try-{classroom.activity.pk}").json()
    assert (told["id"], told["try_out"], told["state"]) == (f"try-{classroom.activity.pk}", True, "open")
    assert told["class"] == {"key": "", "name": ""}
    assert told["module"] == {"slug": "lumi", "version": "1.0.0"}
    assert [step["id"] for step in told["steps"]] == ["read", "plot", "why"]


def test_what_the_server_tells_of_it_is_kept_nowhere(town: Any, classroom: Any) -> None:
    program = town.program_of(classroom.teacher)
    told = {"current_step": "read", "steps": {"read": {"state": "done", "tries": 2, "hints": 0}}}
    path = f"{API}try-{classroom.activity.pk}"
    assert program.put(f"{path}/progress", told, content_type="application/json").json()["state"] == "open"
    assert program.post(f"{path}/hand-ins", b"{}", content_type="application/x-ipynb+json").status_code in {403, 404}
    assert (Lesson.objects.count(), Progress.objects.count()) == (0, 0)


def test_only_what_the_library_has_can_be_tried(town: Any, classroom: Any) -> None:
    program = town.program_of(classroom.teacher)
    assert program.get(f"{API}try-999999").status_code == 404
    Activity.objects.update(own=True)
    assert program.get(f"{API}try-{classroom.activity.pk}").status_code == 404


def test_the_button_leads_into_the_own_server(town: Any, classroom: Any, monkeypatch: Any) -> None:
    class Ready:
        def __getattr__(self, _name: str) -> Any:
            return lambda *_args, **_more: ServerState.READY

    monkeypatch.setattr(apps.get_app_config("people"), "hub_servers", Ready(), raising=False)
    browser = town.browser_of(classroom.teacher)
    path = f"{PORTAL}lessons/try-{classroom.activity.pk}/open/"
    assert f'href="{path}"' in browser.get(f"{PORTAL}library/lumi/").content.decode()
    to = f"/user/{classroom.teacher.username}/innolab/lesson/try-{classroom.activity.pk}"
    assert browser.get(path).headers["Location"] == to
    assert browser.get(f"{path}state/").json() == {"state": "ready", "url": to}
