"""What a zygote does once so that its children need not: named in its configuration, called after its imports."""

from __future__ import annotations

import importlib
from collections.abc import Iterable

KERNEL = ("ipykernel.kernelapp", "ipykernel.debugger", "IPython.core.ultratb", "matplotlib_inline.backend_inline")
NOTEBOOK = ("jupyter_prefork.notebook.kernel", *KERNEL)
OFTEN = ("numpy", "pandas", "matplotlib.pyplot", "ipywidgets")


def kernel() -> None:
    """For kernels."""
    load(KERNEL)
    load(OFTEN)


def notebook() -> None:
    """For notebook runs."""
    load(NOTEBOOK)
    load(OFTEN)


def load(names: Iterable[str]) -> None:
    """Import what is installed of these."""
    for name in names:
        importlib.import_module(name)
