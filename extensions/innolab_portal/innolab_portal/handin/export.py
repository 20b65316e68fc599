"""Points of a class as CSV, for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from innolab_portal.handin.forms import shown
from innolab_portal.handin.reviewing import Review, Row
from innolab_portal.lessons.models import Lesson

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")


def points_csv(lesson: Lesson, review: Review) -> bytes:
    """A row a pupil, a column a graded cell. With a byte order mark and semicolons, as spreadsheets here read it."""
    buffer = io.StringIO()
    table = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    table.writerow(_safe([lesson.school_class.name, lesson.assignment]))
    table.writerow(_safe([*_heads(review)]))
    for row in sorted(review.rows, key=lambda row: row.pupil.shown.casefold()):
        table.writerow(_safe(_row(row, len(review.columns))))
    return ("\ufeff" + buffer.getvalue()).encode()


def _heads(review: Review) -> list[str]:
    cells = [f"{c.number}. {c.title} ({c.grade_id}, {shown(c.max_points)})" for c in review.columns]
    return [
        _("Pupil"),
        _("User name"),
        _("Time of hand-in"),
        pgettext("hand-in", "late"),
        *cells,
        _("Points"),
        _("Comment"),
    ]


def _row(row: Row, columns: int) -> list[str]:
    if row.hand_in is None:
        return [row.pupil.shown, row.pupil.username, "", "", *[""] * columns, "", ""]
    cells = [shown(graded.cell.points) if graded else "" for graded in row.cells]
    handed_in = date_format(localtime(row.hand_in.handed_in_at), "SHORT_DATETIME_FORMAT")
    late = pgettext("hand-in", "yes") if row.hand_in.late else ""
    comment = row.hand_in.result.comment
    return [row.pupil.shown, row.pupil.username, handed_in, late, *cells, shown(row.points), comment]


def _safe(cells: Iterable[str]) -> list[str]:
    """No cell that a spreadsheet would take for a formula."""
    return [f"'{cell}" if cell.lstrip(" ").startswith(_DANGEROUS) else cell for cell in cells]
