"""Where a lesson's files lie in the pupil's home.

lessons/<lesson id>/            the activity as the pupil sees it: notebook, data, messages.json
lessons/<lesson id>/.innolab/   ours: lesson.json, release.ipynb, state.json, hand-in.json, pending.ipynb, said.json,
                                timeline.json, history/
"""

from __future__ import annotations

import datetime as dt
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from innolab_exchange import LessonState

from innolab_player.errors import NotThere
from innolab_player.storage import read_json, write_json, write_whole

LESSON_ID = r"[0-9A-Za-z][0-9A-Za-z_-]{0,63}"


def read_notebook(path: Path) -> Any:
    """A notebook of today's format."""
    return nbformat.read(path, as_version=4)


def notebook_bytes(notebook: Any) -> bytes:
    """A notebook as it is written to a file."""
    content: str = nbformat.writes(notebook)
    return content.encode()


@dataclass(frozen=True)
class LessonFolder:
    """One lesson's folder under a home."""

    home: Path
    lesson_id: str

    def __post_init__(self) -> None:
        if not re.fullmatch(LESSON_ID, self.lesson_id):
            raise NotThere

    @property
    def path(self) -> Path:
        """The folder itself: the kernel's working folder."""
        return self.home / "lessons" / self.lesson_id

    @property
    def ours(self) -> Path:
        """What the player keeps beside the work."""
        return self.path / ".innolab"

    @property
    def exists(self) -> bool:
        """Has the release been fetched?"""
        return (self.ours / "release.ipynb").is_file()

    @property
    def notebook(self) -> Path:
        """The pupil's notebook; raises NotThere where its name or a link leads out of the folder."""
        # The pupil's own code can write both, and the server sees more than that code does.
        path = self.path / str(self.about()["notebook"])
        if not path.resolve().is_relative_to(self.path.resolve()):
            raise NotThere
        return path

    @property
    def notebook_url_path(self) -> str:
        """The notebook's path as jupyter_server's contents and sessions name it."""
        return f"lessons/{self.lesson_id}/{self.about()['notebook']}"

    def about(self) -> dict[str, Any]:
        """{"notebook", "release_sha256", "lesson": the portal's last words about it}."""
        about: dict[str, Any] = read_json(self.ours / "lesson.json", {})
        return about

    def remember_lesson(self, lesson: Any) -> None:
        """Keep what the portal said last, for when it is away."""
        about = self.about()
        if about.get("lesson") != lesson:
            write_json(self.ours / "lesson.json", {**about, "lesson": lesson})

    def remember_state(self, state: LessonState) -> None:
        """Keep how the lesson stands, where the lesson is known."""
        lesson = self.about().get("lesson")
        if lesson is not None:
            told = {"state": state.state, "opens_at": _iso(state.opens_at), "closes_at": _iso(state.closes_at)}
            self.remember_lesson({**lesson, **told, "room": dict(state.room)})

    def unsent(self) -> list[dict[str, Any]]:
        """What the pupil said in the lesson room that the portal does not have yet, the oldest first."""
        unsent: list[dict[str, Any]] = read_json(self.ours / "said.json", [])
        return unsent

    def room(self) -> dict[str, Any]:
        """What is said in the lesson room, with what the pupil said and is on its way."""
        room = dict((self.about().get("lesson") or {}).get("room", {}))
        for told in self.unsent():
            match told["do"]:
                case "raise":
                    room["hand"] = room.get("hand") or {"step": told["step"], "raised_at": None, "seen_at": None}
                case "lower":
                    room["hand"] = None
                case "read":
                    room["notes"] = [note for note in room.get("notes", []) if note["id"] != told["note"]]
        return room

    def standing(self) -> str:
        """How the lesson stands, in one word that a page can repeat to say what it knows."""
        lesson = self.about().get("lesson")
        if lesson is None:
            return ""
        room = json.dumps(self.room(), sort_keys=True)
        return f"{lesson['state']}|{lesson['closes_at'] or ''}|{zlib.crc32(room.encode()):08x}"

    def release(self) -> Any:
        """The notebook as it was released."""
        return read_notebook(self.ours / "release.ipynb")

    def work(self) -> Any:
        """The notebook as the pupil left it; the released one where it was lost."""
        try:
            return read_notebook(self.notebook)
        except (FileNotFoundError, nbformat.reader.NotJSONError):
            return self.release()

    def write_work(self, notebook: Any) -> None:
        """Save the pupil's notebook whole."""
        write_whole(self.notebook, notebook_bytes(notebook))


def _iso(moment: dt.datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def all_lessons(home: Path) -> Iterator[LessonFolder]:
    """Every lesson that has been fetched into a home."""
    for path in sorted((home / "lessons").glob("*/.innolab")):
        if re.fullmatch(LESSON_ID, path.parent.name):
            yield LessonFolder(home, path.parent.name)
