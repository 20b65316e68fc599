"""A table as a school's secretary saves it from Wilma or a spreadsheet: ; , or tab; UTF-8, UTF-16 or Windows-1252."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator

from django.utils.translation import gettext as _

from innolab_portal.people.rosters.rows import (
    LONGEST_CLASS,
    LONGEST_ID,
    LONGEST_NAME,
    MOST_ROWS,
    Problem,
    Roster,
    Row,
    Unreadable,
    grade_of,
    tidy,
)

SEPARATORS = ";\t,"
HEADINGS = {
    "pupil": {
        "oppilasnumero", "oppilaan numero", "oppilas id", "oppilaan id", "tunniste", "id", "numero", "elevnummer",
        "elev id", "nummer", "pupil id", "student id", "sourcedid",
    },
    "first": {"etunimi", "etunimet", "kutsumanimi", "förnamn", "tilltalsnamn", "first name", "given name", "givenname"},
    "last": {"sukunimi", "efternamn", "släktnamn", "last name", "family name", "surname", "familyname"},
    "name": {"nimi", "oppilas", "oppilaan nimi", "namn", "elev", "elevens namn", "name", "pupil", "student"},
    "class": {"luokka", "ryhmä", "perusryhmä", "opetusryhmä", "klass", "grupp", "basgrupp", "class", "group"},
    "grade": {"vuosiluokka", "luokka aste", "luokkataso", "årskurs", "årsklass", "grade", "year"},
}  # fmt: skip
"""What a column may be called, in small letters, signs as spaces. Others, such as identity codes, are not read."""


def read(content: bytes) -> Roster:
    """The rows of the table, with a problem for each line that can't be taken. Raises Unreadable."""
    text = decoded(content)
    lines, columns, unused = _opened(text)
    roster = Roster(unused=unused)
    for line, cells in lines:
        if not any(tidy(cell) for cell in cells):
            continue
        if len(roster.rows) >= MOST_ROWS:
            raise Unreadable(_("The file has more than %(most)d lines.") % {"most": MOST_ROWS})
        told = {what: tidy(cells[at]) if at < len(cells) else "" for what, at in columns.items()}
        row = row_of(line, told)
        (roster.rows if isinstance(row, Row) else roster.problems).append(row)  # type: ignore[arg-type]
    return roster


def decoded(content: bytes) -> str:
    """The text, in the encoding its mark says, else UTF-8, else what Windows saves in Western Europe."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def row_of(line: int, told: dict[str, str]) -> Row | Problem:
    """One line's pupil and class, or what is missing."""
    name = told.get("name", "") or " ".join(part for part in (told.get("first", ""), told.get("last", "")) if part)
    school_class = told.get("class", "")
    grade = grade_of(told.get("grade", ""), school_class)
    if not name:
        return Problem(line, _("There is no name."))
    if not school_class:
        return Problem(line, _("There is no class."))
    if len(name) > LONGEST_NAME or len(school_class) > LONGEST_CLASS or len(told.get("pupil", "")) > LONGEST_ID:
        return Problem(line, _("The name, class or number is too long."))
    if grade is None:
        return Problem(
            line, _("The grade of the class %(name)s is not known. Add a column Grade.") % {"name": school_class}
        )
    return Row(line, told.get("pupil", ""), name, school_class, grade)


def _opened(text: str) -> tuple[Iterator[tuple[int, list[str]]], dict[str, int], list[str]]:
    """The lines under the headings, what stands in which column, and the columns not read."""
    best: dict[str, int] = {}
    for separator in SEPARATORS:
        lines = _lines(text, separator)
        _line, headings = next(lines, (0, []))
        columns = _columns(headings)
        if _enough(columns):
            used = set(columns.values())
            return lines, columns, [tidy(each) for at, each in enumerate(headings) if at not in used and tidy(each)]
        best = max(best, columns, key=len)
    if not best:
        raise Unreadable(_("The first line must name the columns: for example Last name; First name; Class."))
    missing = _("class") if "class" not in best else _("name")
    raise Unreadable(_("A column is missing: %(column)s.") % {"column": missing})


def _lines(text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text.replace("\x00", ""), newline=""), delimiter=separator)
    begins = 1
    try:
        for cells in reader:
            yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        raise Unreadable(_("Line %(line)d can't be read as a table.") % {"line": begins}) from error


def _columns(headings: list[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, heading in enumerate(headings):
        said = tidy("".join(sign if sign.isalnum() else " " for sign in heading.casefold()))
        for what, names in HEADINGS.items():
            if said in names:
                found.setdefault(what, at)
    return found


def _enough(columns: dict[str, int]) -> bool:
    return "class" in columns and ("name" in columns or {"first", "last"} <= columns.keys())
