"""A small activity with every kind of cell, as a release: what the player is tested with."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from typing import Any

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 60"><rect width="200" height="60" fill="#f0f0ff"/>'
    '<path d="M5 50 60 30 110 40 195 8" fill="none" stroke="#0000bf" stroke-width="4"/></svg>'
)
STEPS = [
    {"id": "read", "title": {"fi": "Lue ensin", "sv": "Läs först", "en": "Read first"}, "max_points": 0},
    {
        "id": "smooth",
        "title": {"fi": "Tasoita käyrä", "sv": "Jämna ut kurvan", "en": "Smooth the curve"},
        "max_points": 2,
    },
    {
        "id": "explore",
        "title": {"fi": "Kokeile säädintä", "sv": "Prova reglaget", "en": "Try the slider"},
        "max_points": 0,
    },
    {
        "id": "conclude",
        "title": {"fi": "Mitä huomasit?", "sv": "Vad märkte du?", "en": "What did you see?"},
        "max_points": 2,
    },
]
SMOOTH = """\
import matplotlib.pyplot as plt
import pandas as pd

temps = pd.read_csv("temps.csv")
year = temps.set_index("year")["temp_c"]

smoothed = year.rolling(3).mean()

year.plot(color="gray")
smoothed.plot(color="blue")
plt.ylabel("°C")
print("2023:", round(smoothed[2023], 1))
"""
CHECK = """\
from innolab_check import expect, near, passed, series
smoothed = series("smoothed")
expect(near(smoothed.iloc[-1], year.tail(30).mean()), "jumps", line=7, got=round(smoothed.iloc[-1], 1))
passed("calm")
"""
EXPLORE = """\
from ipywidgets import interact

@interact(window=(1, 30))
def smooth(window=5):
    year.rolling(window).mean().plot()
    print("window", window)
"""
MESSAGES = {
    "jumps.title": {"fi": "käyrä hyppii yhä", "sv": "kurvan hoppar fortfarande", "en": "the curve still jumps"},
    "jumps.message": {
        "fi": "Niin lyhyt aika jättää hypyt näkyviin.",
        "sv": "Så kort tid lämnar hoppen synliga.",
        "en": "So short a time leaves the jumps in sight.",
    },
    "jumps.expected": {"fi": "30 vuoden keskiarvo", "sv": "30 års medelvärde", "en": "a mean of 30 years"},
    "jumps.got": {"fi": "{got} °C vuodelle 2023", "sv": "{got} °C för år 2023", "en": "{got} °C for 2023"},
    "jumps.tip": {
        "fi": "Mikä luku kertoo vuosien määrän?",
        "sv": "Vilket tal är antalet år?",
        "en": "Which number is the number of years?",
    },
    "calm.title": {"fi": "Nyt näkyy ilmasto", "sv": "Nu syns klimatet", "en": "Now the climate shows"},
    "calm.message": {
        "fi": "30 vuoden keskiarvo ei enää hypi.",
        "sv": "30 års medelvärde hoppar inte längre.",
        "en": "A mean of 30 years no longer jumps.",
    },
}
TEXTS = {
    "read-text": (
        "Ilma vaihtelee vuodesta toiseen. **Ilmasto** on pitkän ajan keskiarvo.\n\n![Nouseva käyrä](curve.svg)",
        "Vädret växlar från år till år. **Klimatet** är ett långt medelvärde.\n\n![En stigande kurva](curve.svg)",
        "The weather differs from year to year. **Climate** is a long mean.\n\n![A rising curve](curve.svg)",
    ),
    "smooth-text": (
        "Harmaa käyrä hyppii. Siksi tutkijat katsovat ilmastoa **30 vuoden keskiarvona**.\n\n"
        "1. Muuta riviä 7 niin, että siitä tulee 30 vuoden keskiarvo.\n"
        "2. Aja koodi. Mitä käyrälle tapahtui?\n3. Tarkista.",
        "Den grå kurvan hoppar. Därför ser forskare på klimatet som **ett medelvärde över 30 år**.\n\n"
        "1. Ändra rad 7 så att det blir ett medelvärde över 30 år.\n"
        "2. Kör koden. Vad hände med kurvan?\n3. Kontrollera.",
        "The grey curve jumps. So scientists look at **a mean of 30 years**.\n\n"
        "1. Change line 7 so that it becomes a mean of 30 years.\n2. Run. What happened to the curve?\n3. Check.",
    ),
    "smooth-hint-1": (
        "Komento `rolling` ottaa keskiarvoon monta vuotta kerrallaan.",
        "Kommandot `rolling` tar med många år i taget i medelvärdet.",
        "The command `rolling` takes many years at a time into the mean.",
    ),
    "smooth-hint-2": (
        "Luku sulkeissa kertoo, montako.",
        "Talet inom parentes säger hur många.",
        "The number says how many.",
    ),
    "explore-text": ("Aja ja liikuta säädintä.", "Kör och flytta reglaget.", "Run and move the slider."),
    "conclude-text": (
        "Miksi 30 vuotta on parempi kuin 3?",
        "Varför är 30 år bättre än 3?",
        "Why are 30 years better than 3?",
    ),
}


def _about(step: str | None, role: str) -> dict[str, Any]:
    return {"innolab": {"step": step, "role": role}}


def _markdown(cell_id: str, step: str, role: str = "text") -> Any:
    return new_markdown_cell(TEXTS[cell_id][0], id=cell_id, metadata={"name": cell_id, **_about(step, role)})


def _code(cell_id: str, source: str, step: str | None, role: str, **metadata: Any) -> Any:
    return new_code_cell(source, id=cell_id, metadata={"name": cell_id, **_about(step, role), **metadata})


def notebook() -> Any:
    """The released notebook."""
    graded = {"grade": True, "solution": False, "locked": True, "points": 2, "schema_version": 3, "cell_type": "code"}
    written = {"grade": True, "solution": True, "locked": False, "points": 2, "schema_version": 3}
    answer = new_markdown_cell(
        "", id="conclude-answer", metadata={"name": "conclude-answer", **_about("conclude", "answer")}
    )
    answer.metadata["nbgrader"] = {**written, "grade_id": "conclude-answer", "cell_type": "markdown"}
    cells = [
        _code("setup", "import innolab_check\ninnolab_check.start()", None, "setup"),
        _markdown("read-text", "read"),
        _markdown("smooth-text", "smooth"),
        _code("smooth-code", SMOOTH, "smooth", "code"),
        _code("smooth-check", CHECK, "smooth", "check", nbgrader={**graded, "grade_id": "smooth-check"}),
        _markdown("smooth-hint-1", "smooth", "hint"),
        _markdown("smooth-hint-2", "smooth", "hint"),
        _markdown("explore-text", "explore"),
        _code("explore-code", EXPLORE, "explore", "code"),
        _markdown("conclude-text", "conclude"),
        answer,
    ]
    about = {
        "format": 1,
        "module": "warming",
        "version": "1.0.0",
        "activity": "warming",
        "presentation": "text",
        "source_language": "fi",
        "title": {"fi": "Lämmennyt Helsinki?", "sv": "Har Helsingfors blivit varmare?", "en": "A warmer Helsinki?"},
        "attribution": {
            "fi": "Lähde: keksitty testiaineisto, [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/)",
            "sv": "Källa: påhittade testdata, [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/)",
            "en": "Source: invented test data, [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/)",
        },
        "steps": STEPS,
        "locale": {
            "sv": {cell_id: texts[1] for cell_id, texts in TEXTS.items()},
            "en": {cell_id: texts[2] for cell_id, texts in TEXTS.items()},
        },
    }
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return new_notebook(cells=cells, metadata={"innolab": about, "kernelspec": kernel})


def temperatures() -> str:
    """Invented: a slow rise with jumps."""
    rows = [f"{year},{4 + (year - 1940) * 0.025 + ((year * 7919) % 23 - 11) / 9:.2f}" for year in range(1940, 2024)]
    return "\n".join(["year,temp_c", *rows]) + "\n"


def release(**extra: bytes) -> bytes:
    """The release as the portal sends it."""
    files = {
        "warming.ipynb": nbformat.writes(notebook()).encode(),
        "messages.json": json.dumps(MESSAGES).encode(),
        "temps.csv": temperatures().encode(),
        "curve.svg": PICTURE.encode(),
        **extra,
    }
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return content.getvalue()


def sha256(content: bytes) -> str:
    """The checksum as the exchange names it."""
    return hashlib.sha256(content).hexdigest()
