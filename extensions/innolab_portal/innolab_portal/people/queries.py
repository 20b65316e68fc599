"""Reads of schools, classes and people."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from innolab_portal.people.models import Membership, Role, School, SchoolClass, User


def classes_of(*, user: User) -> QuerySet[SchoolClass]:
    """The classes a person belongs to, as teacher or pupil."""
    return SchoolClass.objects.filter(memberships__user=user).order_by("name", "key")


def is_member(*, user: User, class_key: str) -> bool:
    """Whether a person belongs to a class."""
    return Membership.objects.filter(user=user, school_class_id=class_key).exists()


def pupils_of(*, school_class: SchoolClass) -> list[User]:
    """A class's pupils by name (names are encrypted, so the database can't sort them)."""
    pupils = User.objects.filter(memberships__school_class=school_class, role=Role.PUPIL, is_active=True)
    return sorted(pupils, key=lambda pupil: (pupil.full_name.casefold(), pupil.username))


def groups_of(*, user: User) -> list[str]:
    """The hub groups of a person: role, classes and schools."""
    classes = list(classes_of(user=user).values_list("key", "school_id"))
    schools = sorted({school for _, school in classes})
    return [f"role:{user.role}", *(f"class:{key}" for key, _ in classes), *(f"school:{code}" for code in schools)]


def schools_with_numbers() -> QuerySet[School]:
    """All schools with how many teachers and pupils each has."""
    people = "classes__memberships__user"
    return School.objects.annotate(
        teacher_count=Count(people, filter=Q(**{f"{people}__role": Role.TEACHER}), distinct=True),
        pupil_count=Count(people, filter=Q(**{f"{people}__role": Role.PUPIL}), distinct=True),
    ).order_by("name")


def classes_with_numbers() -> QuerySet[SchoolClass]:
    """All classes with how many teachers and pupils each has."""
    return SchoolClass.objects.annotate(
        teacher_count=Count("memberships", filter=Q(memberships__user__role=Role.TEACHER)),
        pupil_count=Count("memberships", filter=Q(memberships__user__role=Role.PUPIL)),
    ).order_by("name", "key")
