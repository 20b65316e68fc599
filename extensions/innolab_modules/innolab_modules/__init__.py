"""The InnoLab module format: load, validate, compile, curriculum index.

A module is a folder (see docs/decisions/0002-translations-by-cell-name.md for its texts):

    module = load_module("courses/lammennyt-helsinki")     # ModuleError lists all problems by file and line
    notebook = compile_activity(module.activities[0], module)
"""

from innolab_modules.cells import Role, SourceCell
from innolab_modules.changelog import changes_in
from innolab_modules.compiling import (
    CODE_STUB,
    TEXT_STUB,
    activity_files,
    compile_activity,
    content_sha256,
    files_of,
    notebook_bytes,
    steps_of,
)
from innolab_modules.curriculum import Curriculum, curriculum
from innolab_modules.loading import ActivitySource, Module, WrongAnswer, load_module
from innolab_modules.manifest import LANGUAGES, SOURCE_LANGUAGE, ActivityManifest, Kind, Manifest, Text
from innolab_modules.problems import ModuleError, Problem
from innolab_modules.translations import update_catalogue

__all__ = [
    "CODE_STUB",
    "LANGUAGES",
    "SOURCE_LANGUAGE",
    "TEXT_STUB",
    "ActivityManifest",
    "ActivitySource",
    "Curriculum",
    "Kind",
    "Manifest",
    "Module",
    "ModuleError",
    "Problem",
    "Role",
    "SourceCell",
    "Text",
    "WrongAnswer",
    "activity_files",
    "changes_in",
    "compile_activity",
    "content_sha256",
    "curriculum",
    "files_of",
    "load_module",
    "notebook_bytes",
    "steps_of",
    "update_catalogue",
]
