"""The one place where people's names are encrypted and read again."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models

if TYPE_CHECKING:
    _TextField = models.TextField[str, str]
else:
    _TextField = models.TextField


@lru_cache(maxsize=4)
def _cipher(keys: str) -> MultiFernet:
    return MultiFernet([Fernet(key.strip()) for key in keys.split(",")])


class EncryptedTextField(_TextField):
    """Text that stands encrypted in the database; the first name key encrypts, all of them decrypt.

    It can't be searched or sorted in the database, which is the point.
    """

    def get_prep_value(self, value: Any) -> Any:
        """Encrypt; an empty text stays empty, so that it is seen that there is nothing."""
        if not value:
            return value
        return _cipher(settings.NAME_KEY).encrypt(str(value).encode()).decode()

    def from_db_value(self, value: str | None, *_args: Any) -> str | None:
        """Decrypt what the database holds."""
        if not value:
            return value
        return _cipher(settings.NAME_KEY).decrypt(value.encode()).decode()


def seal(text: str) -> str:
    """Text that travels with a page and comes back: nobody reads or changes it on the way."""
    return _cipher(settings.NAME_KEY).encrypt(text.encode()).decode()


def unseal(sealed: str, *, within_s: int) -> str | None:
    """The text, or None where it is not ours or older than that many seconds."""
    try:
        return _cipher(settings.NAME_KEY).decrypt(sealed.encode(), ttl=within_s).decode()
    except (InvalidToken, UnicodeEncodeError):
        return None
