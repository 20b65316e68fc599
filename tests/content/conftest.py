"""Every module in courses/, as parameters."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from innolab_modules import Module, load_module
from innolab_nbgrader.release import build_zips, unpack

COURSES = Path(__file__).resolve().parents[2] / "courses"
MODULES = sorted(path.parent.name for path in COURSES.glob("*/module.toml"))


@cache
def module_named(name: str) -> Module:
    """A module of courses/, read once."""
    return load_module(COURSES / name)


def released(module: str, activity: str) -> tuple[dict[str, Any], dict[str, bytes]]:
    """An activity as a pupil has it: the notebook, and the files beside it."""
    found = module_named(module)
    release, _source = build_zips(found, found.activity(activity))
    return unpack(release)
