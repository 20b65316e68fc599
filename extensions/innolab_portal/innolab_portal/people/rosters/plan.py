"""What a roster would change in a school year of a school, and changing it: all or nothing.

A pupil is known again by the school's number, kept as a keyed hash; where the file has none, by the name within the
school. Pupils leave those classes only that the file names, so that a file of one class leaves the others alone.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import defaultdict
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from innolab_portal.people import actions
from innolab_portal.people.models import Membership, Role, School, SchoolClass, User
from innolab_portal.people.rosters.rows import Problem, Roster, Row


@dataclass
class Wanted:
    """A pupil as the file has it."""

    rows: list[Row]
    known: User | None = None

    @property
    def name(self) -> str:
        """As the last line says."""
        return self.rows[-1].name

    @property
    def classes(self) -> set[str]:
        """Names of classes, folded."""
        return {row.school_class.casefold() for row in self.rows}


@dataclass
class Plan:
    """What will change, to be looked at first; names as the school writes them."""

    school: School
    school_year: int
    problems: list[Problem] = field(default_factory=list)
    new_classes: dict[str, Row] = field(default_factory=dict)
    arriving: list[Wanted] = field(default_factory=list)
    joining: list[tuple[Wanted, str]] = field(default_factory=list)
    leaving: list[Membership] = field(default_factory=list)
    renamed: list[Wanted] = field(default_factory=list)
    staying: int = 0

    @property
    def changes(self) -> bool:
        """Whether there is anything to do."""
        return bool(self.new_classes or self.arriving or self.joining or self.leaving or self.renamed)

    @property
    def fingerprint(self) -> str:
        """The same for the same changes: whoever says yes says it to what was shown."""
        said = [
            sorted(self.new_classes),
            sorted((w.name, *sorted(w.classes)) for w in self.arriving),
            sorted((w.known.username if w.known else "", name) for w, name in self.joining),
            sorted((m.user.username, m.school_class_id) for m in self.leaving),
            sorted((w.known.username if w.known else "", w.name) for w in self.renamed),
        ]
        return hashlib.sha256(repr(said).encode()).hexdigest()


def make(*, roster: Roster, school: School, school_year: int) -> Plan:
    """Compare a roster with the school year as it is."""
    plan = Plan(school, school_year, problems=list(roster.problems))
    classes = {c.name.casefold(): c for c in SchoolClass.objects.filter(school=school, school_year=school_year)}
    members = list(
        Membership.objects.filter(school_class__in=classes.values(), user__role=Role.PUPIL).select_related(
            "user", "school_class"
        )
    )
    wanted = _wanted(roster, plan.problems)
    _know_again(wanted, school, plan.problems)
    for row in roster.rows:
        if row.school_class.casefold() not in classes:
            plan.new_classes.setdefault(row.school_class.casefold(), row)
    there = {(m.user_id, m.school_class.name.casefold()) for m in members}
    for each in wanted:
        if each.known is None:
            plan.arriving.append(each)
            continue
        plan.joining += [(each, name) for name in sorted(each.classes) if (each.known.pk, name) not in there]
        plan.staying += sum((each.known.pk, name) in there for name in each.classes)
        if each.known.full_name != each.name:
            plan.renamed.append(each)
    named = {row.school_class.casefold() for row in roster.rows}
    stay = {(each.known.pk, name) for each in wanted if each.known for name in each.classes}
    plan.leaving = [
        m for m in members if m.school_class.name.casefold() in named
        and (m.user_id, m.school_class.name.casefold()) not in stay
    ]  # fmt: skip
    plan.problems.sort()
    return plan


def carry_out(plan: Plan) -> None:
    """Do all of it, or nothing."""
    with transaction.atomic():
        for row in plan.new_classes.values():
            actions.make_class(school=plan.school, name=row.school_class, grade=row.grade, school_year=plan.school_year)
        classes = {c.name.casefold(): c for c in plan.school.classes.filter(school_year=plan.school_year)}
        for member in plan.leaving:
            actions.leave(user=member.user, school_class=member.school_class)
        for each in plan.arriving:
            first, *others = sorted(each.classes)
            each.known = actions.make_pupil(school_class=classes[first], full_name=each.name)
            plan.joining += [(each, name) for name in others]
        for each in [*plan.arriving, *plan.renamed, *(w for w, _name in plan.joining)]:
            _remember(each, plan.school)
        for each, name in plan.joining:
            if each.known:
                actions.join(user=each.known, school_class=classes[name])


def number_hmac(*, school: School, number: str) -> str:
    """How a school's number of a pupil is kept: it is found again and not read."""
    said = f"roster:{school.pk}:{number}"
    return hmac.new(settings.CODE_KEY.encode(), said.encode(), hashlib.sha256).hexdigest() if number else ""


def _wanted(roster: Roster, problems: list[Problem]) -> list[Wanted]:
    """The pupils of the file. Without numbers two of one name can't be told apart; with them two names can."""
    pupils: dict[str, list[Row]] = defaultdict(list)
    for row in roster.rows:
        rows = pupils[f"#{row.pupil}" if row.pupil else row.name.casefold()]
        if any(other.school_class.casefold() == row.school_class.casefold() for other in rows):
            problems.append(Problem(row.line, _("%(name)s is in this class twice.") % {"name": row.name}))
        elif rows and not row.pupil:
            problems.append(Problem(row.line, _same_name(row.name)))
        elif rows and rows[0].name != row.name:
            problems.append(
                Problem(row.line, _("This number has another name on line %(line)d.") % {"line": rows[0].line})
            )
        rows.append(row)
    return [Wanted(rows) for rows in pupils.values()]


def _know_again(wanted: list[Wanted], school: School, problems: list[Problem]) -> None:
    pupils = User.objects.filter(role=Role.PUPIL, memberships__school_class__school=school).distinct()
    by_name: dict[str, list[User]] = defaultdict(list)
    by_number: dict[str, User] = {}
    for pupil in pupils:
        by_name[pupil.full_name.casefold()].append(pupil)
        if pupil.roster_hmac:
            by_number[pupil.roster_hmac] = pupil
    for each in wanted:
        number = number_hmac(school=school, number=each.rows[0].pupil)
        each.known = by_number.get(number) if number else None
        if each.known is None:
            # One whom a teacher has added by hand, or an earlier file without numbers.
            same = [p for p in by_name[each.name.casefold()] if not (number and p.roster_hmac)]
            if len(same) > 1:
                problems.append(Problem(each.rows[0].line, _same_name(each.name)))
            each.known = same[0] if len(same) == 1 else None
    _none_twice(wanted, problems)


def _none_twice(wanted: list[Wanted], problems: list[Problem]) -> None:
    """Two numbers of the file that would both become the one pupil who is there by that name."""
    seen: set[int] = set()
    for each in wanted:
        if each.known and each.known.pk in seen:
            problems.append(Problem(each.rows[0].line, _same_name(each.name)))
        if each.known:
            seen.add(each.known.pk)


def _same_name(name: str) -> str:
    return _("There are two pupils named %(name)s. Add a column with pupils' numbers, or a letter to the name.") % {
        "name": name
    }


def _remember(each: Wanted, school: School) -> None:
    if each.known is None:
        return
    number = number_hmac(school=school, number=each.rows[0].pupil)
    actions.rename(user=each.known, full_name=each.name, roster_hmac=number or each.known.roster_hmac)
