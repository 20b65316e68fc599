"""Reading a text file of a module, whatever lies there."""

from __future__ import annotations

from pathlib import Path

from innolab_modules.problems import Problem
from innolab_modules.saying import say


def read_file(path: Path, shown: str) -> tuple[str, list[Problem]]:
    """The text, and why there is none, if so. A byte order mark, as some editors write, is taken off."""
    try:
        return path.read_text(encoding="utf-8-sig"), []
    except (FileNotFoundError, NotADirectoryError):
        return "", [Problem(shown, None, say("the file is missing"))]
    except IsADirectoryError:
        return "", [Problem(shown, None, say("a folder is where the file should be"))]
    except UnicodeDecodeError:
        return "", [Problem(shown, None, say("the file is not UTF-8 text: save it as UTF-8"))]


def lenient_text(path: Path) -> str:
    """What of a file can be read as text; what can't is told where the file is read for good."""
    return path.read_bytes().decode("utf-8-sig", errors="replace") if path.is_file() else ""
