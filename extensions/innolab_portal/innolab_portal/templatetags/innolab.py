"""Small drawings in templates: `{% load innolab %}`, then `icon "arrow-right"`, `animal "lynx"`, `picture "sun"`."""

from __future__ import annotations

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def icon(name: str, modifier: str = "") -> SafeString:
    """An icon; the words beside it say what it means."""
    kind = f"icon icon--{modifier}" if modifier else "icon"
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#icon-{}"></use></svg>',
        kind, static("vendor/hds/icons.svg"), name,
    )  # fmt: skip


@register.simple_tag
def animal(key: str, modifier: str = "") -> SafeString:
    """A pupil's animal; its name stands beside it."""
    kind = f"animal animal--{modifier}" if modifier else "animal"
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#animal-{}"></use></svg>',
        kind, static("innolab/animals.svg"), key,
    )  # fmt: skip


@register.simple_tag
def picture(key: str) -> SafeString:
    """A picture of picture passwords; its name stands beside it."""
    return format_html(
        '<svg class="picture-mark" aria-hidden="true"><use href="{}#picture-{}"></use></svg>',
        static("innolab/pictures.svg"), key,
    )  # fmt: skip
