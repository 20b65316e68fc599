"""What people type to sign in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.utils.translation import gettext_lazy as _


class CodesForm(forms.Form):
    """A pupil's way in: the class's code and one's own."""

    class_code = forms.CharField(
        label=_("Class code"), max_length=30, error_messages={"required": _("Type your class's code here.")}
    )
    code = forms.CharField(
        label=_("My own code"), max_length=30, error_messages={"required": _("Type your own code here.")}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        for name in self.fields:
            dress(self, name, autocomplete="off", autocapitalize="characters", spellcheck="false", enterkeyhint="go")
            self.fields[name].widget.attrs["class"] += " field__input--code"

    def only_the_class(self) -> str:
        """The class's code, when the own one is left empty: as pupils with a picture password do."""
        return str(self.cleaned_data.get("class_code", "")) if list(self.errors) == ["code"] else ""


class AdultForm(forms.Form):
    """An adult's way in."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        error_messages={"required": _("Type your e-mail here."), "invalid": _("That doesn't look like an e-mail.")},
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput,
        error_messages={"required": _("Type your password here.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        dress(self, "email", autocomplete="username", autocapitalize="none", spellcheck="false")
        dress(self, "password", autocomplete="current-password")


class NewPasswordForm(SetPasswordForm):  # type: ignore[type-arg]  # (generic to the type checker only)
    """An adult sets a password; Django says what is wrong with one."""

    new_password1 = forms.CharField(
        label=_("New password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput,
        error_messages={"required": _("Type your new password here.")},
    )
    new_password2 = forms.CharField(
        label=_("The same again"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput,
        error_messages={"required": _("Type it once more here.")},
    )
    error_messages = {"password_mismatch": _("This isn't the same as above.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        for name in self.fields:
            dress(self, name, autocomplete="new-password")


def focus_first_wrong(form: forms.Form) -> None:
    """Put the caret where something has to be mended."""
    for name in form.errors:
        if name in form.fields:
            form.fields[name].widget.attrs["autofocus"] = True
            return


def dress(form: forms.Form, name: str, **attributes: str) -> None:
    """Give a field its attributes and the look of our inputs."""
    form.fields[name].widget.attrs.update({"class": "field__input", **attributes})
