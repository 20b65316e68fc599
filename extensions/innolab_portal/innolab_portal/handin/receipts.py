"""Receipt codes: short enough to read out, without letters that look or sound alike."""

from __future__ import annotations

import secrets

ALPHABET = "23456789ACDEFGHJKMNPQRTVWXY"
"""27 signs. Left out: 0 and O, 1, I and L, U beside V, S beside 5, B beside 8, Z beside 2."""


def new_receipt() -> str:
    """A receipt such as `4F7K-9Q2M`: 2.8e11 of them, and knowing one opens nothing."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{signs[:4]}-{signs[4:]}"


def normalised(typed: str) -> str:
    """A receipt as a person may type it: small letters, spaces, no dash."""
    signs = "".join(sign for sign in typed.upper() if sign.isalnum())
    return f"{signs[:4]}-{signs[4:]}" if len(signs) == 8 else typed.strip().upper()  # noqa: PLR2004 (its length)
