"""Signing in and out: one browser, one person at a time, in portal and hub alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from urllib.parse import urlencode, urlsplit

from allauth.account.adapter import get_adapter
from allauth.idp.oidc.models import Token
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from innolab_portal.people import codes, idle, limits, pictures
from innolab_portal.people.models import Membership, Role, SchoolClass, User
from innolab_portal.people.servers import HubServers

BACKEND = "innolab_portal.people.backends.PeopleBackend"
NEXT = "next"
HUB_SESSION_COOKIE = "jupyterhub-session-id"
"""JupyterHub sets it for the whole address when somebody signs in there, and removes it at /hub/logout."""


class TooManyTries(Exception):  # noqa: N818
    """So much has failed of late that we wait before we look again."""


class UnknownClass(Exception):  # noqa: N818
    """No class has this code."""


class UnknownCode(Exception):  # noqa: N818
    """Nobody in the class has this code."""


class UnknownCard(Exception):  # noqa: N818
    """No pupil has this card, or not any more."""


class WrongPictures(Exception):  # noqa: N818
    """No pupil with this animal has this picture password."""


class WrongPassword(Exception):  # noqa: N818
    """No adult has this e-mail and password."""


def pupil_by_codes(request: HttpRequest, *, class_code: str, code: str) -> User:
    """The pupil whose codes these are. Raises TooManyTries, UnknownClass or UnknownCode."""
    class_code, code = codes.normalised(class_code), codes.normalised(code)
    counted = limits.for_pupil(class_code=class_code, code=code, address=address_of(request))
    if limits.exceeded(counted):
        raise TooManyTries
    try:
        return _find_pupil(class_code, code)
    except (UnknownClass, UnknownCode):
        limits.note_failure(counted)
        raise


def _find_pupil(class_code: str, code: str) -> User:
    school_class = SchoolClass.objects.filter(sign_in_code=class_code).first()
    if school_class is None:
        raise UnknownClass
    wanted = codes.code_hmac(class_key=school_class.key, code=code)
    members = Membership.objects.filter(
        school_class=school_class, user__role=Role.PUPIL, user__is_active=True
    ).select_related("user")
    found = [member.user for member in members if member.code_hmac and codes.same(member.code_hmac, wanted)]
    if not found:
        raise UnknownCode
    return found[0]


def pupil_by_card(request: HttpRequest, *, secret: str) -> User:
    """The pupil whose card this is. Raises TooManyTries or UnknownCard."""
    counted = limits.for_card(address=address_of(request))
    if limits.exceeded(counted):
        raise TooManyTries
    members = Membership.objects.filter(user__role=Role.PUPIL, user__is_active=True).select_related("user")
    member = members.filter(card_hmac=codes.card_hmac(secret)).first()
    if member is None:
        limits.note_failure(counted)
        raise UnknownCard
    return member.user


def animals_of(request: HttpRequest, *, class_code: str) -> tuple[SchoolClass, set[str]]:
    """A class and the animals in it that have a picture password. Raises TooManyTries; UnknownClass if none."""
    class_code = codes.normalised(class_code)
    counted = limits.for_class(class_code=class_code, address=address_of(request))
    if limits.exceeded(counted):
        raise TooManyTries
    school_class = SchoolClass.objects.filter(sign_in_code=class_code).first()
    if school_class is None:
        limits.note_failure(counted)
        raise UnknownClass
    there = _with_pictures(school_class).values_list("user__alias", flat=True)
    if not there:
        raise UnknownClass
    return school_class, set(there)


def pupil_by_pictures(request: HttpRequest, *, school_class: SchoolClass, animal: str, chosen: Sequence[str]) -> User:
    """The pupil of the class with this animal and picture password. Raises TooManyTries or WrongPictures."""
    members = list(_with_pictures(school_class).filter(user__alias=animal).select_related("user"))
    kept = "".join(sorted(member.picture_hmac for member in members))
    counted = limits.for_pictures(class_key=school_class.key, animal=animal, kept=kept, address=address_of(request))
    if limits.exceeded(counted):
        raise TooManyTries
    for member in members:
        name = member.user.username
        wanted = pictures.password_hmac(class_key=school_class.key, username=name, chosen=chosen)
        if codes.same(member.picture_hmac, wanted):
            return member.user
    limits.note_failure(counted)
    raise WrongPictures


def _with_pictures(school_class: SchoolClass) -> QuerySet[Membership]:
    members = Membership.objects.filter(school_class=school_class, user__role=Role.PUPIL, user__is_active=True)
    return members.exclude(picture_hmac="")


def adult_by_password(request: HttpRequest, *, email: str, password: str) -> User:
    """The adult whose e-mail and password these are. Raises TooManyTries or WrongPassword."""
    counted = limits.for_adult(email=email.strip().lower(), address=address_of(request))
    if limits.exceeded(counted):
        raise TooManyTries
    user = authenticate(request, email=email, password=password)
    if not isinstance(user, User):
        limits.note_failure(counted)
        raise WrongPassword
    return user


def begin(request: HttpRequest, *, user: User, onward: str) -> str:
    """Sign a person in, in a session of its own; return where the browser goes first.

    That is the hub's sign-out: a hub session left by the last person on this device would open that
    person's files. The hub then sends the browser back to `arrive`.
    """
    with transaction.atomic():
        request.session.flush()
        login(request, user, backend=BACKEND)
        idle.agree(request, user=user)
        UserSession.objects.filter(user=user, last_seen_at__lt=_oldest()).delete()
        UserSession.objects.create_from_request(request)
    if is_authorize(onward):
        if HUB_SESSION_COOKIE not in request.COOKIES:
            # The hub waits for this very answer, and nobody is signed in there; its sign-out would
            # only take away the cookie that ties the answer to the question.
            return onward
        onward = ""
    request.session[NEXT] = onward
    return hub_logout_url()


def end(request: HttpRequest) -> str:
    """Sign out here; return where the browser goes to sign out of the hub as well."""
    if request.session.session_key:
        UserSession.objects.filter(session_key=request.session.session_key).delete()
    logout(request)
    return hub_logout_url()


def end_everywhere(*, user: User, servers: HubServers) -> None:
    """Sign a person out on every device, here and at the hub; the server stops. Raises HubAway once all ended here."""
    mine = UserSession.objects.filter(user=user)
    with transaction.atomic():
        Session.objects.filter(session_key__in=list(mine.values_list("session_key", flat=True))).delete()
        mine.delete()
        Token.objects.filter(user=user).delete()
    servers.forget(user.username)


def forget_ended() -> None:
    """Remove sessions and tokens that have run out."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
    UserSession.objects.filter(last_seen_at__lt=_oldest()).delete()
    Token.objects.expired().delete()


def _oldest() -> dt.datetime:
    return timezone.now() - dt.timedelta(seconds=settings.SESSION_COOKIE_AGE)


def onward_from(request: HttpRequest) -> str:
    """Where the person wanted to go before signing in; asked once."""
    return str(request.session.pop(NEXT, ""))


def is_arriving(request: HttpRequest) -> bool:
    """Whether the person is on the way in: `begin` has sent the browser by the hub's sign-out."""
    return NEXT in request.session


def person_asked(request: HttpRequest) -> bool:
    """Whether somebody here opened this page: not a picture in a page, nor a link on another site.

    Browsers say so (W3C's Fetch Metadata) where InnoLab is reached by HTTPS or on the same machine, else nothing.
    """
    headers = request.headers
    return headers.get("Sec-Fetch-Dest", "document") == "document" and headers.get("Sec-Fetch-Site", "none") in {
        "none",
        "same-origin",
    }


def safe_next(request: HttpRequest, url: str | None) -> str:
    """An address on this very site, or nothing."""
    allowed = {request.get_host(), urlsplit(settings.PORTAL.public_url).netloc}
    if url and url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=allowed):
        return url
    return ""


def is_authorize(url: str) -> bool:
    """Whether an address is the hub's question who is there."""
    return urlsplit(url).path == reverse("idp:oidc:authorization")


def hub_logout_url() -> str:
    """The hub's sign-out, on the same site; its `logout_redirect_url` is the portal's `arrive`."""
    return str(settings.PORTAL.hub_path("logout"))


def hub_sign_in_url(*, onward: str) -> str:
    """Through the hub's sign-in, which asks the portal and comes back: then the hub knows the person and the groups."""
    return f"{settings.PORTAL.hub_path('oauth_login')}?{urlencode({'next': onward})}"


def address_of(request: HttpRequest) -> str:
    """The network address of the person's device, behind our own proxies."""
    return str(get_adapter().get_client_ip(request))
