"""Pages of the people app."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from innolab_portal.people import actions, invitations, sessions
from innolab_portal.people.access import PageRequest, page_for
from innolab_portal.people.forms import AdultForm, CodesForm, NewPasswordForm, focus_first_wrong
from innolab_portal.people.models import Role, User

HOMES = {Role.PUPIL: "today", Role.TEACHER: "classes", Role.TRAINER: "modules", Role.OPERATOR: "operator"}
"""Where each role's day begins, by the name of the page's URL."""


@never_cache
@sensitive_post_parameters("code")
def sign_in(request: HttpRequest) -> HttpResponse:
    """A pupil signs in with the class's code and the own one."""
    onward = sessions.safe_next(request, request.POST.get("next") or request.GET.get("next"))
    if request.method != "POST":
        return _in_already(request, onward) or _sign_in_page(request, CodesForm(), onward)
    form = CodesForm(request.POST)
    status = 422
    if class_code := form.only_the_class():
        try:
            return redirect("picture_who", sessions.animals_of(request, class_code=class_code)[0].sign_in_code)
        except (sessions.UnknownClass, sessions.TooManyTries):
            pass  # The class has no picture passwords: then the own code is missing, as the form says.
    if form.is_valid():
        try:
            pupil = sessions.pupil_by_codes(request, **form.cleaned_data)
            return redirect(sessions.begin(request, user=pupil, onward=onward))
        except sessions.UnknownClass:
            form.add_error("class_code", _("No class has this code. Look at the board, or ask your teacher."))
        except sessions.UnknownCode:
            form.add_error("code", _("This code isn't in your class. Check it, or ask your teacher."))
        except sessions.TooManyTries:
            form.add_error(None, _("There were many wrong codes just now. Wait a few minutes and try again."))
            status = 429
    return _sign_in_page(request, form, onward, status)


@never_cache
@sensitive_post_parameters("password")
def sign_in_adult(request: HttpRequest) -> HttpResponse:
    """An adult signs in by e-mail and password."""
    onward = sessions.safe_next(request, request.POST.get("next") or request.GET.get("next"))
    if request.method != "POST":
        return _in_already(request, onward) or _adult_page(request, AdultForm(), onward)
    form = AdultForm(request.POST)
    status = 422
    if form.is_valid():
        try:
            adult = sessions.adult_by_password(request, **form.cleaned_data)
            return redirect(sessions.begin(request, user=adult, onward=onward))
        except sessions.WrongPassword:
            form.add_error(None, _("E-mail and password don't match. Check both."))
        except sessions.TooManyTries:
            form.add_error(None, _("There were many wrong passwords just now. Wait ten minutes and try again."))
            status = 429
    return _adult_page(request, form, onward, status)


class Invitation(PasswordResetConfirmView):
    """An invited adult sets a password and is in. Django keeps the link's token out of the address meanwhile."""

    form_class = NewPasswordForm
    template_name = "people/invitation.html"

    def get_user(self, uidb64: str) -> User | None:
        """The person of the link: by pseudonym, not by a row's number."""
        return invitations.invited(uidb64)

    def form_valid(self, form: SetPasswordForm[User]) -> HttpResponse:
        """Keep the password and sign in; whoever was signed in here before is signed out."""
        user = form.user
        actions.set_password(user=user, password=form.cleaned_data["new_password1"])
        return redirect(sessions.begin(self.request, user=user, onward=""))

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        """The form, the form with what is wrong, or that the link has ended."""
        form: NewPasswordForm | None = context["form"]
        if form:
            focus_first_wrong(form)
        status = 410 if form is None else 422 if form.errors else 200
        return super().render_to_response(context, status=status, **kwargs)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out of the portal, then of the hub."""
    return redirect(sessions.end(request))


@never_cache
def arrive(request: HttpRequest) -> HttpResponse:
    """Where the hub's sign-out sends the browser.

    Somebody who has just signed in goes on through the hub's sign-in to where the person wanted to go. Everybody
    else has signed out at the hub, as with JupyterLab's "Log Out": that signs out here too.
    """
    if isinstance(request.user, User) and not sessions.is_arriving(request) and sessions.person_asked(request):
        sessions.end(request)
    if not isinstance(request.user, User):
        return redirect("sign_in")
    return redirect(sessions.hub_sign_in_url(onward=sessions.onward_from(request) or reverse("home")))


@never_cache
@page_for()
def home(request: PageRequest) -> HttpResponse:
    """Send each role to where its day begins."""
    return redirect(sessions.onward_from(request) or HOMES[Role(request.user.role)])


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Remember the language for this browser, and for the person on every device."""
    language = request.POST.get("language", "")
    response = redirect(sessions.safe_next(request, request.POST.get("next")) or "home")
    if language in settings.PORTAL.languages:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            path=settings.LANGUAGE_COOKIE_PATH,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite="Lax",
        )
        if isinstance(request.user, User):
            actions.choose_language(user=request.user, language=language)
    return response


def not_offered(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """What the identity provider does not do here."""
    raise Http404


def _in_already(request: HttpRequest, onward: str) -> HttpResponse | None:
    return redirect(onward or "home") if isinstance(request.user, User) else None


def _sign_in_page(request: HttpRequest, form: CodesForm, onward: str, status: int = 200) -> HttpResponse:
    focus_first_wrong(form)
    return render(request, "people/sign_in.html", {"form": form, **_next(onward)}, status=status)


def _adult_page(request: HttpRequest, form: AdultForm, onward: str, status: int = 200) -> HttpResponse:
    focus_first_wrong(form)
    return render(request, "people/sign_in_adult.html", {"form": form, **_next(onward)}, status=status)


def _next(onward: str) -> dict[str, str]:
    return {"next": onward, "next_query": urlencode({"next": onward})}
