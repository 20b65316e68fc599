"""A new module: a skeleton that holds together, with a mark before everything its author must write."""

from __future__ import annotations

import re
import shutil
from importlib.resources import as_file, files
from pathlib import Path
from string import Template

from innolab_modules.compiling import IGNORED
from innolab_modules.forms import IN_WORDS, SLUG
from innolab_modules.loading import load_module
from innolab_modules.saying import Said, say

LONGEST_ID = 60
FIRST = "1.0.0"


class CannotStart(Exception):  # noqa: N818 - says what it means
    """A module can't be made there; `why` says why and what to do."""

    def __init__(self, why: Said) -> None:
        super().__init__(str(why))
        self.why = why


def new_module(name: str, folder: Path) -> Path:
    """Make the module `name` in a folder of modules; never over anything that is there.

    It has no translations yet: those are made by `module translate` when the Finnish is written.
    """
    home = _free(name, folder)
    with as_file(files("innolab_modules").joinpath("skeleton")) as skeleton:
        shutil.copytree(skeleton, home, ignore=shutil.ignore_patterns("__pycache__"))
    toml = home / "module.toml"
    toml.write_text(Template(toml.read_text(encoding="utf-8")).substitute(id=name), encoding="utf-8")
    return home


def remixed(source: Path, name: str, folder: Path) -> Path:
    """A copy of the module in `source` as the module `name`, based on it, from version 1.0.0 on.

    All but what it is called and where it came from is left to its author. Raises ModuleError where the source can't be
    read, CannotStart.
    """
    manifest = load_module(source).manifest
    home = _free(name, folder)
    shutil.copytree(source, home, ignore=shutil.ignore_patterns(*IGNORED))
    toml = home / "module.toml"
    text = toml.read_text(encoding="utf-8")
    text = re.sub(r"^based_on\s*=.*\n", "", text, flags=re.MULTILINE)
    text = re.sub(r"^id\s*=.*$", f'id = "{name}"', text, count=1, flags=re.MULTILINE)
    now = f'version = "{FIRST}"\nbased_on = "{manifest.id} {manifest.version}"'
    text = re.sub(r"^version\s*=.*$", now, text, count=1, flags=re.MULTILINE)
    toml.write_text(text, encoding="utf-8")
    changes = f"# {name}\n\n## {FIRST}\n\n- fi: ✎\n- sv: ✎\n- en: ✎\n"
    (home / "CHANGELOG.md").write_text(changes, encoding="utf-8")
    return home


def _free(name: str, folder: Path) -> Path:
    """The folder of a module that is to be made; raises CannotStart."""
    home = folder / name
    if not re.match(SLUG, name) or len(name) > LONGEST_ID:
        told = say(
            "\"{name}\" can't be a module's id: use {form}, at most {most}",
            name=name,
            form=IN_WORDS[SLUG],
            most=LONGEST_ID,
        )
        raise CannotStart(told)
    if home.exists():
        raise CannotStart(say("{folder} is there already: choose another id, or take it away first", folder=str(home)))
    return home
