"""Pages of the library app."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from innolab_portal.library import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("library/", views.library, name="library"),
    path("library/<slug:slug>/", views.module, name="module"),
    path("library/<slug:slug>/differences/<str:version>/", views.differences, name="module_differences"),
    path("library/<slug:slug>/picture/<slug:sha256>/", views.picture, name="module_picture"),
    path("modules/", views.modules, name="modules"),
    path("modules/publish/", views.publish, name="publish"),
]
