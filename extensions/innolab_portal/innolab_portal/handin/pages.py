"""What the pages of hand-ins share."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from innolab_portal.errors import NotFound
from innolab_portal.lessons import queries as lessons
from innolab_portal.lessons.errors import NotTheirClass
from innolab_portal.lessons.models import Lesson
from innolab_portal.library.texts import in_language
from innolab_portal.people.access import PageRequest

NAMES = "show_names"
"""Session key: the teacher wants names instead of animals."""


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


def names_shown(request: HttpRequest) -> bool:
    """Whether names are shown; `?names=1` and `?names=0` change it until the teacher signs out."""
    if (asked := request.GET.get("names")) in {"0", "1"}:
        request.session[NAMES] = asked == "1"
    return bool(request.session.get(NAMES, False))
