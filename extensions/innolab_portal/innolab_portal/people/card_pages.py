"""Sign-in cards: printing them, ending them, and what happens when one is shown.

The square on a card is an address with the secret behind a `#`. Browsers keep that part to themselves: card.js takes it
out of the address at once and posts it, so it stands in no log, no Referer and no list of visited pages of the site.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from innolab_portal.errors import HubAway
from innolab_portal.people import actions, cards, disclosures, sessions
from innolab_portal.people.access import PageRequest, class_with_names, page_for
from innolab_portal.people.class_pages import chosen_pupils
from innolab_portal.people.models import Disclosure, Role, User
from innolab_portal.people.servers import hub_servers

MISREAD, TOO_MANY = 422, 429


@never_cache
@sensitive_post_parameters("secret")
@require_http_methods(["GET", "POST"])
def card(request: HttpRequest) -> HttpResponse:
    """A card has been shown: the page's script posts its secret, and the pupil is in."""
    if request.method != "POST":
        return render(request, "people/card.html", {"asks": True})
    try:
        pupil = sessions.pupil_by_card(request, secret=request.POST.get("secret", ""))
    except sessions.UnknownCard:
        return render(request, "people/card.html", status=MISREAD)
    except sessions.TooManyTries:
        return render(request, "people/card.html", {"too_many": True}, status=TOO_MANY)
    return redirect(sessions.begin(request, user=pupil, onward=""))


@require_POST
@never_cache
@page_for(Role.TEACHER, Role.OPERATOR)
def new_cards(request: PageRequest, key: str) -> HttpResponseBase:
    """New cards for the chosen pupil, or for all, as a sheet to print; older cards and codes end."""
    school_class = class_with_names(user=request.user, key=key)
    pupils = chosen_pupils(request, school_class)
    if not pupils:
        messages.info(request, _("There is nobody to print a card for."))
        return redirect("class_people", key)
    given = [cards.Card(p.full_name, *actions.give_card(user=p, school_class=school_class)) for p in pupils]
    disclosures.note(by=request.user, what=Disclosure.What.CARDS, of=school_class, count=len(given))
    reply = HttpResponse(cards.sheet(school_class=school_class, given=given), content_type="application/pdf")
    reply["Content-Disposition"] = f'attachment; filename="innolab-{slugify(school_class.name)}.pdf"'
    return reply


@require_POST
@page_for(Role.TEACHER, Role.OPERATOR)
def void(request: PageRequest, key: str, username: str) -> HttpResponseBase:
    """A card is lost: it lets nobody in any more, and whoever is in by it is out."""
    school_class = class_with_names(user=request.user, key=key)
    pupil = get_object_or_404(User, username=username, role=Role.PUPIL, memberships__school_class=school_class)
    actions.void_card(user=pupil, school_class=school_class)
    done = _("The card of %(name)s doesn't work any more, and whoever was in with it has been signed out.")
    end_and_tell(request, pupil, done % {"name": pupil.full_name})
    return redirect("class_people", key)


def end_and_tell(request: PageRequest, user: User, done: str) -> None:
    """Sign a person out on every device, and say so, or what is left to do."""
    try:
        sessions.end_everywhere(user=user, servers=hub_servers())
    except HubAway:
        messages.error(request, _("Signed out of the pages, but the workspace did not answer. Do the same once more."))
    else:
        messages.success(request, done)
