"""What nbgrader's toolbar in JupyterLab says of a cell, as the role of a cell here."""

from __future__ import annotations

from typing import Any

from innolab_modules.cells import Role
from innolab_modules.saying import Said, say

SCHEMA = 3
ROLES: dict[tuple[str, bool, bool], Role | Said] = {
    # (cell type, graded, the pupil's answer): the role, or why there is none
    ("code", True, True): say("code is graded by tests: make it an Autograded answer"),
    ("code", True, False): Role.CHECK,
    ("code", False, True): Role.CODE,
    ("code", False, False): Role.CODE,
    ("markdown", True, True): Role.ANSWER,
    ("markdown", True, False): say("tests are code: make it a code cell"),
    ("markdown", False, True): say("an answer in words is graded: make it a Manually graded answer"),
    ("markdown", False, False): Role.TEXT,
}
OLD = say("nbgrader's metadata is of an old form: run `nbgrader update` on the notebook first")
TASK = say("a manually graded task has no like here: make it a Manually graded answer")
BARE = say('an answer needs "### BEGIN SOLUTION" and "### END SOLUTION" around the solution')
LOCKED = say("a read-only code cell among pupils' code is not shown to them: make it plain code, or tag it setup")
RAW = say("a raw cell is shown to nobody: make it Markdown or code, or take it away")


def role_by_toolbar(cell_type: str, source: str, marks: dict[str, Any], *, pupils_code_before: bool) -> Role | Said:
    """The role of a cell by nbgrader's metadata, or what to do about a cell that has none like it."""
    why_not = _no_like(cell_type, marks)
    if why_not:
        return why_not
    role = ROLES[cell_type, bool(marks.get("grade")), bool(marks.get("solution"))]
    if role is Role.CODE and marks.get("solution"):
        return role if "### BEGIN SOLUTION" in source else BARE
    if role is Role.CODE and marks.get("locked"):
        return LOCKED if pupils_code_before else Role.SETUP
    return role


def _no_like(cell_type: str, marks: dict[str, Any]) -> Said | None:
    if cell_type == "raw":
        return RAW
    if marks and marks.get("schema_version") != SCHEMA:
        return OLD
    return TASK if marks.get("task") else None
