"""The review form: points and words for each graded cell. Nothing is saved unless all of it can be; what was typed
is kept as it was typed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from innolab_portal.handin import queries
from innolab_portal.handin.actions import Judged
from innolab_portal.handin.models import CellResult, Result

MAX_COMMENT = 4000
HALF = 0.5


class NotPoints(ValueError):  # noqa: N818
    """What was typed can't be points of this cell; the text says why."""


@dataclass(slots=True)
class Field:
    """The inputs of one graded cell."""

    cell: CellResult
    points: str
    comment: str
    error: str = ""

    @property
    def id(self) -> str:
        """A name for the inputs: rows have numbers, and grade_ids may hold anything."""
        return str(self.cell.pk)


@dataclass(slots=True)
class ReviewForm:
    """All inputs of a pupil's review."""

    result: Result
    revision: int
    comment: str
    fields: Sequence[Field]
    judged: dict[str, Judged] = field(default_factory=dict)

    @property
    def is_valid(self) -> bool:
        """Whether all of it can be saved."""
        return not any(one.error for one in self.fields)

    @property
    def first_error(self) -> Field | None:
        """Where the teacher should look."""
        return next((one for one in self.fields if one.error), None)

    @property
    def changed(self) -> bool:
        """Whether anything of the cells is other than what is saved."""
        return any(
            self.judged.get(one.cell.grade_id) != Judged(one.cell.manual_points, one.cell.comment)
            for one in self.fields
        )

    @classmethod
    def of(cls, result: Result, step: str | None = None) -> ReviewForm:
        """The form as it opens, of one step or of all."""
        fields = [Field(cell, shown(cell.points), cell.comment) for cell in _cells(result, step)]
        return cls(result, result.revision, result.comment, fields)

    @classmethod
    def sent(cls, result: Result, data: Mapping[str, str], step: str | None = None) -> ReviewForm:
        """The form as the teacher sent it, checked; what was not sent stays as it is."""
        fields = [
            Field(
                cell,
                data.get(f"points-{cell.pk}", shown(cell.points)).strip(),
                data.get(f"comment-{cell.pk}", cell.comment).strip(),
            )
            for cell in _cells(result, step)
        ]
        revision = queries.whole_number(data.get(f"revision-{result.pk}", ""))
        comment = data.get(f"whole-{result.pk}", result.comment).strip()[:MAX_COMMENT]
        form = cls(result, -1 if revision is None else revision, comment, fields)
        for one in fields:
            form._check(one)
        return form

    def _check(self, one: Field) -> None:
        try:
            points = manual_points(one.points, one.cell)
        except NotPoints as reason:
            one.error = str(reason)
        else:
            self.judged[one.cell.grade_id] = Judged(points, one.comment[:MAX_COMMENT])


def _cells(result: Result, step: str | None) -> list[CellResult]:
    return [cell for cell in result.cells.all() if step is None or cell.step == step]


def shown(points: float | None) -> str:
    """Points as the reader's language writes them; empty while nobody has given any."""
    if points is None:
        return ""
    return number_format(int(points) if points == int(points) else round(points, 2))


def manual_points(typed: str, cell: CellResult) -> float | None:
    """The teacher's points, or None where the automatic ones stand (left as they were, or emptied)."""
    if not typed:
        return None
    if typed == shown(cell.points):  # as it was: automatic points need not be halves
        return cell.manual_points
    try:
        points = float(typed.replace(",", "."))
    except ValueError:
        points = math.nan
    if not math.isfinite(points) or not 0 <= points <= cell.max_points:
        raise NotPoints(_("Give 0 to %(max)s points.") % {"max": shown(cell.max_points)})
    if (points / HALF) % 1:
        raise NotPoints(_("Give whole or half points, such as 1.5."))
    return None if points == cell.auto_points else points
