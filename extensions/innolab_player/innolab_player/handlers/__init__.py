"""The player's routes. Each asks who you are first; a test walks them all."""

from __future__ import annotations

from typing import Any

from innolab_player.folder import LESSON_ID
from innolab_player.handlers.api import HandInHandler, LanguageHandler, LessonHandler, ViewHandler, WorkHandler
from innolab_player.handlers.app import AppHandler
from innolab_player.handlers.page import LessonPageHandler, SignedInHandler
from innolab_player.handlers.pictures import PictureHandler
from innolab_player.handlers.room import RoomHandler
from innolab_player.handlers.static import StaticHandler
from innolab_player.handlers.timeline import TimelineHandler

LESSON = rf"(?P<lesson_id>{LESSON_ID})"


def routes() -> list[tuple[str, type[Any]]]:
    """Pattern and handler, under the server's base URL."""
    return [
        (rf"/innolab/lesson/{LESSON}", LessonPageHandler),
        (rf"/innolab/app/{LESSON}", AppHandler),
        (r"/innolab/signed-in", SignedInHandler),
        (rf"/innolab/api/lessons/{LESSON}", LessonHandler),
        (rf"/innolab/api/lessons/{LESSON}/work", WorkHandler),
        (rf"/innolab/api/lessons/{LESSON}/timeline", TimelineHandler),
        (rf"/innolab/api/lessons/{LESSON}/hand-in", HandInHandler),
        (rf"/innolab/api/lessons/{LESSON}/room", RoomHandler),
        (r"/innolab/api/language", LanguageHandler),
        (r"/innolab/api/view", ViewHandler),
        (rf"/innolab/pictures/{LESSON}/(?P<name>[^\0]+)", PictureHandler),
        (r"/innolab/static/(?P<name>[0-9A-Za-z._-]+)", StaticHandler),
    ]
