"""What teachers and operators type about schools, classes and people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator, RegexValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from innolab_portal.people import queries
from innolab_portal.people.forms import dress
from innolab_portal.people.models import Language, Role, School, SchoolClass

AT_ONCE = 60
"""More pupils than that are no class."""
NAME = 80
GRADES = range(10)
YEARS_AHEAD = 1
IDLE_MINUTES = (5, 10, 15, 20, 30, 45, 60, 0)
AGAIN = _("For another pupil of the same name add a letter, so that you know them apart.")


class _Dressed(forms.Form):
    """A form whose fields have the look of our inputs."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        for name in self.fields:
            dress(self, name, autocomplete="off")


class PupilsForm(_Dressed):
    """Pupils who come to a class, one a line."""

    names = forms.CharField(
        label=_("Names of the pupils, one on each line"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=AT_ONCE * NAME,
        error_messages={"required": _("Write at least one name.")},
    )

    def __init__(self, *args: Any, school_class: SchoolClass, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.school_class = school_class

    def clean_names(self) -> list[str]:
        """The names, without empty lines and doubled spaces; each must be new to the class."""
        names = [" ".join(line.split()) for line in self.cleaned_data["names"].splitlines() if line.strip()]
        if not names:
            raise forms.ValidationError(_("Write at least one name."))
        if len(names) > AT_ONCE:
            raise forms.ValidationError(_("That is more than %(most)d names. Add them in parts.") % {"most": AT_ONCE})
        if too_long := [name for name in names if len(name) > NAME]:
            raise forms.ValidationError(_("This line is too long for a name: %(name)s…") % {"name": too_long[0][:NAME]})
        there = {pupil.full_name.casefold() for pupil in queries.pupils_of(school_class=self.school_class)}
        for name in names:
            if name.casefold() in there:
                raise forms.ValidationError(_("%(name)s is in the class already.") % {"name": name} + " " + str(AGAIN))
            there.add(name.casefold())
        return names


class TeacherForm(_Dressed):
    """A teacher who comes to a class, for good or until a day."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        error_messages={"required": _("Type an e-mail here."), "invalid": _("That doesn't look like an e-mail.")},
    )
    full_name = forms.CharField(label=_("Name (if new to InnoLab)"), max_length=NAME, required=False)
    until = forms.DateField(
        label=_("Last day (for a substitute)"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        required=False,
        error_messages={"invalid": _("Choose a day.")},
    )

    def clean_until(self) -> Any:
        """A day to come, or none."""
        until = self.cleaned_data["until"]
        if until and until < timezone.localdate():
            raise forms.ValidationError(_("That day has been."))
        return until


class SchoolForm(_Dressed):
    """A new school."""

    name = forms.CharField(
        label=_("Name of the school"), max_length=120, error_messages={"required": _("Type the school's name here.")}
    )
    code = forms.CharField(
        label=_("School code (five digits)"),
        validators=[RegexValidator(r"^\d{5}\Z", _("A school code has five digits."))],
        error_messages={"required": _("A school code has five digits.")},
    )

    def clean_code(self) -> str:
        """A code that no school has yet."""
        code = str(self.cleaned_data["code"])
        if taken := School.objects.filter(code=code).first():
            raise forms.ValidationError(_("%(school)s has this code already.") % {"school": taken.name})
        return code


class ClassForm(_Dressed):
    """A new class of a school."""

    name = forms.CharField(
        label=_("Name of the class"),
        max_length=30,
        error_messages={"required": _("Type the class's name here, for example 7B.")},
    )
    grade = forms.TypedChoiceField(
        label=_("Grade"), coerce=int, initial=1, choices=[(n, _("Pre-primary") if n == 0 else str(n)) for n in GRADES]
    )
    school_year = forms.TypedChoiceField(label=_("School year"), coerce=int)
    language = forms.ChoiceField(
        label=_("Language of the class code"), choices=[c for c in Language.choices if c[0] != Language.EN]
    )

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.school = school
        year = queries.this_school_year()
        years = range(year + YEARS_AHEAD, year - 2, -1)
        self.fields["school_year"].choices = [(n, f"{n}–{n + 1}") for n in years]  # type: ignore[attr-defined]
        self.fields["school_year"].initial = year

    def clean(self) -> dict[str, Any]:
        """A name is a class's own within a school year."""
        answers = super().clean() or {}
        same = {"school_year": answers.get("school_year"), "name__iexact": answers.get("name", "")}
        if not self.errors and self.school.classes.filter(**same).exists():
            self.add_error("name", _("There is a class of that name in this school year already."))
        return answers


class InvitationForm(_Dressed):
    """An adult who comes to a school."""

    role = forms.ChoiceField(
        label=_("As"), choices=[(Role.TEACHER, _("Teacher")), (Role.OPERATOR, _("Operator of this school"))]
    )
    full_name = forms.CharField(
        label=_("Name"),
        max_length=NAME,
        validators=[MaxLengthValidator(NAME)],
        error_messages={"required": _("Type a name here.")},
    )
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        error_messages={"required": _("Type an e-mail here."), "invalid": _("That doesn't look like an e-mail.")},
    )


class IdleForm(_Dressed):
    """After how many minutes without use a device signs its pupil out; a class may do as its school."""

    minutes = forms.TypedChoiceField(label=_("Sign a pupil out after"), coerce=int, empty_value=None)

    def __init__(self, *args: Any, school_class: SchoolClass | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        times = [(n, _("%(n)d minutes") % {"n": n} if n else _("Never")) for n in IDLE_MINUTES]
        as_school = [] if school_class is None else [("", _("As in the whole school"))]
        field = self.fields["minutes"]
        field.choices = [*as_school, *times]  # type: ignore[attr-defined]
        field.required = school_class is None
