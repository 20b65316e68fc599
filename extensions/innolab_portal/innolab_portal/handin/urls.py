"""Pages of hand-ins."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from innolab_portal.handin import class_points, habits, keeping, live, reading, saving, stepping, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("lessons/<slug:lesson_id>/pupils/<slug:username>/work/", live.live_work, name="live_work"),
    path("lessons/<slug:lesson_id>/review/", views.review, name="review"),
    path("lessons/<slug:lesson_id>/review/points.csv", views.points_csv, name="points_csv"),
    path("lessons/<slug:lesson_id>/review/step/<str:step_id>/", stepping.review_step, name="review_step"),
    path("lessons/<slug:lesson_id>/review/save", saving.save_review, name="save_review"),
    path("lessons/<slug:lesson_id>/review/kept", keeping.kept_comments, name="kept_comments"),
    path("lessons/<slug:lesson_id>/review/<slug:username>/", views.review_pupil, name="review_pupil"),
    path("lessons/<slug:lesson_id>/review/<slug:username>/regrade/", views.regrade, name="regrade"),
    path("lessons/<slug:lesson_id>/return/", views.return_feedback, name="return_feedback"),
    path("classes/<slug:class_key>/points/", class_points.class_points, name="class_points"),
    path("classes/<slug:class_key>/points.csv", class_points.class_points_csv, name="class_points_csv"),
    path("review/habits/", habits.review_habits, name="review_habits"),
    path("feedback/<slug:receipt>/", reading.feedback, name="feedback"),
    path("feedback/<slug:receipt>/<str:notebook>/", reading.own_feedback, name="own_feedback"),
]
