"""Translations: each app's `locale/<language>/LC_MESSAGES/django.po`, compiled where it stands."""

from __future__ import annotations

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

PACKAGE = Path(__file__).parent


def compile_all(package: Path = PACKAGE) -> int:
    """Compile the catalogues whose .mo file is missing or older; return how many."""
    stale = [po for po in sorted(package.rglob("LC_MESSAGES/django.po")) if _is_stale(po)]
    for po in stale:
        with po.open("rb") as source:
            catalogue = read_po(source)
        # Whole or not at all: another process may be reading it.
        half = po.with_suffix(".mo.new")
        with half.open("wb") as target:
            write_mo(target, catalogue)
        half.replace(po.with_suffix(".mo"))
    return len(stale)


def _is_stale(po: Path) -> bool:
    mo = po.with_suffix(".mo")
    return not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime
