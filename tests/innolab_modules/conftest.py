"""A small module on disk that tests spoil in one place."""

from __future__ import annotations

from pathlib import Path

import pytest
from innolab_modules.starting import new_module
from module_author import Author, finished_module, with_a_copy

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


@pytest.fixture
def starter(tmp_path: Path) -> Author:
    """An author who has just made a new module."""
    return Author(new_module("lumi", tmp_path / "courses"))


@pytest.fixture(scope="session")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new module that is written in full, to be copied."""
    return finished_module(tmp_path_factory.mktemp("finished"))


@pytest.fixture
def finisher(finished: Path, tmp_path: Path) -> Author:
    """An author whose new module is written in full, so that nothing is told about it."""
    return with_a_copy(finished, tmp_path)


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
