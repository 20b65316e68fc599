"""A OneRoster 1.1 CSV zip (IMS Global, "OneRoster CSV Tables"): its classes, users and enrollments of one school."""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator

from django.utils.translation import gettext as _

from innolab_portal.people.rosters.rows import MOST_ROWS, Problem, Roster, Row, Unreadable, tidy
from innolab_portal.people.rosters.table import decoded, row_of

FILES = ("orgs.csv", "classes.csv", "users.csv", "enrollments.csv")
MOST_FILES = 40
MOST_UNPACKED = 50_000_000
"""Bytes of one file, as it comes out and not as the zip says."""

Record = dict[str, str]


def is_zip(content: bytes) -> bool:
    """Whether the file says of itself that it is a zip."""
    return content.startswith(b"PK")


def read(content: bytes, *, school_code: str) -> Roster:
    """Pupils' enrollments in the school's classes; problems by lines of enrollments.csv. Raises Unreadable."""
    files = _unpacked(content)
    schools = _schools(files["orgs.csv"], school_code)
    classes = {r["sourcedid"]: r for _line, r in _records(files["classes.csv"]) if r.get("schoolsourcedid") in schools}
    pupils = {r["sourcedid"]: r for _line, r in _records(files["users.csv"]) if r.get("role") == "student"}
    roster = Roster()
    for line, enrolled in _records(files["enrollments.csv"]):
        if enrolled.get("role") == "student" and enrolled.get("classsourcedid") in classes:
            row = _row(line, enrolled, classes, pupils)
            (roster.rows if isinstance(row, Row) else roster.problems).append(row)  # type: ignore[arg-type]
        if len(roster.rows) > MOST_ROWS:
            raise Unreadable(_("The file has more than %(most)d lines.") % {"most": MOST_ROWS})
    return roster


def _row(line: int, enrolled: Record, classes: dict[str, Record], pupils: dict[str, Record]) -> Row | Problem:
    user = pupils.get(enrolled.get("usersourcedid", ""))
    if user is None:
        return Problem(line, _("enrollments.csv names a pupil who is not in users.csv."))
    school_class = classes[enrolled["classsourcedid"]]
    told = {
        "pupil": user["sourcedid"],
        "first": user.get("givenname", ""),
        "last": user.get("familyname", ""),
        "class": school_class.get("title", "") or school_class.get("classcode", ""),
        "grade": school_class.get("grades", ""),
    }
    return row_of(line, told)


def _schools(orgs: str, school_code: str) -> set[str]:
    """The school by its national code; in a file of one school, that one."""
    schools = [r for _line, r in _records(orgs) if r.get("type") == "school"]
    ours = {r["sourcedid"] for r in schools if school_code in {r.get("identifier"), r["sourcedid"]}}
    if ours or len(schools) == 1:
        return ours or {schools[0]["sourcedid"]}
    raise Unreadable(_("The file has no school with the code %(code)s.") % {"code": school_code})


def _records(text: str) -> Iterator[tuple[int, Record]]:
    """Each line that is not to be deleted, by its headings in small letters."""
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        headings = [tidy(each).casefold() for each in next(reader, [])]
        if "sourcedid" not in headings:
            raise Unreadable(_("This zip is not a OneRoster file: a table has no column sourcedId."))
        for cells in reader:
            record = dict(zip(headings, map(tidy, cells), strict=False))
            if record.get("sourcedid") and record.get("status", "").casefold() != "tobedeleted":
                yield reader.line_num, record
    except csv.Error as error:
        raise Unreadable(_("Line %(line)d can't be read as a table.") % {"line": reader.line_num}) from error


def _unpacked(content: bytes) -> dict[str, str]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if len(packed.infolist()) > MOST_FILES:
                raise Unreadable(_("The zip holds too many files."))
            return {name: decoded(_bounded(packed, name)) for name in FILES}
    except KeyError as error:
        missing = str(error).split("'")[1]
        raise Unreadable(_("This zip is not a OneRoster file: %(name)s is missing.") % {"name": missing}) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise Unreadable(_("The zip can't be opened.")) from error


def _bounded(packed: zipfile.ZipFile, name: str) -> bytes:
    """A file's bytes, never more than the bound: what a zip says of its sizes need not be true."""
    with packed.open(name) as file:
        content = file.read(MOST_UNPACKED + 1)
    if len(content) > MOST_UNPACKED:
        raise Unreadable(_("%(name)s in the zip is too large.") % {"name": name})
    return content
