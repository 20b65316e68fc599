"""Pages of the people app: sign-in, home, language, operator's page; and the identity provider's addresses."""

from __future__ import annotations

from django.urls import include, path

from innolab_portal.people import views

NOT_OFFERED = ["device", "logout", "api/device/code", "api/revoke"]
"""What the identity provider could do and the hub does not need; signing out is `sign-out/`."""

urlpatterns = [
    path("", views.home, name="home"),
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/adult/", views.sign_in_adult, name="sign_in_adult"),
    path("invitation/<uidb64>/<token>/", views.Invitation.as_view(), name="invitation"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("arrive/", views.arrive, name="arrive"),
    path("language/", views.set_language, name="set_language"),
    path("operator/", views.operator, name="operator"),
    # Where allauth sends somebody whom a client wants to sign in anew.
    path("sign-in/", views.sign_in, name="account_login"),
    path("sign-in/", views.sign_in, name="account_reauthenticate"),
    *(path(f"identity/o/{end}", views.not_offered) for end in NOT_OFFERED),
    path("", include("allauth.idp.urls")),
]
