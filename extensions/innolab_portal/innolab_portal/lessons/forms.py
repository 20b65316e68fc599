"""How a teacher says when a lesson is, and what pupils see of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from innolab_portal.lessons.models import Lesson
from innolab_portal.lessons.queries import pupils_of_class_by_name
from innolab_portal.people.models import SchoolClass, User

NOW, LATER = "now", "later"
BY_TEACHER, AT_TIME = "teacher", "time"
ALL_STEPS, ONE_BY_ONE = "all", "one"
LENGTHS = (45, 75, 90)
MORE_MINUTES = (5, 10, 15)


class Moment(forms.DateTimeInput):
    """A date and a time of day, picked by the browser."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class GiveForm(forms.Form):
    """To which class, when, and when feedback comes. The answers most teachers want stand there already."""

    school_class = forms.ModelChoiceField(
        SchoolClass.objects.none(), label=_("Class"), widget=forms.RadioSelect, empty_label=None
    )
    starts = forms.ChoiceField(
        label=_("When does it start?"),
        choices=[(NOW, _("Now")), (LATER, _("Later"))],
        widget=forms.RadioSelect,
        initial=NOW,
    )
    opens_at = forms.DateTimeField(label=_("Starts"), widget=Moment, required=False)
    ends = forms.ChoiceField(label=_("When does it end?"), widget=forms.RadioSelect, initial=BY_TEACHER)
    closes_at = forms.DateTimeField(label=_("Ends"), widget=Moment, required=False)
    feedback_when = forms.ChoiceField(
        label=_("When do pupils see points and comments?"),
        choices=[
            (Lesson.FeedbackWhen.BY_TEACHER, _("When I return the work")),
            (Lesson.FeedbackWhen.AT_ONCE, _("At once after handing in")),
        ],
        widget=forms.RadioSelect,
        initial=Lesson.FeedbackWhen.BY_TEACHER,
    )
    hints_allowed = forms.BooleanField(label=_("Pupils may open hints"), required=False, initial=True)
    late_allowed = forms.BooleanField(
        label=_("Work may be handed in late, with a mark that it is late"), required=False
    )

    pace = forms.ChoiceField(
        label=_("Which steps are open?"),
        choices=[(ALL_STEPS, _("All, each at an own pace")), (ONE_BY_ONE, _("I open them one by one"))],
        widget=forms.RadioSelect,
        initial=ALL_STEPS,
        required=False,
    )
    chosen = forms.ModelMultipleChoiceField(User.objects.none(), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, classes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.classes = list(classes)
        field = self.fields["school_class"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - says it to mypy
        field.queryset = classes
        field.initial = self.classes[0].pk if len(self.classes) == 1 else None
        self.pupils = [(each, pupils_of_class_by_name(each)) for each in self.classes]
        pupils = self.fields["chosen"]
        assert isinstance(pupils, forms.ModelMultipleChoiceField)  # noqa: S101
        pupils.queryset = User.objects.filter(pk__in=[each.id for _class, listed in self.pupils for each in listed])
        ends = self.fields["ends"]
        assert isinstance(ends, forms.ChoiceField)  # noqa: S101
        lengths = [(str(n), _("%(n)s min after the start") % {"n": n}) for n in LENGTHS]
        ends.choices = [(BY_TEACHER, _("When I end it")), *lengths, (AT_TIME, _("At a time"))]
        tomorrow = timezone.localtime().replace(hour=9, minute=0, second=0, microsecond=0) + dt.timedelta(days=1)
        self.fields["opens_at"].initial = tomorrow
        self.fields["closes_at"].initial = tomorrow.replace(hour=15)

    def clean(self) -> dict[str, Any]:
        """Reckon when the lesson opens and closes: `opens` (None: now) and `closes` (None: by the teacher)."""
        given = super().clean() or self.cleaned_data
        later = given.get("starts") == LATER
        opens = given.get("opens_at") if later else None
        if later and opens is None and "opens_at" not in self.errors:
            self.add_error("opens_at", _("Say when the lesson starts."))
        given["opens"] = opens
        given["closes"] = self._closes(given, opens or timezone.now())
        given["chosen"] = self._of_class(given)
        return given

    @property
    def picked(self) -> set[str]:
        """The pupils that are ticked, when the form comes back with an error."""
        return set(self["chosen"].value() or ())

    def _of_class(self, given: dict[str, Any]) -> list[User]:
        """Those ticked of the class; another class's were ticked before this one was chosen."""
        ticked = list(given.get("chosen", ()))
        of_class = {
            each.id
            for school_class, listed in self.pupils
            if school_class == given.get("school_class")
            for each in listed
        }
        chosen = [pupil for pupil in ticked if pupil.pk in of_class]
        if ticked and not chosen and given.get("school_class"):
            self.add_error("chosen", _("The pupils you ticked are in another class."))
        return chosen

    def _closes(self, given: dict[str, Any], opens: dt.datetime) -> dt.datetime | None:
        ends = given.get("ends", BY_TEACHER)
        if ends == BY_TEACHER:
            return None
        if ends != AT_TIME:
            return opens + dt.timedelta(minutes=int(ends))
        closes: dt.datetime | None = given.get("closes_at")
        if closes is None and "closes_at" not in self.errors:
            self.add_error("closes_at", _("Say when the lesson ends."))
        elif closes is not None and closes <= opens:
            self.add_error("closes_at", _("The lesson must end after it starts."))
        return closes
