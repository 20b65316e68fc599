"""Texts of modules, icons and grades in templates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from innolab_modules.saying import Said

from innolab_portal.library import shelf, texts
from innolab_portal.library.models import Activity, ModuleVersion

register = template.Library()


@register.filter
def in_language(words: Mapping[str, str] | None) -> str:
    """The text of a {fi, sv, en} map in the reader's language."""
    return texts.in_language(words)


@register.filter
def lang_of(words: Mapping[str, str] | None) -> str:
    """The language `in_language` answers in, for a lang attribute."""
    return texts.language_of(words)


@register.filter
def markdown(words: Mapping[str, str] | None, heading_level: int) -> SafeString:
    """Markdown of a {fi, sv, en} map in the reader's language, as safe HTML."""
    return texts.markdown_html(texts.in_language(words), heading_level=heading_level)


@register.filter
def told(said: Said) -> str:
    """What an author is told, in the reader's language."""
    return said.told(texts.reading_language())


@register.filter
def grades(numbers: Iterable[int]) -> str:
    """`Grades 7-9`."""
    return shelf.grades_text(numbers)


@register.filter
def ways(version: ModuleVersion) -> list[shelf.Way]:
    """The ways of working of a module, each once: Python, blocks, pictures, app."""
    return shelf.ways_of(list(version.activities.all()))


@register.filter
def way(activity: Activity) -> shelf.Way:
    """The way of working of one activity."""
    return shelf.ways_of([activity])[0]


@register.filter
def goals(version: ModuleVersion) -> list[shelf.Goal]:
    """The goals of a module: band, subject and T together."""
    return shelf.goals_of(version.manifest)


@register.filter
def transversal(version: ModuleVersion) -> list[shelf.Goal]:
    """The areas L1 to L7 of a module."""
    return shelf.transversal_of(version.manifest)


@register.filter
def ruler_width(minutes: int) -> int:
    """The share of the ruler a part gets, in fives of minutes from 1 to 12: a class, since no styles stand inline."""
    return max(1, min(12, round(minutes / 5)))


@register.simple_tag
def sign(name: str) -> SafeString:
    """An icon of the library beside words; those who don't see it miss nothing."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("innolab/library-icons.svg"),
        name,
    )
