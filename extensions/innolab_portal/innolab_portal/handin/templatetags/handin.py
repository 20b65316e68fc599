"""Hand-ins on other apps' pages, and how verdicts look on ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

from innolab_portal.handin import queries
from innolab_portal.people.models import User

register = template.Library()


@register.inclusion_tag("handin/_feedback_cards.html", takes_context=True)
def feedback_cards(context: Mapping[str, Any], pupil: User | None = None) -> dict[str, Any]:
    """What was returned to the pupil: new in cards, the teacher's words first; what was read in a line. Or nothing."""
    reader = pupil or context["request"].user
    return {
        "cards": queries.feedback_of(reader, read=False, limit=3),
        "earlier": queries.feedback_of(reader, read=True, limit=5),
    }


@register.filter
def lookup(found: Mapping[Any, Any], key: Any) -> Any:
    """A mapping's value by a key that the template holds in a variable."""
    return found.get(key)
