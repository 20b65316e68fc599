"""What the pages of hand-ins share."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse

from innolab_portal.errors import NotFound
from innolab_portal.lessons import queries as lessons
from innolab_portal.lessons.errors import NotTheirClass
from innolab_portal.lessons.models import Lesson
from innolab_portal.library.files import store
from innolab_portal.library.texts import in_language
from innolab_portal.people.access import PageRequest

SHUT_IN = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:"
"""For pages that hold what pupils' code printed: an origin of their own, no script, nothing from elsewhere."""


def title_of(lesson: Lesson) -> str:
    """The activity's title in the reader's language."""
    return in_language(lesson.activity.manifest["title"])


def taught(request: PageRequest, lesson_id: str) -> Lesson:
    """The lesson, for a teacher of its class; Http404 or PermissionDenied for others."""
    try:
        return lessons.lesson_taught_by(request.user, lesson_id)
    except NotFound:
        raise Http404 from None
    except NotTheirClass:
        raise PermissionDenied from None


def own_page(pages: Mapping[str, str], notebook: str) -> HttpResponse:
    """Of pages of feedback that the teacher's own nbgrader made, a notebook's; raises NotFound."""
    sha256 = pages.get(notebook)
    if sha256 is None:
        raise NotFound
    headers = {"Content-Security-Policy": SHUT_IN, "ETag": f'"{sha256}"'}
    return HttpResponse(store().read(sha256), content_type="text/html; charset=utf-8", headers=headers)
