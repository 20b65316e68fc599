"""What every page's header shows."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from innolab_portal.people import idle
from innolab_portal.people.models import Role, User

NAVIGATION: dict[str, list[tuple[str, str | Promise]]] = {
    Role.PUPIL: [],
    Role.TEACHER: [("classes", _("Classes")), ("library", _("Library"))],
    Role.TRAINER: [("modules", _("Modules")), ("library", _("Library"))],
    Role.OPERATOR: [("operator", _("Schools"))],
}
"""Each role's pages, by the names of their URLs."""


def header(request: HttpRequest) -> dict[str, Any]:
    """Languages to choose from and the person's pages, the present one marked."""
    user = getattr(request, "user", None)
    links = NAVIGATION.get(user.role, []) if isinstance(user, User) else []
    return {
        "languages": settings.LANGUAGES,
        "navigation": [entry for name, label in links if (entry := _entry(request.path, name, label))],
        "idle": idle.agreed(request) if isinstance(user, User) else None,
        "workspace_url": _workspace_url(user) if isinstance(user, User) and user.role != Role.PUPIL else "",
    }


def _workspace_url(user: User) -> str:
    """An adult's own JupyterLab, by the hub's page that starts the server when it has to."""
    onward = urlencode({"next": f"/user/{user.username}/lab"})
    return f"{settings.PORTAL.hub_path('spawn')}?{onward}"


def _entry(path: str, name: str, label: str | Promise) -> dict[str, Any] | None:
    try:
        url = reverse(name)
    except NoReverseMatch:
        return None
    return {"url": url, "label": label, "current": "page" if path == url else "true" if path.startswith(url) else ""}
