"""A courses folder with a small module in it, as a trainer would have it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from innolab_modules import curriculum

MODULE = """\
format = 1
id = "lumi"
version = "{version}"
title = {{ fi = "Paljonko lunta?", sv = "Hur mycket snö?", en = "How much snow?" }}
summary = {{ fi = "Laske lumen keskiarvo.", sv = "Räkna snöns medelvärde.", en = "Count the mean of the snow." }}
grades = [7, 8, 9]
subjects = ["MA"]
transversal = ["L5"]
competences = ["{competence}"]
minutes = 45
licence = "CC-BY-4.0"
authors = ["Testilän kouluttajat"]
activities = ["keskiarvo"]

[[goals]]
band = "7-9"
subject = "MA"
goal = "T20"

[picture]
file = "picture.svg"
alt = {{ fi = "Lumiukko", sv = "En snögubbe", en = "A snowman" }}

[[plan]]
start = 0
minutes = 10
devices = false
title = {{ fi = "Arvataan", sv = "Vi gissar", en = "We guess" }}

[[plan]]
start = 10
minutes = 35
devices = true
title = {{ fi = "Lasketaan", sv = "Vi räknar", en = "We count" }}
"""
ACTIVITY = """\
kind = "guided"
title = { fi = "Lumen keskiarvo", sv = "Snöns medelvärde", en = "The mean of the snow" }
summary = { fi = "Kaksi askelta.", sv = "Två steg.", en = "Two steps." }
minutes = 35

[[steps]]
id = "mean"
title = { fi = "Laske", sv = "Räkna", en = "Count" }

[[steps]]
id = "why"
title = { fi = "Selitä", sv = "Förklara", en = "Explain" }
"""
CELLS = """\
---
kernelspec:
  display_name: Python 3
  language: python
  name: python3
---

+++ {"name": "mean-text", "innolab": {"step": "mean", "role": "text"}}

Laske **keskiarvo**.

```{code-cell} ipython3
---
name: mean
innolab: {step: mean, role: code}
---
### BEGIN SOLUTION
mean = 7
### END SOLUTION
```

```{code-cell} ipython3
---
name: mean-check
innolab: {step: mean, role: check, points: 2}
---
assert mean == 7
### BEGIN HIDDEN TESTS
assert type(mean) is int
### END HIDDEN TESTS
```

+++ {"name": "why-text", "innolab": {"step": "why", "role": "text"}}

Miksi?

+++ {"name": "why", "innolab": {"step": "why", "role": "answer", "points": 3}}

### BEGIN SOLUTION
Koska satoi.
### END SOLUTION
"""
PO = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"

msgctxt "mean-text"
msgid "Laske **keskiarvo**."
msgstr "{mean}"

msgctxt "why-text"
msgid "Miksi?"
msgstr "{why}"
"""
SNOWMAN = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 312"><circle cx="300" cy="200" r="80"/></svg>'


@dataclass
class Courses:
    """The folder of modules, and what a trainer does in it."""

    folder: Path

    @property
    def lumi(self) -> Path:
        return self.folder / "lumi"

    def write(self, version: str = "1.0.0", guide: str = "# Opettajan opas\n\nAloita *arvaamalla*.") -> Path:
        """Write the module `lumi`, whole."""
        competence = next(key for key, entry in curriculum().competences.items() if entry["parent"])
        activity = self.lumi / "activities" / "keskiarvo"
        files = {
            self.lumi / "module.toml": MODULE.format(version=version, competence=competence),
            self.lumi / "CHANGELOG.md": f"# Muutokset\n\n## {version}\n\n- Uutta.\n",
            self.lumi / "picture.svg": SNOWMAN,
            **{self.lumi / f"guide.{code}.md": guide for code in ("fi", "sv", "en")},
            activity / "activity.toml": ACTIVITY,
            activity / "activity.md": CELLS,
            activity / "locale" / "sv.po": PO.format(mean="Räkna **medelvärdet**.", why="Varför?"),
            activity / "locale" / "en.po": PO.format(mean="Count the **mean**.", why="Why?"),
        }
        for path, text in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return self.lumi


@pytest.fixture
def courses(settings: Any, tmp_path: Path) -> Courses:
    """A courses folder the portal's trainers publish from."""
    made = Courses(tmp_path / "courses")
    made.write()
    settings.PORTAL = settings.PORTAL.model_copy(update={"courses_dir": made.folder})
    return made
