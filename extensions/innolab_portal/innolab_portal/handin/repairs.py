"""What grading had to mend, and why it could not judge, in words for the teacher."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REPAIRS: dict[str, str | Promise] = {
    "duplicated": _("The cell %(cell)s stood there twice; the first one counts."),
    "missing": _("The cell %(cell)s was missing and was put back without an answer."),
    "retyped": _("The cell %(cell)s had become text or code by mistake."),
    "restored": _("The cell %(cell)s, which pupils don't change, had been changed and was put back."),
    "split": _("The answer %(cell)s was in several cells and was put together again."),
    "merged": _("The cell %(cell)s was joined with another one and was taken apart again."),
    "found_by_place": _("The cell %(cell)s had lost its name and was found by its place."),
    "added": _("The cell %(cell)s was added by the pupil."),
}

REASONS: dict[str, str | Promise] = {
    "empty_file": _("The file is empty."),
    "too_large": _("The file is too large to be graded."),
    "not_a_notebook": _("The file is not a notebook that can be read."),
    "other_notebook": _("This is the notebook of another activity. Ask the pupil to hand in the right one."),
    # Said by earlier graders only: results in the database still have it.
    "took_too_long": _("The code ran for too long, perhaps in an endless loop, and was stopped."),
    "grader_failed": _("The grader broke."),
}

REACHES = "reaches "


def reason(codes: Sequence[str]) -> str:
    """Why nothing could be judged; empty where something could."""
    return str(REASONS[codes[0]]) if codes and codes[0] in REASONS else ""


def told(codes: Sequence[str]) -> list[str]:
    """What was mended, a sentence each; codes are `<what> <cell>`, one without words is shown as it is."""
    return [_sentence(code) for code in codes if code not in REASONS and not code.startswith(REACHES)]


def reaching(codes: Sequence[str]) -> list[str]:
    """The cells whose code reaches for what runs and tests it."""
    return [code.removeprefix(REACHES) for code in codes if code.startswith(REACHES)]


def _sentence(code: str) -> str:
    what, _space, cell = code.partition(" ")
    return str(REPAIRS[what]) % {"cell": cell} if what in REPAIRS else code
