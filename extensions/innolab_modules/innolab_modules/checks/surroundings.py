"""What a check must know from outside the module."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec

ALWAYS_THERE = frozenset({"innolab_check", "innolab_stage", "robot", "IPython"})


def _installed(package: str) -> bool:
    try:
        return find_spec(package) is not None
    except (ImportError, ValueError):
        return False


@dataclass(frozen=True)
class Surroundings:
    """The environment activities run in, and who must not be named."""

    installed: Callable[[str], bool] = _installed
    """Whether activities can import a package: by default, whether we can."""
    persons: tuple[str, ...] = ()
    """Names that must not stand in a module, such as that of whoever works at this machine."""

    def comes_with_python(self, package: str) -> bool:
        """Whether a package needs no mention in activity.toml."""
        return package in sys.stdlib_module_names or package in ALWAYS_THERE
