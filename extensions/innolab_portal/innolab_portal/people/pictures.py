"""Picture passwords for the youngest. Each picture has a drawing `#picture-<key>` in pictures.svg and a name.

The pictures always lie in this order: small children remember by place.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence

from django.conf import settings

PICTURES: dict[str, dict[str, str]] = {
    key: {"fi": fi, "sv": sv, "en": en}
    for key, fi, sv, en in [
        ("sun", "Aurinko", "Sol", "Sun"),
        ("boat", "Vene", "Båt", "Boat"),
        ("apple", "Omena", "Äpple", "Apple"),
        ("house", "Talo", "Hus", "House"),
        ("tree", "Kuusi", "Gran", "Fir tree"),
        ("umbrella", "Sateenvarjo", "Paraply", "Umbrella"),
        ("flower", "Kukka", "Blomma", "Flower"),
        ("ball", "Pallo", "Boll", "Ball"),
        ("key", "Avain", "Nyckel", "Key"),
        ("icecream", "Jäätelö", "Glass", "Ice cream"),
        ("tram", "Raitiovaunu", "Spårvagn", "Tram"),
        ("moon", "Kuu", "Måne", "Moon"),
        ("star", "Tähti", "Stjärna", "Star"),
        ("mushroom", "Sieni", "Svamp", "Mushroom"),
        ("fish", "Kala", "Fisk", "Fish"),
        ("balloon", "Ilmapallo", "Ballong", "Balloon"),
    ]
}
LENGTH = 4
"""Four different ones of 16 in a row: 43,680 passwords. At the limits in people.limits who knows the class's code and
animals and tries day and night needs about a year for one of the class."""


def new_password() -> list[str]:
    """Four different pictures, by chance."""
    left = list(PICTURES)
    return [left.pop(secrets.randbelow(len(left))) for _ in range(LENGTH)]


def password_hmac(*, class_key: str, username: str, chosen: Sequence[str]) -> str:
    """How a pupil's picture password is kept."""
    said = f"pictures:{class_key}:{username}:{','.join(chosen)}"
    return hmac.new(settings.CODE_KEY.encode(), said.encode(), hashlib.sha256).hexdigest()


def name_of(key: str, language: str) -> str:
    """A picture's name, as it is read aloud."""
    return PICTURES[key].get(language, PICTURES[key]["en"]) if key in PICTURES else ""
