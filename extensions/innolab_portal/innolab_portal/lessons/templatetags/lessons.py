"""Times and points as people in Finland write them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from functools import lru_cache

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from innolab_portal.lessons.board import Row, Stop
from innolab_portal.library.texts import reading_language
from innolab_portal.people.animals import name_of

register = template.Library()


@register.filter
def clock(moment: dt.datetime | None) -> str:
    """`9.15`, and `9:15` in English."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    return f"{local.hour}{':' if get_language() == 'en' else '.'}{local.minute:02}"


@register.filter
def when(moment: dt.datetime | None) -> str:
    """`today at 9.15`, `tomorrow at 9.15`, `Mon 23.11. at 9.15`."""
    if moment is None:
        return ""
    return _("%(day)s at %(time)s") % {"day": day(moment), "time": clock(moment)}


@register.filter
def at(moment: dt.datetime | None) -> str:
    """`at 9.15` today, `tomorrow at 9.15` otherwise."""
    if moment is None or timezone.localtime(moment).date() != timezone.localdate():
        return when(moment)
    return _("at %(time)s") % {"time": clock(moment)}


@register.filter
def day(moment: dt.datetime | None) -> str:
    """`today`, `yesterday`, `tomorrow`, else weekday and date."""
    if moment is None:
        return ""
    local, today = timezone.localtime(moment).date(), timezone.localdate()
    near = {0: _("today"), 1: _("tomorrow"), -1: _("yesterday")}.get((local - today).days)
    return near or date_format(local, "D j.n." if local.year == today.year else "j.n.Y")


@register.filter
def minutes_until(moment: dt.datetime | None) -> int:
    """Whole minutes left, the begun one counted."""
    return 0 if moment is None else minutes_between(timezone.now(), moment)


def minutes_between(start: dt.datetime, end: dt.datetime) -> int:
    """Whole minutes from start to end, the begun one counted."""
    return max(0, -((start - end) // dt.timedelta(minutes=1)))


@register.filter
def points(value: float | None) -> str:
    """`3`, `2,5` (and `2.5` in English)."""
    if value is None:
        return ""
    return f"{value:g}" if get_language() == "en" else f"{value:g}".replace(".", ",")


@register.filter
def animal_name(key: str) -> str:
    """The animal's name in the reader's language."""
    return name_of(key, reading_language())


@register.filter
def breakable(title: str) -> str:
    """A title whose long words may break between syllables: browsers know no hyphenation for Finnish and Swedish."""
    return _LONG_WORD.sub(lambda word: _SYLLABLE.sub("\u00ad", word[0]), title)


_LONG_WORD = re.compile(r"\w{9,}")
_SYLLABLE = re.compile(r"(?<=\w{3})(?=[^\W\daeiouyåäö][aeiouyåäö]\w)", re.IGNORECASE)
"""Before a consonant and its vowel, three letters from the start and the end."""


@register.simple_tag(takes_context=True)
def board_row(context: Context, row: Row) -> SafeString:
    """A pupil's row of the board: of a class of thirty one or two change between two questions of the page."""
    return _drawn_row(row, context["lesson"].pk, str(context["state"]), context["animals"], get_language())


@lru_cache(maxsize=2048)
def _drawn_row(row: Row, lesson_id: str, state: str, animals: bool, _language: str | None) -> SafeString:  # noqa: FBT001
    told = {"row": row, "lesson": {"pk": lesson_id}, "state": state, "animals": animals}
    return render_to_string("lessons/_row.html", told)


@register.simple_tag
def stop_cells(stops: Iterable[Stop]) -> SafeString:
    """One pupil's way as cells of the board. Written here and not in the template: 30 pupils have 200, drawn often."""
    spelled = {
        "done": _("done"),
        "new": _("not yet"),
        "begun": _("begun"),
        "trying": _("trying"),
        "stuck": _("stuck"),
        "unjudged": _("could not be judged"),
        "away": _("away"),
    }
    words = _("checks"), _("min"), _("hints")
    return format_html_join("", _CELL, ((*_cell(stop, *words), spelled[stop.look]) for stop in stops))


_CELL = '<td role="cell" class="stop-cell{}{}">{}{}<span class="visually-hidden"> {}</span></td>'
_PILL = '<span class="pill pill--{}">{}{} <abbr class="pill__unit">{}</abbr></span>'
_TRIES = '{}×<span class="visually-hidden"> {},</span> '
_HINTS = '<span class="hints-used">{}<span class="visually-hidden"> {},</span></span>'
_ASKING = mark_safe('<span aria-hidden="true">?</span> ')


def _cell(stop: Stop, checks: str, unit: str, hints: str) -> tuple[str, str, SafeString, SafeString | str]:
    """The line's way through the cell, the pill where the pupil is, or the stop's dot, and the hints used there."""
    to_here, from_here = " stop-cell--to" * stop.to_here, " stop-cell--from" * stop.from_here
    asking = _ASKING if stop.look == "unjudged" else ""
    used = format_html(_HINTS, stop.hints, hints) if stop.hints else ""
    if not stop.here:
        return to_here, from_here, format_html('<span class="dot dot--{}">{}</span>', stop.look, asking), used
    tries = asking or (format_html(_TRIES, stop.tries, checks) if stop.tries else "")
    return to_here, from_here, format_html(_PILL, stop.look, tries, stop.minutes, unit), used
