"""Contrast of text in HTML with colours of its own, by WCAG 2.1."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

import tinycss2
from tinycss2.color3 import RGBA, parse_color

LEAST = 4.5
PAPER, INK = parse_color("#ffffff"), parse_color("#1a1a1a")
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


def too_faint(text: str) -> list[tuple[int, float, str]]:
    """Offset, contrast and colours of each element that sets colours and holds text that is hard to read."""
    parser = _Colours(text)
    parser.feed(text)
    parser.close()
    return parser.found


def contrast(one: RGBA, other: RGBA) -> float:
    """The contrast of two opaque colours, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: RGBA) -> float:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour[:3])  # noqa: PLR2004 - WCAG's formula
    return float(0.2126 * red + 0.7152 * green + 0.0722 * blue)


class _Colours(HTMLParser):
    """Keeps the colours in force, and looks where text stands in colours an element set."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.starts = [0]
        for line in text.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))
        self.open: list[tuple[str, RGBA, RGBA, int | None]] = [("", INK, PAPER, None)]
        self.found: list[tuple[int, float, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return
        _tag, ink, paper, at = self.open[-1]
        given = dict(_colours(attrs))
        line, column = self.getpos()
        where = self.starts[line - 1] + column if given else at
        self.open.append((tag, given.get("ink", ink), given.get("paper", paper), where))

    def handle_endtag(self, tag: str) -> None:
        names = [each[0] for each in self.open]
        if tag in names[1:]:
            del self.open[len(names) - 1 - names[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        _tag, ink, paper, at = self.open[-1]
        ratio = contrast(ink, paper)
        if at is not None and data.strip() and ratio < LEAST and at not in [one[0] for one in self.found]:
            self.found.append((at, ratio, f"{_hex(ink)} on {_hex(paper)}"))


def _colours(attrs: list[tuple[str, str | None]]) -> Iterator[tuple[str, RGBA]]:
    for name, value in attrs:
        if name in ("color", "bgcolor") and (colour := _opaque(parse_color(value or ""))):
            yield ("ink" if name == "color" else "paper"), colour
        if name == "style":
            yield from _style(value or "")


def _style(style: str) -> Iterator[tuple[str, RGBA]]:
    for one in tinycss2.parse_blocks_contents(style):
        if one.type == "declaration" and one.lower_name in ("color", "background", "background-color"):
            colour = next((found for token in one.value if (found := _opaque(parse_color(token)))), None)
            if colour:
                yield ("ink" if one.lower_name == "color" else "paper"), colour


def _opaque(colour: RGBA | str | None) -> RGBA | None:
    """A colour that can be judged: currentColor and see-through ones depend on what lies under them."""
    return colour if isinstance(colour, RGBA) and colour.alpha == 1 else None


def _hex(colour: RGBA) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in colour[:3])
