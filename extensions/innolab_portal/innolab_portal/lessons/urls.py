"""Pages of the lessons app."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from innolab_portal.lessons import ideas, opening, room, room_pupil, screen, trying, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("today/", views.today, name="today"),
    path("ideas/", ideas.ideas, name="ideas"),
    path("ideas/<int:pk>/read/", ideas.tick_off, name="idea_read"),
    path("classes/", views.classes, name="classes"),
    path("classes/<slug:key>/", views.school_class, name="school_class"),
    path("library/<slug:slug>/<slug:activity>/give/", views.give, name="give"),
    path("lessons/try-<int:pk>/open/", trying.open_try_out, name="open_try_out"),
    path("lessons/try-<int:pk>/open/state/", trying.open_try_out_state, name="open_try_out_state"),
    path("lessons/<slug:lesson_id>/", room.lesson_room, name="lesson_room"),
    path("lessons/<slug:lesson_id>/open/", opening.open_lesson, name="open_lesson"),
    path("lessons/<slug:lesson_id>/open/state/", opening.open_lesson_state, name="open_lesson_state"),
    path("lessons/<slug:lesson_id>/board/", room.lesson_board, name="lesson_board"),
    path("lessons/<slug:lesson_id>/start/", room.start, name="lesson_start"),
    path("lessons/<slug:lesson_id>/end/", room.end, name="lesson_end"),
    path("lessons/<slug:lesson_id>/extend/", room.extend, name="lesson_extend"),
    path("lessons/<slug:lesson_id>/screen/", screen.lesson_screen, name="lesson_screen"),
    path("lessons/<slug:lesson_id>/screen/now/", screen.lesson_screen_now, name="lesson_screen_now"),
    path("lessons/<slug:lesson_id>/pause/", room.pause, name="lesson_pause"),
    path("lessons/<slug:lesson_id>/go-on/", room.go_on, name="lesson_go_on"),
    path("lessons/<slug:lesson_id>/open-steps/", room.open_steps, name="lesson_open_steps"),
    path("lessons/<slug:lesson_id>/pupils/<slug:username>/", room_pupil.lesson_pupil, name="lesson_pupil"),
    path("lessons/<slug:lesson_id>/pupils/<slug:username>/now/", room_pupil.lesson_pupil_now, name="lesson_pupil_now"),
    path("lessons/<slug:lesson_id>/pupils/<slug:username>/hand/", room_pupil.answer_hand, name="answer_hand"),
    path("lessons/<slug:lesson_id>/pupils/<slug:username>/note/", room_pupil.send_note, name="send_note"),
    path("lessons/<slug:lesson_id>/newer/", room.take_newer, name="lesson_take_newer"),
    path("lessons/<slug:lesson_id>/withdraw/", room.withdraw, name="lesson_withdraw"),
]
