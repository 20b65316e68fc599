"""nbgrader's preprocessors without the rest of it, for a process that lives for one notebook.

Importing anything of nbgrader runs its package root, which imports its server extensions, its command line and its
database: 3 s of a core. Its preprocessors need none of that. So `load()` puts two bare packages in place of
`nbgrader` and `nbgrader.preprocessors`, whose modules are the real ones, loaded when asked for. Only for a process
of its own: the rest of nbgrader can't be used there.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from types import ModuleType
from typing import Any

# Modules whose name is not their class's in small letters.
MODULES = {"NbGraderPreprocessor": "base", "ClearMarkScheme": "clearmarkingscheme"}


class _Preprocessors(ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(importlib.import_module(f"{self.__name__}.{MODULES.get(name, name.lower())}"), name)


def load() -> None:
    """Make `nbgrader.preprocessors` light in this process."""
    # jsonschema takes this for a format check that nbgrader's schemas don't use; it compiles a grammar for 1.4 s.
    sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]
    spec = importlib.util.find_spec("nbgrader")
    if spec is None or not spec.submodule_search_locations:
        raise ImportError("nbgrader is not installed")
    root = spec.submodule_search_locations[0]
    for package, folder in (
        (ModuleType("nbgrader"), root),
        (_Preprocessors("nbgrader.preprocessors"), f"{root}/preprocessors"),
    ):
        package.__path__ = [folder]
        sys.modules[package.__name__] = package
