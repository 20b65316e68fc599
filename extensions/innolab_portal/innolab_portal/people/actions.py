"""Changes to schools, classes and people."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterator

from django.db import IntegrityError, transaction

from innolab_portal.people import animals, codes, pictures
from innolab_portal.people.models import Membership, Role, School, SchoolClass, User

PSEUDONYM_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
TRIES = 50


class OtherRole(Exception):  # noqa: N818
    """The e-mail is already somebody's with another role or scope."""


class NoFreeCode(Exception):  # noqa: N818
    """So many codes are taken that no free one was found."""


def make_school(*, code: str, name: str) -> School:
    """A school, by its national code; made once."""
    return School.objects.get_or_create(code=code, defaults={"name": name})[0]


def make_class(*, school: School, name: str, grade: int, school_year: int, language: str = "fi") -> SchoolClass:
    """A class with a key and a sign-in code of its own."""
    stem = "".join(sign for sign in name.lower() if sign.isascii() and sign.isalnum()) or "class"
    for _ in range(TRIES):
        sign_in_code = codes.new_class_code(language)
        if SchoolClass.objects.filter(sign_in_code=sign_in_code).exists():
            continue
        return SchoolClass.objects.create(
            key=f"{stem[:20]}-{school_year}-{_random(4)}",
            school=school,
            name=name,
            grade=grade,
            school_year=school_year,
            sign_in_code=sign_in_code,
        )
    raise NoFreeCode


def make_adult(
    *, role: Role, full_name: str, email: str, password: str, language: str = "", school: School | None = None
) -> User:
    """A teacher, trainer or operator (of one school, if given), who signs in by e-mail and password."""
    user = User(
        username=_free_pseudonym("t"),
        role=role,
        full_name=full_name,
        email=email.strip().lower(),
        language=language,
        school=school,
    )
    user.set_password(password)
    user.save()
    return user


def invite(*, role: Role, email: str, full_name: str, school: School | None = None) -> User:
    """The adult with this e-mail, made if there is none. Raises OtherRole, also where an operator has another scope.

    Links given before to somebody who has not come in yet end with this; who has a password keeps it. A closed
    account opens again, with a new password.
    """
    with transaction.atomic():
        adult = User.objects.filter(email=email.strip().lower()).first() or User(
            username=_free_pseudonym("t"), role=role, full_name=full_name, email=email.strip().lower(), school=school
        )
        same_scope = adult.school == school
        if adult.role != role or (not same_scope and (role == Role.OPERATOR or not adult.is_active)):
            raise OtherRole
        if not (has_password(adult) and adult.is_active):
            adult.is_active = True
            adult.set_unusable_password()
            adult.save()
    return adult


def has_password(adult: User) -> bool:
    """Whether somebody has come in already and so needs no link."""
    return bool(adult.password) and adult.has_usable_password()


def set_password(*, user: User, password: str) -> None:
    """Set an adult's password; links that were given for it end."""
    user.set_password(password)
    user.save(update_fields=["password"])


def make_pupil(*, school_class: SchoolClass, full_name: str) -> User:
    """A pupil of a class: a pseudonym, a name only the class's teachers see, and an animal of one's own."""
    with transaction.atomic():
        taken = set(User.objects.filter(memberships__school_class=school_class).values_list("alias", flat=True))
        pupil = User(
            username=_free_pseudonym("p"), role=Role.PUPIL, full_name=full_name, alias=animals.another(taken=taken)
        )
        pupil.set_unusable_password()
        pupil.save()
        join(user=pupil, school_class=school_class)
    return pupil


def make_pupils(*, school_class: SchoolClass, names: list[str]) -> list[User]:
    """The pupils of these names, all or none."""
    with transaction.atomic():
        return [make_pupil(school_class=school_class, full_name=name) for name in names]


def close_account(*, user: User) -> None:
    """Let a person in no more; what the person has done stays."""
    user.is_active = False
    user.save(update_fields=["is_active"])


def join(*, user: User, school_class: SchoolClass, until: dt.date | None = None) -> Membership:
    """Make a person a member of a class: its teacher or pupil, as the person's role says; a substitute until a day."""
    return Membership.objects.update_or_create(user=user, school_class=school_class, defaults={"until": until})[0]


def leave(*, user: User, school_class: SchoolClass) -> None:
    """Take a person out of a class, codes for it included; what the person has done there stays."""
    Membership.objects.filter(user=user, school_class=school_class).delete()


def give_code(*, user: User, school_class: SchoolClass) -> str:
    """A new own code for a pupil in a class. It is told this once; only its hash is kept. An older one ends."""
    membership = Membership.objects.get(user=user, school_class=school_class)
    for code in _new_codes():
        membership.code_hmac = codes.code_hmac(class_key=school_class.key, code=code)
        try:
            with transaction.atomic():
                membership.save(update_fields=["code_hmac"])
        except IntegrityError:  # A classmate has it.
            continue
        return code
    raise NoFreeCode


def give_card(*, user: User, school_class: SchoolClass) -> tuple[str, str]:
    """A new card for a pupil in a class: its secret and a new own code, told this once. Older ones end."""
    secret = codes.new_card_secret()
    with transaction.atomic():
        code = give_code(user=user, school_class=school_class)
        members = Membership.objects.filter(user=user, school_class=school_class)
        members.update(card_hmac=codes.card_hmac(secret))
    return secret, code


def give_pictures(*, user: User, school_class: SchoolClass) -> list[str]:
    """A new picture password for a pupil in a class, told this once. An older one ends, with its failed tries."""
    chosen = pictures.new_password()
    kept = pictures.password_hmac(class_key=school_class.key, username=user.username, chosen=chosen)
    Membership.objects.filter(user=user, school_class=school_class).update(picture_hmac=kept)
    return chosen


def void_card(*, user: User, school_class: SchoolClass) -> None:
    """A card is lost: neither its square nor the code on it lets anybody in. Sessions are `sessions`' matter."""
    Membership.objects.filter(user=user, school_class=school_class).update(card_hmac="", code_hmac="")


def rename(*, user: User, full_name: str, roster_hmac: str) -> None:
    """A pupil as a roster has it: name, and by what the next one knows the pupil again. A closed account opens."""
    user.full_name, user.roster_hmac, user.is_active = full_name, roster_hmac, True
    user.save(update_fields=["full_name", "roster_hmac", "is_active"])


def choose_language(*, user: User, language: str) -> None:
    """Remember the language a person reads, on every device."""
    user.language = language
    user.save(update_fields=["language"])


def _new_codes() -> Iterator[str]:
    return (codes.new_own_code() for _ in range(TRIES))


def _free_pseudonym(letter: str) -> str:
    for _ in range(TRIES):
        name = f"{letter}-{_random(5)}"
        if not User.objects.filter(username=name).exists():
            return name
    raise NoFreeCode


def _random(length: int) -> str:
    return "".join(secrets.choice(PSEUDONYM_ALPHABET) for _ in range(length))
