"""Texts of modules in the reader's language: {fi, sv, en} maps, Markdown made safe."""

from __future__ import annotations

from collections.abc import Mapping

import nh3
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from markdown_it import MarkdownIt

_TAGS = {
    *("h2", "h3", "h4", "h5", "p", "ul", "ol", "li", "em", "strong", "code", "pre", "blockquote", "hr", "br"),
    *("a", "table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, "th": {"scope"}, "table": {"tabindex"}}


def in_language(texts: Mapping[str, str] | None) -> str:
    """The text in the reader's language, else in the first there is."""
    texts = texts or {}
    return texts.get(reading_language()) or next((text for text in texts.values() if text), "")


def reading_language() -> str:
    """The reader's language, as the keys of module texts name it: `fi`, `sv` or `en`."""
    return (get_language() or "fi").split("-")[0]


def language_of(texts: Mapping[str, str] | None) -> str:
    """The language `in_language` answers in, for the page's `lang`."""
    texts = texts or {}
    wanted = reading_language()
    return wanted if texts.get(wanted) else next((code for code, text in texts.items() if text), wanted)


def markdown_html(source: str, *, heading_level: int = 2) -> SafeString:
    """Markdown as safe HTML for a page: headings start at `heading_level`, no pictures, scripts or foreign styles."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    tokens = markdown.parse(source)
    headings = [token for token in tokens if token.type in {"heading_open", "heading_close"}]
    shift = heading_level - min((int(token.tag[1]) for token in headings), default=heading_level)
    for token in headings:
        token.tag = f"h{min(5, max(2, int(token.tag[1]) + shift))}"
    for token in tokens:
        if token.type == "th_open":
            token.attrs = {"scope": "col"}
        elif token.type == "td_open":
            token.attrs = {}
        elif token.type == "table_open":
            # A wide table scrolls on a phone: the keyboard must reach it to scroll it.
            token.attrs = {"tabindex": "0"}
    html = nh3.clean(
        markdown.renderer.render(tokens, markdown.options, {}),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"https", "http", "mailto"},
        link_rel="noopener noreferrer",
    )
    return mark_safe(html)  # noqa: S308 - nh3 has just cleaned it
