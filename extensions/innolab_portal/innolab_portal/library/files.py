"""Where releases, sources and pictures stand."""

from __future__ import annotations

from django.conf import settings

from innolab_portal.store import Store

PICTURE_TYPES = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
}


def store() -> Store:
    """The content store of this portal."""
    return Store(settings.PORTAL.store_dir)
