"""Every visible string stands in Finnish and Swedish, none is left over, and placeholders are the same."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[2]
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "now": None,
    "say": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
ROOMS = sorted(
    {folder.parent for folder in ROOT.glob("extensions/*/*/**/locale") if list(folder.glob("fi/LC_MESSAGES/*.po"))}
)


def own_files(room: Path, pattern: str) -> Iterator[Path]:
    """Files of a room that have no catalogue nearer to them."""
    for file in room.rglob(pattern):
        if not any(other != room and other.is_relative_to(room) and file.is_relative_to(other) for other in ROOMS):
            yield file


def strings_of(room: Path) -> set[str]:
    """The msgids of a room's code and templates."""
    sources = [(file, file.read_bytes()) for file in own_files(room, "*.py")]
    for file in own_files(room, "*.html"):
        # Python's tokenizer minds indentation, which in a template means nothing.
        lines = templatize(file.read_text(), origin=str(file)).splitlines()
        sources.append((file, "\n".join(line.lstrip() for line in lines).encode()))
    found = set()
    for _file, source in sources:
        for _line, message, _comments, _context in extract("python", io.BytesIO(source), KEYWORDS):
            found.add(message[0] if isinstance(message, tuple) else message)
    return found - {""}


def catalogue(room: Path, language: str):
    (file,) = (room / "locale" / language / "LC_MESSAGES").glob("*.po")
    with file.open("rb") as source:
        return read_po(source, locale=language)


@pytest.mark.parametrize("language", ["fi", "sv"])
@pytest.mark.parametrize("room", ROOMS, ids=lambda room: str(room.relative_to(ROOT / "extensions")))
def test_the_catalogue_is_complete_and_holds_nothing_else(room, language):
    known = {}
    for message in catalogue(room, language):
        if message.id and not message.fuzzy:
            known[message.id[0] if isinstance(message.id, tuple) else message.id] = message.string
    wanted = strings_of(room)
    missing = {
        one for one in wanted if not (all(known.get(one, "")) if isinstance(known.get(one), tuple) else known.get(one))
    }
    assert missing == set()
    assert set(known) - wanted == set()


@pytest.mark.parametrize("language", ["fi", "sv"])
@pytest.mark.parametrize("room", ROOMS, ids=lambda room: str(room.relative_to(ROOT / "extensions")))
def test_placeholders_are_the_same_in_every_language(room, language):
    for message in catalogue(room, language):
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        for string in strings if message.id else ():
            assert set(PLACEHOLDER.findall(string)) <= set(PLACEHOLDER.findall(" ".join(ids))), message.id
