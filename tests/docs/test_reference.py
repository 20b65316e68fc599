"""The reference names all there is, and links and pictures in the documents lead somewhere."""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from innolab_cli.__main__ import parser

from hub_config.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "reference"
DOCUMENTS = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^(`{3,})[^\n]*\n.*?^\1\s*$", re.MULTILINE | re.DOTALL)
LARGEST_PICTURE = 250_000


def first_column(file: str) -> set[str]:
    """What stands as code at the start of the rows of a document's tables."""
    return set(re.findall(r"^\| `([^`]+)` \|", (REFERENCE / file).read_text(), re.MULTILINE))


def commands(of: argparse.ArgumentParser, words: tuple[str, ...] = ()) -> Iterator[tuple[str, set[str]]]:
    """Each command as it is typed, with its options and arguments."""
    children = [action for action in of._actions if isinstance(action, argparse._SubParsersAction)]
    for each in children:
        for word, child in each.choices.items():
            yield from commands(child, (*words, word))
    if not children:
        takes = {action.option_strings[-1] if action.option_strings else action.dest for action in of._actions}
        yield " ".join(words), takes - {"--help"}


def documented_commands() -> dict[str, set[str]]:
    """The same, as docs/reference/commands.md has it: a heading for each command, a list of what it takes."""
    found = {}
    for section in (REFERENCE / "commands.md").read_text().split("\n## ")[1:]:
        heading = re.match(r"`\./innolab ([a-z -]+?)(?: <\w+>)?`\n", section)
        if heading:
            found[heading[1]] = {item.split()[0] for item in re.findall(r"^- `([^`]+)`", section, re.MULTILINE)}
    return found


def test_decisions_are_numbered_once_and_begin_with_their_number():
    numbers = [path.name[:4] for path in sorted((ROOT / "docs" / "decisions").glob("*.md"))]
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]
    for path in (ROOT / "docs" / "decisions").glob("*.md"):
        assert path.read_text().startswith(f"# {path.name[:4]} ")


def test_every_setting_with_its_default():
    text = (REFERENCE / "settings.md").read_text()
    rows = dict(re.findall(r"^\| `(\w+)` \| `([^`]+)` \|", text, re.MULTILINE))
    assert rows == {name: as_toml(field.default) for name, field in Settings.model_fields.items()}


def as_toml(value: object) -> str:
    if isinstance(value, tuple):
        return str(list(value))
    return (
        str(value).lower() if isinstance(value, bool) else f'"{value}"' if isinstance(value, str | Path) else str(value)
    )


def test_every_command_with_its_options():
    assert documented_commands() == dict(commands(parser()))


def test_every_route_of_the_api():
    from innolab_portal.api import api  # noqa: PLC0415 - Django must be set up

    routes = {
        f"{method} {path.lstrip('/')}"
        for _prefix, router in api._routers
        for path, view in router.path_operations.items()
        for operation in view.operations
        for method in operation.methods
    }
    assert first_column("api.md") == routes


def links(document: Path) -> list[str]:
    """Where a document's links lead, other sites and what stands in code examples left out."""
    text = FENCE.sub("", document.read_text())
    return [link for link in LINK.findall(text) if not re.match(r"[a-z]+:|#", link)]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_to_a_file(document: Path):
    broken = [link for link in links(document) if not (document.parent / link.partition("#")[0]).exists()]
    assert broken == []


def test_the_readme_shows_three_small_pictures():
    pictures = [ROOT / link for link in links(ROOT / "README.md") if link.endswith(".png")]
    assert len(pictures) == 3
    assert [path.name for path in pictures if path.stat().st_size > LARGEST_PICTURE] == []
