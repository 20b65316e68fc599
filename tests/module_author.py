"""Someone who writes a module and makes mistakes, and a new module that is written in full."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from innolab_modules import ModuleError, load_module
from innolab_modules.checks import Surroundings, check_module
from innolab_modules.curriculum import curriculum
from innolab_modules.starting import new_module
from innolab_modules.translating import translate_module
from innolab_modules.translations import read_entries, update_catalogue

CHOICES = {
    "grades": "[3, 4]",
    "subjects": '["MA"]',
    "transversal": '["L5"]',
    "competences": '["programming.inquiry"]',
    "authors": '["InnoLab"]',
}
GOAL = """\
[[goals]]
band = "3-6"
subject = "MA"
goal = "T14"
"""


class Author:
    """Someone who writes a module and makes mistakes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def writes(self, file: str, text: str) -> Author:
        path = self.folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return self

    def changes(self, file: str, before: str, after: str) -> Author:
        text = (self.folder / file).read_text(encoding="utf-8")
        assert before in text, f"{before!r} is not in {file}"
        return self.writes(file, text.replace(before, after, 1))

    def loses(self, file: str) -> Author:
        (self.folder / file).unlink()
        return self

    def hears(self) -> list[str]:
        """Everything that is told when the module is loaded."""
        try:
            load_module(self.folder)
        except ModuleError as error:
            return [str(problem) for problem in error.problems]
        return []

    def is_told(self, surroundings: Surroundings | None = None) -> list[str]:
        """Everything that is told when the module is checked."""
        return [str(problem) for problem in check_module(self.folder, surroundings)[1]]

    def fills_in(self) -> Author:
        """Write everything that a new module asks for: the words after each mark will do."""
        for path in self.folder.rglob("*"):
            if path.suffix in {".md", ".toml", ".svg"}:
                path.write_text(path.read_text(encoding="utf-8").replace("✎ ", ""), encoding="utf-8")
        for key, value in CHOICES.items():
            self.changes("module.toml", f"{key} = []", f"{key} = {value}")
        self.changes("module.toml", "[title]", f"{GOAL}\n[title]")
        for language in ("fi", "sv", "en"):
            label = curriculum().goal("3-6", "MA", "T14")["label"][language]
            guide = f"guide.{language}.md"
            self.writes(guide, f"{(self.folder / guide).read_text(encoding='utf-8')}\nT14: {label}.\n")
        return self.translates()

    def translates(self) -> Author:
        """Make the .po files, then write a word of the language before each sentence and item."""
        translate_module(self.folder)
        for path in self.folder.glob("activities/*/locale/*.po"):
            word = {"sv": "Svenska:", "en": "English:"}[path.stem]
            finnish = {context: entry.id for context, entry in read_entries(path).items()}
            given = {context: re.sub(r"(?m)^(\d+\. )?(?=.)", rf"\1{word} ", text) for context, text in finnish.items()}
            update_catalogue(path, path.stem, finnish, given)
        return self


def finished_module(folder: Path) -> Path:
    """A new module, written in full."""
    return Author(new_module("lumi", folder)).fills_in().folder


def with_a_copy(module: Path, folder: Path) -> Author:
    """An author with a copy of a module of their own."""
    return Author(Path(shutil.copytree(module, folder / module.name)))
