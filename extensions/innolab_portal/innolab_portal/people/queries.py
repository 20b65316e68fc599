"""Reads of schools, classes and people."""

from __future__ import annotations

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from innolab_portal.people.models import Membership, Role, School, SchoolClass, User

SCHOOL_YEAR_BEGINS = 8
"""August."""


def holding(prefix: str = "") -> Q:
    """Memberships that hold today: a substitute's ends by itself."""
    return Q(**{f"{prefix}until": None}) | Q(**{f"{prefix}until__gte": timezone.localdate()})


def classes_of(*, user: User) -> QuerySet[SchoolClass]:
    """The classes a person belongs to, as teacher or pupil."""
    mine = SchoolClass.objects.filter(holding("memberships__"), memberships__user=user)
    return mine.order_by("-school_year", "name", "key")


def is_member(*, user: User, class_key: str) -> bool:
    """Whether a person belongs to a class."""
    return Membership.objects.filter(holding(), user=user, school_class_id=class_key).exists()


def pupils_of(*, school_class: SchoolClass) -> list[User]:
    """A class's pupils by name (names are encrypted, so the database can't sort them)."""
    pupils = User.objects.filter(memberships__school_class=school_class, role=Role.PUPIL, is_active=True)
    return sorted(pupils, key=lambda pupil: (pupil.full_name.casefold(), pupil.username))


def members_of(*, school_class: SchoolClass) -> list[Membership]:
    """A class's pupils by name, each with what opens the door to the class."""
    members = Membership.objects.filter(
        school_class=school_class, user__role=Role.PUPIL, user__is_active=True
    ).select_related("user")
    return sorted(members, key=_by_name)


def teachers_of(*, school_class: SchoolClass) -> list[Membership]:
    """A class's teachers by name, substitutes of the past left out."""
    members = Membership.objects.filter(
        holding(), school_class=school_class, user__role=Role.TEACHER, user__is_active=True
    ).select_related("user")
    return sorted(members, key=_by_name)


def _by_name(member: Membership) -> tuple[str, str]:
    return member.user.full_name.casefold(), member.user.username


def groups_of(*, user: User) -> list[str]:
    """The hub groups of a person: role, classes and schools."""
    classes = list(classes_of(user=user).values_list("key", "school_id"))
    schools = sorted({school for _, school in classes} | ({user.school_id} if user.school_id else set()))
    return [f"role:{user.role}", *(f"class:{key}" for key, _ in classes), *(f"school:{code}" for code in schools)]


def schools_with_numbers() -> QuerySet[School]:
    """All schools with how many teachers and pupils each has."""
    people = "classes__memberships__user"
    return School.objects.annotate(
        teacher_count=Count(people, filter=Q(**{f"{people}__role": Role.TEACHER}), distinct=True),
        pupil_count=Count(people, filter=Q(**{f"{people}__role": Role.PUPIL}), distinct=True),
    ).order_by("name")


def classes_with_numbers(*, school: School, school_year: int) -> QuerySet[SchoolClass]:
    """A school's classes of a school year with how many teachers and pupils each has."""
    teaches = Q(memberships__user__role=Role.TEACHER) & holding("memberships__")
    return (
        SchoolClass.objects.filter(school=school, school_year=school_year)
        .annotate(
            teacher_count=Count("memberships", filter=teaches),
            pupil_count=Count("memberships", filter=Q(memberships__user__role=Role.PUPIL)),
        )
        .order_by("grade", "name", "key")
    )


def school_years(*, school: School) -> list[int]:
    """The school years of which a school has classes, and the present one; newest first."""
    years = set(SchoolClass.objects.filter(school=school).values_list("school_year", flat=True))
    return sorted(years | {this_school_year()}, reverse=True)


def this_school_year() -> int:
    """The year in which the present school year began: it does on the first of August."""
    today = timezone.localdate()
    return today.year if today.month >= SCHOOL_YEAR_BEGINS else today.year - 1


def adults_of(*, school: School) -> list[User]:
    """A school's teachers and operators by name: who was invited there or teaches one of its classes.

    `elsewhere` tells who teaches at another school too, or was invited by one.
    """
    there = Q(school=school) | (Q(memberships__school_class__school=school) & holding("memberships__"))
    adults = User.objects.filter(there, role__in=[Role.TEACHER, Role.OPERATOR], is_active=True).distinct()
    shown = adults.annotate(elsewhere=_elsewhere(school) | ~Q(school=school))
    return sorted(shown, key=lambda adult: (adult.full_name.casefold(), adult.username))


def only_of(*, school: School) -> QuerySet[User]:
    """The adults for whom a school's operator alone answers: invited there, and teaching nowhere else."""
    adults = User.objects.filter(role__in=[Role.TEACHER, Role.OPERATOR], school=school)
    return adults.exclude(_elsewhere(school))


def _elsewhere(school: School) -> Exists:
    return Exists(Membership.objects.filter(user=OuterRef("pk")).exclude(school_class__school=school))
