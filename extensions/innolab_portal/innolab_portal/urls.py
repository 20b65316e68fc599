"""All URLs of the portal, under the path at which the hub's proxy passes requests on."""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path

from innolab_portal.api import api

APPS = ["people", "library", "lessons", "handin"]

urlpatterns = [
    path(
        settings.PORTAL.prefix.lstrip("/"),
        include([path("api/", api.urls), *(path("", include(f"innolab_portal.{app}.urls")) for app in APPS)]),
    ),
]

handler400 = "innolab_portal.errors.bad_request"
handler403 = "innolab_portal.errors.not_allowed"
handler404 = "innolab_portal.errors.not_found"
handler500 = "innolab_portal.errors.our_fault"
