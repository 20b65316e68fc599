"""Codes that children type: a word and two digits for the class, five signs for oneself; and the secrets on cards."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from django.conf import settings

ALPHABET = "346789ACDEFHJKMNPQRTVWXY"
"""No signs that look alike (0 O, 1 I L, 2 Z, 5 S, 8 B share one each at most) and hardly a word."""
CODE_LENGTH = 5
"""24 pupils have 24 of 8 million codes: at the limits in people.limits a class would be guessed at for years."""

WORDS: dict[str, tuple[str, ...]] = {
    "fi": (
        "KUU", "MERI", "LUMI", "SUO", "JOKI", "PUU", "KIVI", "TUULI", "SADE", "HALLA", "PILVI", "LOKKI", "KETTU",
        "KARHU", "HAUKI", "SIILI", "OMENA", "KALLIO", "LAITURI", "SAARI", "RANTA", "NIITTY", "ORAVA", "AALTO",
        "POLKU", "RUSKA", "LATU", "KOIVU", "KUUSI", "MAJAVA", "NORPPA", "RAITIO", "SATAMA", "TORI", "SILTA",
    ),
    "sv": (
        "SOL", "HAV", "SKOG", "VIND", "BERG", "STRAND", "VIK", "BRYGGA", "ALM", "EKORRE", "TALL", "GRAN", "LJUNG",
        "KLIPPA", "MOLN", "REGN", "STIG", "KVIST", "VASS", "SEGEL", "KOBBE", "HAMN", "BRO", "TORG", "SNIGEL",
        "LODJUR", "IGELKOTT", "SVAN", "UGGLA", "ASP", "ROS", "KRABBA", "FJORD", "DIMMA", "NORRSKEN",
    ),
}  # fmt: skip
"""Words for class codes: easy to say aloud, without letters that some keyboards hide."""


def normalised(typed: str) -> str:
    """What was typed, without case, spaces and signs: ` kuu-73 ` is `KUU73`."""
    return "".join(sign for sign in typed.upper() if sign.isalnum())


def new_class_code(language: str) -> str:
    """A class code in the school's language; the caller sees to it that no other class has it."""
    return f"{secrets.choice(WORDS[language])}{secrets.randbelow(90) + 10}"


def new_own_code() -> str:
    """A pupil's own code."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def code_hmac(*, class_key: str, code: str) -> str:
    """How a pupil's own code is kept. The code is random, so a keyed hash is enough, and it is fast."""
    return hmac.new(settings.CODE_KEY.encode(), f"{class_key}:{normalised(code)}".encode(), hashlib.sha256).hexdigest()


def new_card_secret() -> str:
    """What the square on a card holds, beside the address: 128 random bits, so nobody guesses it."""
    return secrets.token_urlsafe(16)


def card_hmac(secret: str) -> str:
    """How a card's secret is kept."""
    return hmac.new(settings.CODE_KEY.encode(), f"card:{secret}".encode(), hashlib.sha256).hexdigest()


def same(one: str, other: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(one, other)
