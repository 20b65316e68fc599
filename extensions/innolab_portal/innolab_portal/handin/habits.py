"""The switches of the review: names or animals, keys on or off."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from innolab_portal.handin import actions
from innolab_portal.people.access import PageRequest, page_for
from innolab_portal.people.models import Role

SWITCHES = ("names", "keys")


@require_POST
@page_for(Role.TEACHER)
def review_habits(request: PageRequest) -> HttpResponse:
    """Remember the switches that were sent; back to the page, or nothing where a script asked."""
    chosen = {name: request.POST[name] == "1" for name in SWITCHES if name in request.POST}
    actions.change_habits(teacher=request.user, **chosen)
    onward = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(onward, allowed_hosts={request.get_host()}):
        return redirect(onward)
    return HttpResponse(status=204)
