"""Pages of the people app: sign-in, home, language, schools, classes' people; the identity provider's addresses."""

from __future__ import annotations

from django.urls import include, path

from innolab_portal.people import card_pages, class_pages, idle_pages, picture_pages, roster_pages, school_pages, views

NOT_OFFERED = ["device", "logout", "api/device/code", "api/revoke"]
"""What the identity provider could do and the hub does not need; signing out is `sign-out/`."""

urlpatterns = [
    path("", views.home, name="home"),
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/pictures/<slug:class_code>/", picture_pages.who, name="picture_who"),
    path("sign-in/pictures/<slug:class_code>/<slug:animal>/", picture_pages.choose, name="picture_choose"),
    path("sign-in/adult/", views.sign_in_adult, name="sign_in_adult"),
    path("invitation/<uidb64>/<token>/", views.Invitation.as_view(), name="invitation"),
    path("card/", card_pages.card, name="card"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("arrive/", views.arrive, name="arrive"),
    path("language/", views.set_language, name="set_language"),
    path("operator/", school_pages.schools, name="operator"),
    path("operator/schools/", school_pages.add_school, name="school_add"),
    path("operator/schools/<slug:code>/", school_pages.school, name="school"),
    path("operator/schools/<slug:code>/classes/", school_pages.add_class, name="school_add_class"),
    path("operator/schools/<slug:code>/people/", school_pages.invite, name="school_invite"),
    path("operator/schools/<slug:code>/people/<slug:username>/link/", school_pages.new_link, name="school_new_link"),
    path("operator/schools/<slug:code>/people/<slug:username>/close/", school_pages.close, name="school_close"),
    path("operator/schools/<slug:code>/log/", school_pages.log, name="school_log"),
    path("operator/schools/<slug:code>/roster/", roster_pages.roster, name="school_roster"),
    path("operator/schools/<slug:code>/roster/look/", roster_pages.look, name="school_roster_look"),
    path("operator/schools/<slug:code>/roster/bring-in/", roster_pages.bring_in, name="school_roster_bring_in"),
    path("operator/schools/<slug:code>/idle/", idle_pages.of_school, name="school_idle"),
    path("classes/<slug:key>/people/idle/", idle_pages.of_class, name="class_idle"),
    path("classes/<slug:key>/people/", class_pages.people, name="class_people"),
    path("classes/<slug:key>/people/pupils/", class_pages.add_pupils, name="class_add_pupils"),
    path("classes/<slug:key>/people/codes/", class_pages.new_codes, name="class_new_codes"),
    path("classes/<slug:key>/people/pictures/", picture_pages.give, name="class_give_pictures"),
    path("classes/<slug:key>/people/cards/", card_pages.new_cards, name="class_new_cards"),
    path("classes/<slug:key>/people/<slug:username>/void/", card_pages.void, name="class_void_card"),
    path("classes/<slug:key>/people/<slug:username>/leave/", class_pages.pupil_leaves, name="class_pupil_leaves"),
    path("classes/<slug:key>/teachers/", class_pages.add_teacher, name="class_add_teacher"),
    path("classes/<slug:key>/teachers/<slug:username>/leave/", class_pages.teacher_leaves, name="class_teacher_leaves"),
    # Where allauth sends somebody whom a client wants to sign in anew.
    path("sign-in/", views.sign_in, name="account_login"),
    path("sign-in/", views.sign_in, name="account_reauthenticate"),
    *(path(f"identity/o/{end}", views.not_offered) for end in NOT_OFFERED),
    path("", include("allauth.idp.urls")),
]
