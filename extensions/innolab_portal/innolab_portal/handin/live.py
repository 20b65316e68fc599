"""A pupil's work as it is now, for the teacher who looks: sent by the pupil's own server, cleaned here, only read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from innolab_portal.handin import errors, notebooks, rendering
from innolab_portal.handin.works import Answer
from innolab_portal.lessons import queries as lessons
from innolab_portal.lessons import talking
from innolab_portal.lessons.models import Lesson, Look, Progress
from innolab_portal.lessons.told import told_on_a_page
from innolab_portal.library.texts import in_language
from innolab_portal.people.access import PageRequest, page_for
from innolab_portal.people.models import Role


@dataclass(slots=True)
class Step:
    """A step with what the pupil has in it."""

    number: int
    title: str
    here: bool
    answers: list[Answer] = field(default_factory=list)


@require_GET
@told_on_a_page
@page_for(Role.TEACHER)
def live_work(request: PageRequest, lesson_id: str, username: str) -> HttpResponseBase:
    """The work, asked for every other second; asking is what has the pupil's server send it."""
    lesson = lessons.lesson_taught_by(request.user, lesson_id)
    pupil = lessons.pupil_in(lesson, username)
    look = talking.look(lesson=lesson, pupil=pupil, by=request.user)
    progress = Progress.objects.filter(lesson=lesson, pupil=pupil).first()
    here = progress.current_step if progress else ""
    shown = repr((get_language(), here, look.sent_at, look.notebook is None))
    etag = f'"{hashlib.sha256(shown.encode()).hexdigest()[:32]}"'
    if (unchanged := get_conditional_response(request, etag=etag)) is not None:
        return unchanged
    context = {"look": look, "steps": steps_of(lesson, look, here)}
    response = render(request, "handin/_live_work.html", context)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def steps_of(lesson: Lesson, look: Look, here: str) -> list[Step]:
    """The steps in which there is something; none where nothing readable was sent."""
    steps = {
        step["id"]: Step(number, in_language(step["title"]), step["id"] == here)
        for number, step in enumerate(lessons.steps_of(lesson.activity), start=1)
    }
    try:
        notebook = notebooks.parse(bytes(look.notebook or b""))
    except errors.NotANotebook:
        return []
    for cell in notebooks.cells(notebook):
        if cell.role in {"code", "answer"} and cell.step in steps:
            steps[cell.step].answers.append(_answer(cell))
    return [step for step in steps.values() if step.answers or step.here]


def _answer(cell: notebooks.Cell) -> Answer:
    written = cell.kind == "markdown"
    return Answer(
        name=cell.name,
        kind=cell.kind,
        source=cell.source[: rendering.MAX_TEXT],
        html=rendering.markdown(cell.source) if written else rendering.NOTHING,
        outputs=rendering.outputs(cell.outputs),
        untouched=not cell.source.strip(),
        model="",
        model_html=rendering.NOTHING,
    )
