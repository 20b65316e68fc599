"""A class's gradebook for nbgrader's own tools: a projection of the portal's results, made anew at any time.

One writer per class at a time is the caller's affair. Pupils stand in it by pseudonym only.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from nbgrader.api import Comment, Grade, Gradebook, MissingEntry

from innolab_nbgrader.graded import GradedCell, GradedHandIn, Notebook

TEMPLATE = ".empty-gradebook.db"
# nbgrader finds the version of its tables by calling `alembic` by its bare name: 3 s, and only with the right PATH.
MAKE_EMPTY = "import sys; from nbgrader.api import Gradebook; Gradebook('sqlite:///' + sys.argv[1]).close()"


class Manual(Protocol):
    """A person's word on a graded cell; it stands above the automatic points."""

    @property
    def points(self) -> float | None:
        """Points given by a person, None where none were."""

    @property
    def comment(self) -> str:
        """What the person wrote to the pupil."""


@dataclass(frozen=True)
class Entry:
    """One pupil's graded hand-in, as the gradebook takes it."""

    assignment: str
    pupil: str
    graded: GradedHandIn
    manual: Mapping[str, Manual] = field(default_factory=dict)
    received_at: datetime | None = None

    @property
    def notebook(self) -> str:
        """nbgrader's name of the notebook: the activity's, which is its file's."""
        activity = _innolab(self.graded.notebook).get("activity")
        # A file that could not be graded may say anything.
        return (
            activity
            if isinstance(activity, str) and activity and self.assignment.startswith(activity)
            else self.assignment
        )


def project(
    db_path: Path,
    course_id: str,
    assignment: str,
    pupil: str,
    graded: GradedHandIn,
    manual: Mapping[str, Manual],
    *,
    received_at: datetime | None = None,
) -> None:
    """Bring one result into the gradebook at the path, made where there is none. Twice is as good as once."""
    _write(db_path, course_id, [Entry(assignment, pupil, graded, manual, received_at)])


def rebuild(db_path: Path, course_id: str, entries: Iterable[Entry]) -> None:
    """Make the gradebook anew from these results; the old one stands until the new one is complete."""
    fresh = db_path.with_name(f".{db_path.name}.new")
    fresh.unlink(missing_ok=True)
    _write(fresh, course_id, entries)
    fresh.replace(db_path)


def _write(db_path: Path, course_id: str, entries: Iterable[Entry]) -> None:
    if not db_path.exists():
        _copy_empty(db_path)
    with Gradebook(f"sqlite:///{db_path}", course_id) as gradebook:
        for entry in entries:
            _Projection(gradebook, entry).write()


def _copy_empty(db_path: Path) -> None:
    db_path.parent.mkdir(parents=True, exist_ok=True)
    template = db_path.parent / TEMPLATE
    if not template.exists():
        _make_empty(template)
    with tempfile.NamedTemporaryFile(dir=db_path.parent, prefix=".new-", delete=False) as copy:
        copy.write(template.read_bytes())
    Path(copy.name).replace(db_path)


def _make_empty(template: Path) -> None:
    folder = tempfile.mkdtemp(prefix=".new-", dir=template.parent)
    made = Path(folder, "gradebook.db")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    try:
        subprocess.run(
            [sys.executable, "-c", MAKE_EMPTY, str(made)],
            check=True,
            env={**os.environ, "PATH": path},
            cwd=folder,
        )
        with sqlite3.connect(made) as connection:
            # The course that nbgrader made it for; each copy gets its own.
            connection.execute("DELETE FROM course")
        connection.close()
        made.replace(template)
    finally:
        shutil.rmtree(folder)


class _Projection:
    """Writes one entry by nbgrader's Gradebook."""

    def __init__(self, gradebook: Gradebook, entry: Entry) -> None:
        self.gradebook = gradebook
        self.entry = entry
        self.where = (entry.notebook, entry.assignment)
        self.cells = _marked_cells(entry.graded.notebook)

    def write(self) -> None:
        """Assignment, cells, pupil, submission, points, comments."""
        self._write_assignment()
        self.gradebook.update_or_create_student(self.entry.pupil)
        timestamp = _naive_utc(self.entry.received_at)
        stamped = {} if timestamp is None else {"timestamp": timestamp}
        self.gradebook.update_or_create_submission(self.entry.assignment, self.entry.pupil, **stamped)
        for cell in self.entry.graded.cells:
            self._write_points(cell)
        for name, comments in self._comments().items():
            self._write_comment(name, "\n\n".join(comments))
        self.gradebook.db.commit()

    def _write_assignment(self) -> None:
        name, assignment = self.where
        self.gradebook.update_or_create_assignment(assignment)
        try:
            self.gradebook.find_notebook(name, assignment)
        except MissingEntry:
            self.gradebook.add_notebook(name, assignment)
        for cell in self.entry.graded.cells:
            kind = self.cells.get(cell.grade_id, {}).get("cell_type", "code")
            self.gradebook.update_or_create_grade_cell(
                cell.grade_id, *self.where, max_score=cell.max_points, cell_type=kind
            )
        for grade_id, marked in self.cells.items():
            if marked["metadata"]["nbgrader"].get("solution"):
                self.gradebook.update_or_create_solution_cell(grade_id, *self.where)

    def _write_points(self, cell: GradedCell) -> None:
        grade = self._find(self.gradebook.find_grade, cell.grade_id)
        manual = self.entry.manual.get(cell.grade_id)
        grade.auto_score = cell.auto_points
        grade.manual_score = None if manual is None else manual.points
        grade.needs_manual_grade = grade.auto_score is None and grade.manual_score is None

    def _comments(self) -> dict[str, list[str]]:
        """Comments by answer cell: nbgrader has none for tests, so theirs go to the answer of the same step."""
        comments: dict[str, list[str]] = defaultdict(list)
        answers = [name for name, cell in self.cells.items() if cell["metadata"]["nbgrader"].get("solution")]
        for name in answers:
            comments[name] = []
        for cell in self.entry.graded.cells:
            manual = self.entry.manual.get(cell.grade_id)
            same_step = [name for name in answers if _innolab(self.cells[name]).get("step") == cell.step]
            home = cell.grade_id if cell.grade_id in answers else next(reversed(same_step), None)
            if manual is not None and manual.comment and home is not None:
                comments[home].append(manual.comment)
        return comments

    def _write_comment(self, name: str, text: str) -> None:
        self._find(self.gradebook.find_comment, name).manual_comment = text or None

    def _find(self, find: Any, name: str) -> Any:
        """A pupil's row for a cell; it lacks where the cell came into the gradebook after the pupil's hand-in."""
        try:
            return find(name, *self.where, self.entry.pupil)
        except MissingEntry:
            return self._add_row(find, name)

    def _add_row(self, find: Any, name: str) -> Any:
        submitted = self.gradebook.find_submission_notebook(*self.where, self.entry.pupil)
        if find == self.gradebook.find_comment:
            row = Comment(cell_id=self.gradebook.find_solution_cell(name, *self.where).id, notebook=submitted)
        else:
            row = Grade(cell_id=self.gradebook.find_grade_cell(name, *self.where).id, notebook=submitted)
        self.gradebook.db.add(row)
        return row


def _marked_cells(notebook: Notebook) -> dict[str, Notebook]:
    """The graded notebook's cells that nbgrader knows, by grade_id. It may be a file that could not be graded."""
    cells = [_dict(cell) for cell in notebook.get("cells") or []]
    ids = [_dict(_dict(cell.get("metadata")).get("nbgrader")).get("grade_id") for cell in cells]
    return {grade_id: cell for grade_id, cell in zip(ids, cells, strict=True) if grade_id and isinstance(grade_id, str)}


def _innolab(of: Notebook) -> dict[str, Any]:
    return _dict(_dict(of.get("metadata")).get("innolab"))


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _naive_utc(moment: datetime | None) -> datetime | None:
    """nbgrader keeps times as UTC without saying so."""
    return None if moment is None else moment.astimezone(UTC).replace(tzinfo=None)
