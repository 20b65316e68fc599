"""A small module on disk that tests spoil in one place."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from innolab_modules import ModuleError, load_module
from innolab_modules.checks import Surroundings, check_module
from innolab_modules.curriculum import curriculum
from innolab_modules.starting import new_module
from innolab_modules.translating import translate_module
from innolab_modules.translations import read_entries, update_catalogue

MODULE = """\
format = 1
id = "pieni"
version = "1.2.0"
title = { fi = "Pieni", sv = "Liten", en = "Small" }
summary = { fi = "Pieni moduuli.", sv = "En liten modul.", en = "A small module." }
grades = [7, 8]
subjects = ["MA"]
transversal = ["L5"]
competences = ["programming.thinking.logic"]
minutes = 45
licence = "CC-BY-4.0"
authors = ["InnoLab"]
activities = ["laske"]

[[goals]]
band = "7-9"
subject = "MA"
goal = "T20"
contents = ["S1"]

[picture]
file = "picture.svg"
alt = { fi = "Kuva", sv = "Bild", en = "Picture" }

[[data]]
file = "luvut.csv"
title = { fi = "Luvut", sv = "Tal", en = "Numbers" }
publisher = "InnoLab"
licence = "CC0-1.0"
licence_url = "https://creativecommons.org/publicdomain/zero/1.0/"
attribution = { fi = "Lähde: InnoLab.", sv = "Källa: InnoLab.", en = "Source: InnoLab." }
changes = { fi = "Ei mitään.", sv = "Ingenting.", en = "Nothing." }
"""
ACTIVITY = """\
kind = "guided"
title = { fi = "Laske", sv = "Räkna", en = "Count" }
summary = { fi = "Laske luvut.", sv = "Räkna talen.", en = "Count the numbers." }
minutes = 20
data = ["luvut.csv"]

[[steps]]
id = "summa"
title = { fi = "Summa", sv = "Summa", en = "Sum" }
"""
CELLS = """\
---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  language: python
  name: python3
---

```{code-cell} ipython3
:name: alku
:innolab: {"role": "setup"}

import innolab_check
```

+++ {"name": "summa-teksti", "innolab": {"step": "summa", "role": "text"}}

Laske luvut yhteen.

```{code-cell} ipython3
:name: summa-koodi
:innolab: {"step": "summa", "role": "code"}

total = 0
### BEGIN SOLUTION
total = 1 + 2
### END SOLUTION
```

```{code-cell} ipython3
:name: summa-tarkistus
:innolab: {"step": "summa", "role": "check", "points": 2}

import innolab_check as check

check.expect(total != 0, "zero")
### BEGIN HIDDEN TESTS
check.expect(total == 3, "zero")
### END HIDDEN TESTS
```

+++ {"name": "summa-vastaus", "innolab": {"step": "summa", "role": "answer", "points": 3}}

### BEGIN SOLUTION
Koska 1 + 2 on 3.
### END SOLUTION

+++ {"name": "summa-vihje", "innolab": {"step": "summa", "role": "hint"}}

Käytä plusmerkkiä.
"""
MESSAGES = """\
[zero]
title = "summa on nolla"
message = "Sait {got}."
"""
PO = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"

msgctxt "summa-teksti"
msgid "Laske luvut yhteen."
msgstr "{text}"

msgctxt "summa-vihje"
msgid "Käytä plusmerkkiä."
msgstr "{hint}"

msgctxt "message:zero.title"
msgid "summa on nolla"
msgstr "{title}"

msgctxt "message:zero.message"
msgid "Sait {{got}}."
msgstr "{message}"
"""
SV = PO.format(text="Räkna ihop talen.", hint="Använd plustecknet.", title="summan är noll", message="Du fick {got}.")
EN = PO.format(text="Add the numbers.", hint="Use the plus sign.", title="the sum is zero", message="You got {got}.")
WRONG = "# cell: summa-koodi\n# brings: zero\n\ntotal = 0\n"


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


@pytest.fixture
def starter(tmp_path: Path) -> Author:
    """An author who has just made a new module."""
    return Author(new_module("lumi", tmp_path / "courses"))


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new module that is written in full, to be copied."""
    return Author(new_module("lumi", tmp_path_factory.mktemp("finished"))).fills_in().folder


@pytest.fixture
def finisher(finished: Path, tmp_path: Path) -> Author:
    """An author whose new module is written in full, so that nothing is told about it."""
    return Author(Path(shutil.copytree(finished, tmp_path / "lumi")))


@pytest.fixture
def author(tmp_path: Path) -> Author:
    """An author whose module is right."""
    author = Author(tmp_path / "pieni")
    activity = "activities/laske"
    for file, text in {
        "module.toml": MODULE,
        "CHANGELOG.md": "# Muutokset\n\n## 1.2.0\n\n- Alku.\n",
        "guide.fi.md": "# Opas",
        "guide.sv.md": "# Guide",
        "guide.en.md": "# Guide",
        "picture.svg": "<svg/>",
        "data/luvut.csv": "luku\n1\n2\n",
        f"{activity}/activity.toml": ACTIVITY,
        f"{activity}/activity.md": CELLS,
        f"{activity}/messages.toml": MESSAGES,
        f"{activity}/locale/sv.po": SV,
        f"{activity}/locale/en.po": EN,
        f"{activity}/wrong/zero.py": WRONG,
    }.items():
        author.writes(file, text)
    return author
