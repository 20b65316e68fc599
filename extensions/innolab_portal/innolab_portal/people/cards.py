"""A class's sign-in cards as a PDF to print and cut out: ten on a sheet of A4, each the size of a bank card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from fpdf import FPDF

from innolab_portal.people.models import SchoolClass

# Millimetres, all of them.
WIDTH, HEIGHT = 85.6, 53.98
"""ISO/IEC 7810 ID-1: fits the pockets that are made for cards."""
COLUMNS, ROWS = 2, 5
LEFT, TOP = (210 - COLUMNS * WIDTH) / 2, (297 - ROWS * HEIGHT) / 2
BAND, INSIDE, SQUARE = 8.0, 4.0, 34.0
QUIET_MODULES = 4
"""The white edge a reader needs (ISO/IEC 18004)."""
FONT = "DejaVu"
NAME_LINES = 2


@dataclass(frozen=True)
class Card:
    """What one card tells; it exists only until it is printed."""

    name: str
    secret: str
    code: str


def sheet(*, school_class: SchoolClass, given: Sequence[Card]) -> bytes:
    """The PDF."""
    pdf = FPDF(unit="mm", format="A4")
    pdf.set_auto_page_break(auto=False)
    pdf.set_title(f"InnoLab {school_class.name}")
    pdf.set_lang(get_language() or settings.LANGUAGE_CODE)
    for style, file in (("", "DejaVuSans.ttf"), ("B", "DejaVuSans-Bold.ttf")):
        pdf.add_font(FONT, style, _fonts() / file)
    for number, card in enumerate(given):
        place = number % (COLUMNS * ROWS)
        if place == 0:
            pdf.add_page()
        row, column = divmod(place, COLUMNS)
        _draw(pdf, LEFT + column * WIDTH, TOP + row * HEIGHT, school_class, card)
    return bytes(pdf.output())


def address_of(secret: str) -> str:
    """What the square holds."""
    return f"{settings.PORTAL.public_url}{reverse('card')}#{secret}"


def _draw(pdf: FPDF, x: float, y: float, school_class: SchoolClass, card: Card) -> None:
    pdf.set_draw_color(128)
    pdf.set_dash_pattern(dash=1, gap=1)
    pdf.rect(x, y, WIDTH, HEIGHT)
    pdf.set_dash_pattern()
    pdf.set_text_color(0)
    pdf.set_font(FONT, "B", 11)
    pdf.text(x + INSIDE, y + BAND - 1.5, "InnoLab")
    pdf.text(x + WIDTH - INSIDE - pdf.get_string_width(school_class.name), y + BAND - 1.5, school_class.name)
    _square(pdf, x + INSIDE, y + BAND + 1, address_of(card.secret))
    right, width = x + INSIDE + SQUARE + 4, WIDTH - SQUARE - 2 * INSIDE - 4
    _name(pdf, right, y + BAND + 2, width, card.name)
    for below, label, value, size in (
        (BAND + 17, _("Class code"), school_class.sign_in_code, 12.0),
        (BAND + 28, _("My own code"), card.code, 15.0),
    ):
        pdf.set_font(FONT, "", 7)
        pdf.text(right, y + below, label)
        pdf.set_font(FONT, "B", size)
        pdf.text(right, y + below + 5.5, value)
    pdf.set_font(FONT, "", 7)
    pdf.text(
        x + INSIDE, y + HEIGHT - 3, f"{urlsplit(settings.PORTAL.public_url).netloc} · {school_class.school.name}"[:64]
    )


def _name(pdf: FPDF, x: float, y: float, width: float, name: str) -> None:
    """At most two lines; a longer one is printed smaller, then cut."""
    for size in (12, 10, 8):
        pdf.set_font(FONT, "B", size)
        lines = cast("list[str]", pdf.multi_cell(width, text=name, dry_run=True, output="LINES", align="L"))
        if len(lines) <= NAME_LINES:
            break
    else:
        name = "".join(lines[:NAME_LINES])
    pdf.set_xy(x - pdf.c_margin, y)
    pdf.multi_cell(width, 5, name, align="L")


def _square(pdf: FPDF, x: float, y: float, text: str) -> None:
    matrix = segno.make(text, error="m", micro=False).matrix
    module = SQUARE / (len(matrix) + 2 * QUIET_MODULES)
    pdf.set_fill_color(0)
    for row, line in enumerate(matrix):
        column = 0
        for dark, run in groupby(line):
            length = len(list(run))
            if dark:
                at = x + (column + QUIET_MODULES) * module, y + (row + QUIET_MODULES) * module
                # A hair more than its height, so that no printer leaves white lines between rows.
                pdf.rect(*at, length * module, module * 1.02, style="F")
            column += length


def _fonts() -> Path:
    """matplotlib's copy of DejaVu: Latin, Greek, Cyrillic and Arabic letters. Nothing is imported for it."""
    spec = find_spec("matplotlib")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("matplotlib, whose fonts the cards are printed in")
    return Path(spec.origin).parent / "mpl-data" / "fonts" / "ttf"
