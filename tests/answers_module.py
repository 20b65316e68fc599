"""A module whose pupils answer without code: a choice, several choices, a number, a table."""

from __future__ import annotations

from pathlib import Path

from module_author import Author, finished_module

HEAD = """\
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

innolab_check.start()
```
"""
STEP = """
+++ {"name": "NAME-teksti", "innolab": {"step": "NAME", "role": "text"}}

ASKED

1. Lue kysymys.
2. Vastaa ja tarkista.

```{code-cell} ipython3
:name: NAME-vastaus
:innolab: {"step": "NAME", "role": "code", "answer": FORM}

VARIABLE = None
### BEGIN SOLUTION
VARIABLE = SOLUTION
### END SOLUTION
```

```{code-cell} ipython3
:name: NAME-tarkistus
:innolab: {"step": "NAME", "role": "check", "points": 2}

import innolab_check as check

check.expect(TEST, "VARIABLE_wrong")
check.passed("VARIABLE_passed")
```

+++ {"name": "NAME-vihje-1", "innolab": {"step": "NAME", "role": "hint"}}

Katso kalenteria.

+++ {"name": "NAME-vihje-2", "innolab": {"step": "NAME", "role": "hint"}}

Kysy myös kaverilta.
"""
ANSWERED = "check.answer('VARIABLE')"
STEPS = {
    # step: what is asked, the form, the variable, the solution, the test of its value, wrong answers
    "pimein": (
        "Milloin Helsingissä on pimeintä?",
        '{"kind": "choice", "options": ["june", "december"]}',
        "darkest",
        '"december"',
        f"{ANSWERED} == 'december'",
        ['"june"', '"spring"', "None"],
    ),
    "kylmat": (
        "Mitkä näistä ovat talvikuukausia?",
        '{"kind": "choice", "options": ["january", "july", "february"], "many": true}',
        "cold",
        '["january", "february"]',
        f"set({ANSWERED}) == {{'january', 'february'}}",
        ['["july"]', '["january"]', "[]"],
    ),
    "ero": (
        "Heinäkuussa on 18,1 astetta ja tammikuussa 3,9 astetta pakkasta. Kuinka suuri on ero?",
        '{"kind": "number"}',
        "difference",
        "22.0",
        f"check.near({ANSWERED}, 22.0)",
        ["14.2", "-22", "None"],
    ),
    "sade": (
        "Kirjaa sademäärät ja millaista silloin oli.",
        '{"kind": "table", "columns": ["rain", "sky"], "rows": ["monday", "tuesday"], "written": ["sky"]}',
        "observed",
        '{"rain": [2.5, 0], "sky": ["pilvi", "aurinko"]}',
        f"{ANSWERED}['rain'] == [2.5, 0]",
        [
            '{"rain": [0, 2.5], "sky": ["a", "b"]}',
            '{"rain": ["paljon", 0], "sky": ["a", "b"]}',
            '{"rain": [2.5, None], "sky": ["a", None]}',
        ],
    ),
}
BRINGS = {"None": "innolab_check.answer_missing", "[]": "innolab_check.answer_missing"}
LABELS = """\
[darkest]
label = "Milloin on pimeintä?"
june = "kesäkuussa"
december = "joulukuussa"

[cold]
label = "Talvikuukaudet"
january = "tammikuu"
july = "heinäkuu"
february = "helmikuu"

[difference]
label = "Lämpötilojen ero"
unit = "°C"

[observed]
label = "Sade ja taivas"
rain = "sade (mm)"
sky = "taivas"
monday = "maanantai"
tuesday = "tiistai"
"""
SAID = """
[VARIABLE_wrong]
title = "Mieti vielä"
message = "Tämä ei ole vielä oikein."
tip = "Lue kysymys uudelleen."

[VARIABLE_passed]
title = "Oikein"
message = "Näin se on."
"""


def answers_module(folder: Path) -> Author:
    """The module, finished."""
    author = Author(finished_module(folder))
    home = "activities/eka"
    cells, messages = HEAD, LABELS
    for wrong in (author.folder / home / "wrong").iterdir():
        wrong.unlink()
    for step, (asked, form, variable, solution, test, wrong) in STEPS.items():
        made = STEP.replace("NAME", step).replace("ASKED", asked).replace("FORM", form).replace("TEST", test)
        cells += made.replace("SOLUTION\n###", f"{solution}\n###").replace("VARIABLE", variable)
        messages += SAID.replace("VARIABLE", variable)
        for number, answer in enumerate(wrong):
            brings = BRINGS.get(answer, f"{variable}_wrong")
            brings = "innolab_check.answer_gaps" if "None]" in answer else brings
            text = f"# cell: {step}-vastaus\n# brings: {brings}\n\n{variable} = {answer}\n"
            author.writes(f"{home}/wrong/{step}-{number}.py", text)
    toml = (author.folder / home / "activity.toml").read_text(encoding="utf-8")
    steps = [
        f'[[steps]]\nid = "{step}"\ntitle = {{ fi = "Suomi", sv = "Svenska", en = "English" }}\n' for step in STEPS
    ]
    author.writes(f"{home}/activity.toml", toml.split("[[steps]]")[0] + "\n".join(steps))
    return author.writes(f"{home}/activity.md", cells).writes(f"{home}/messages.toml", messages).translates()
