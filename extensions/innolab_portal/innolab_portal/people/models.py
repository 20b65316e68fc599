"""Schools, classes and people.

Names of people stand in one column of this app only, encrypted; everything else, the hub and
nbgrader included, knows a person by the pseudonym (`User.username`).
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from innolab_portal.people.encryption import EncryptedTextField


class Role(models.TextChoices):
    """What a person does in InnoLab; also the hub group `role:<value>`."""

    PUPIL = "pupil", _("Pupil")
    TEACHER = "teacher", _("Teacher")
    TRAINER = "trainer", _("Trainer")
    OPERATOR = "operator", _("Operator")


class Language(models.TextChoices):
    """The three languages of the service, each named in itself."""

    FI = "fi", "Suomi"
    SV = "sv", "Svenska"
    EN = "en", "English"


class School(models.Model):
    """A school unit (koulu, päiväkoti)."""

    code = models.CharField(max_length=10, primary_key=True)
    """National code of the unit (oppilaitosnumero), five digits."""
    name = models.CharField(max_length=120)
    idle_minutes = models.PositiveSmallIntegerField(default=20)
    """After so long without use a device signs its pupil out; 0: never."""

    def __str__(self) -> str:
        return self.name


class SchoolClass(models.Model):
    """A teaching group of one school year; nbgrader's course."""

    key = models.CharField(max_length=40, primary_key=True)
    """nbgrader's course_id and the hub group `class:<key>`: `[a-z0-9-]+`, e.g. `7b-2026-k4fx`."""
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="classes")
    name = models.CharField(max_length=30)
    school_year = models.PositiveSmallIntegerField()
    """The year in which the school year starts: 2026 for 2026-2027."""
    grade = models.PositiveSmallIntegerField()
    """0 is pre-primary, 1 to 9 basic education."""
    idle_minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    """The same for this class; none: as the school."""
    sign_in_code = models.CharField(max_length=20, unique=True)
    """What pupils type to say which class they are in, normalised: `KUU73`. Not a secret: it may stand on the board."""

    class Meta:
        ordering = ("school", "name")

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """People are made by `people.actions`; this only finds them by username."""


class User(AbstractBaseUser):
    """A person, known everywhere by the pseudonym `username`. Pupils have no password and no e-mail."""

    username = models.CharField(max_length=30, unique=True)
    """`p-7k3f9` for pupils, `t-...` for adults; also the hub's user name."""
    role = models.CharField(max_length=10, choices=Role)
    language = models.CharField(max_length=2, choices=Language, blank=True)
    """Empty until the person chooses one: then the browser's language decides."""
    full_name = EncryptedTextField(blank=True)
    email = models.EmailField(blank=True)
    """Adults' sign-in name; always empty for pupils."""
    alias = models.CharField(max_length=20, blank=True)
    """The animal a pupil is wherever others may look: a key of `people.animals.ANIMALS`, e.g. `lynx`."""
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="adults", null=True, blank=True)
    """The one school an operator looks after (none: the whole service); the school that invited a teacher."""
    roster_hmac = models.CharField(max_length=64, blank=True, db_index=True)
    """HMAC-SHA256 (hex) of the school's own number of a pupil: by it a roster knows the pupil again."""
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["email"], condition=~models.Q(email=""), name="email_of_one_adult"),
        ]

    def __str__(self) -> str:
        return self.username


class Membership(models.Model):
    """A person in a class: its teacher or its pupil, as the person's role says."""

    school_class = models.ForeignKey(SchoolClass, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    until = models.DateField(null=True, blank=True)
    """The last day of a substitute; none for all others."""
    code_hmac = models.CharField(max_length=64, blank=True)
    """HMAC-SHA256 (hex) of the pupil's own short code with the class key, keyed by the secrets file."""
    picture_hmac = models.CharField(max_length=64, blank=True)
    """HMAC-SHA256 (hex) of the pupil's picture password for this class, keyed likewise; see `people.pictures`."""
    card_hmac = models.CharField(max_length=64, blank=True)
    """HMAC-SHA256 (hex) of the secret on the pupil's card for this class, keyed likewise."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["card_hmac"], condition=~models.Q(card_hmac=""), name="card_of_one_membership"
            ),
            models.UniqueConstraint(fields=["school_class", "user"], name="once_in_a_class"),
            models.UniqueConstraint(
                fields=["school_class", "code_hmac"], condition=~models.Q(code_hmac=""), name="code_once_in_a_class"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.school_class}"


class Tries(models.Model):
    """How often something failed within a stretch of time, so that codes and passwords can't be guessed."""

    key = models.CharField(max_length=64, primary_key=True)
    """SHA-256 of what is counted and of the stretch: an address or e-mail is not readable here."""
    count = models.PositiveIntegerField(default=0)
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.count} tries until {self.expires_at:%H:%M}"


class CannotChange(Exception):  # noqa: N818
    """What was logged stays as it is."""


class DisclosureQuerySet(models.QuerySet["Disclosure"]):
    """Finds entries; no query of ours changes or removes them."""

    def update(self, **_values: Any) -> int:
        """Refuse."""
        raise CannotChange

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse."""
        raise CannotChange


class Disclosure(models.Model):
    """That somebody looked at pupils' names, or took out what tells of them. Pseudonyms only, never changed."""

    class What(models.TextChoices):
        """What was seen or taken out."""

        SEEN = "seen", _("saw names")
        CODES = "codes", _("gave codes")
        CARDS = "cards", _("printed cards")
        PICTURES = "pictures", _("gave picture passwords")
        ROSTER = "roster", _("brought pupils in from a file")
        POINTS = "points", _("downloaded points")

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    by = models.CharField(max_length=30)
    """The pseudonym of who did it."""
    what = models.CharField(max_length=10, choices=What)
    school_code = models.CharField(max_length=10, db_index=True)
    class_key = models.CharField(max_length=40, blank=True)
    count = models.PositiveIntegerField(default=0)
    """How many pupils it was about, where that is known."""

    objects = DisclosureQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.by} {self.what} {self.class_key or self.school_code}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write it once."""
        if self.pk:
            raise CannotChange
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse."""
        raise CannotChange
